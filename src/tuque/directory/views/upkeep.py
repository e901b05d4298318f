"""Changes proposed by providers and sources; the page that a provider opens by its link."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuque.accounts.api import WorkerRequest, limits, public, roles_allowed
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.core.problems import NotFound
from tuque.directory import chosen, permissions, providers, selectors
from tuque.directory.entities import model_of
from tuque.directory.finder import for_whom
from tuque.directory.forms import CountForm
from tuque.directory.hsds.objects import OBJECTS
from tuque.directory.imports import eligibility
from tuque.directory.imports.overwriting import RULES
from tuque.directory.lines import at_its_place, in_one_line
from tuque.directory.models import EligibilityRule, Proposal, Service, UnwantedAddress, UpdateLink
from tuque.directory.models.upkeep import Letter
from tuque.directory.problems import AlreadyDecided, LinkClosed
from tuque.directory.providers import Item
from tuque.directory.public_values import PublicRule
from tuque.directory.quality import STEPS_MONTHS
from tuque.directory.services import reminding, upkeep
from tuque.directory.services.reminding import FROM_MONTHS
from tuque.directory.views.records import service_of, service_page


class Address(django_forms.Form):
    email = django_forms.EmailField()
    language = django_forms.ChoiceField(choices=settings.LANGUAGES)


@require_POST
@roles_allowed(*permissions.EDITORS)
def send_link(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """Write to the provider; where no mail is set up, the link is shown to be sent by hand."""
    row: Service = selectors.get_record("service", public_id, viewer=request.worker)
    limits.check(request, "invite")
    form = Address(request.POST)
    if not form.is_valid():
        return service_page(
            request,
            public_id,
            status=422,
            link_error=_("Write a whole e-mail address."),
            email=request.POST.get("email", ""),
        )
    email, language = form.cleaned_data["email"], form.cleaned_data["language"]
    own = UnwantedAddress.objects.filter(organization_id=request.worker.organization_id, email=email.strip().lower())
    if own.exists():
        said = _("Whoever holds this address asked not to be written to.")
        return service_page(request, public_id, status=422, link_error=said, email=email)
    origin = request.build_absolute_uri("/").rstrip("/")
    link, token = reminding.ask_by_hand(row, email=email, language=language, origin=origin, by=request.worker, at=now())
    address = f"{origin}{reverse('directory:update', args=[token])}"
    return service_page(request, public_id, status=201, link=address, link_sent=link.letter != Letter.NONE)


@require_POST
@roles_allowed(*permissions.EDITORS)
def remind(request: WorkerRequest) -> HttpResponse:
    """Have the providers written to who are due, some dozens at a time; one whose letter cannot leave is due again."""
    limits.check(request, "import")
    at = now()
    today = at.astimezone(request.worker.organization.zone).date()
    chosen = request.POST.get("months", "")
    months = next((step for step in STEPS_MONTHS if str(step) == chosen), FROM_MONTHS)
    waiting = len(reminding.due_keys(request.worker.organization_id, today=today, months=months))
    if not reminding.has_mail():
        messages.warning(
            request, _("No letter left: no mail is set up here. Ask whoever runs the site; everyone stays due.")
        )
    elif waiting:
        origin = request.build_absolute_uri("/").rstrip("/")
        some = reminding.due(request.worker.organization_id, today=today, months=months, limit=reminding.AT_ONCE)
        asked = reminding.ask_all(some, origin=origin, by=request.worker, at=at)
        left = waiting - asked
        words = ngettext("%(number)s letter is on its way.", "%(number)s letters are on their way.", asked)
        messages.success(
            request,
            words % {"number": asked}
            + (" " + _("%(left)s more are due: send again.") % {"left": left} if left else ""),
        )
    else:
        messages.success(request, _("Nobody is due: everyone was written to since their record came to this step."))
    return redirect(f"{reverse('directory:services')}?show=verify")


@public(reason="A provider has no account: the secret in the link opens its own record, for some weeks and once.")
@require_http_methods(["GET", "POST"])
def update(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "POST":
        limits.check(request, "accept_invitation")
    try:
        link = upkeep.open_link(token, at=now())
    except LinkClosed as problem:
        return render_page(request, "directory/closed.html", {"message": problem.message()}, status=problem.status)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(link.language)
        request.LANGUAGE_CODE = link.language
    row = Service.objects.select_related("agency", "organization").get(pk=link.service_id)
    if request.method == "POST" and "room" in request.POST:
        return _count_room(request, link, token)
    reader = (translation.get_language() or "en")[:2]
    parts = providers.asked_of(row, reader=reader)
    posted = {name: request.POST.getlist(name) for name in request.POST}
    said, errors = providers.said(parts, posted) if posted else ([], {})
    if request.method == "POST" and not errors:
        if request.POST.get("unwanted") == "yes":
            reminding.write_no_more(link=link, at=now())
        proposed = upkeep.answer(link=link, said=said, is_right=request.POST.get("right") == "yes", at=now())
        return render_page(request, "directory/thanks.html", {"proposed": proposed, "row": row}, status=201)
    context = {
        "row": row,
        "name": selectors.names_in(reader, [row]).get(row.public_id, ""),
        "wrong": list(errors),
        "parts": [
            (part.title, [_shown(item, request, errors) for item in part.items], part.language == reader)
            for part in parts
        ],
        "rooms": [
            (room, in_one_line("service_capacity", room))
            for room in row.capacities.filter(gone_at__isnull=True).select_related("unit").order_by("pk")
        ],
        "spoken": chosen.languages(reader),
        "token": token,
        "zone": row.organization.zone,
        "expires_at": link.expires_at,
    }
    return render_page(request, "directory/update.html", context, status=422 if errors else 200)


def _shown(item: Item, request: HttpRequest, errors: Mapping[str, str]) -> tuple[Item, str, dict[str, str]]:
    """An item, what is wrong with what was written of it, and that itself."""
    if request.method != "POST":
        return item, "", {}
    typed = {name: request.POST.get(f"{item.key}.{name}", "") for name in ("opens_at", "closes_at")}
    written = request.POST.getlist(item.key)
    value = ",".join(written) if item.shape in ("days", "hours") else written[-1] if written else ""
    return replace(item, value=value), errors.get(item.key, ""), typed


def _count_room(request: HttpRequest, link: UpdateLink, token: str) -> HttpResponse:
    """How much room is left, now: shown at once."""
    form = CountForm(request.POST)
    try:
        room = UUID(request.POST["room"])
    except ValueError:
        raise NotFound from None
    if form.is_valid():
        upkeep.count_room(link=link, room=room, available=form.cleaned_data["available"], at=now())
        messages.success(request, _("Counted now. Everyone sees it with its time; this link stays open."))
    else:
        messages.warning(request, _("Write how many are free, as a number."))
    return redirect("directory:update", token)


@require_GET
@roles_allowed(*permissions.EDITORS)
def proposals(request: WorkerRequest) -> HttpResponse:
    page = Paginator(selectors.waiting_proposals(request.worker), 50).get_page(request.GET.get("page"))
    rows: dict[UUID, Any] = {}
    for entity in {one.entity for one in page}:
        wanted = [one.record for one in page if one.entity == entity]
        for name in {entity, "service"}:  # another one of its kind is proposed to its service
            found = model_of(name).objects.filter(public_id__in=wanted, organization_id=request.worker.organization_id)
            found = found.select_related("source")
            rows.update({row.public_id: row for row in found})
    reader = (translation.get_language() or "en")[:2]
    ranks = dict(selectors.list_sources(request.worker).values_list("name", "rank"))
    services = {one.pk: one for row in rows.values() if (one := row if isinstance(row, Service) else service_of(row))}
    names = selectors.names_in(reader, services.values())
    told = [
        (*_told(one, rows.get(one.record), reader, names), selectors.heard_first(one, rows.get(one.record), ranks))
        for one in page
    ]
    context = {"page": page, "proposals": told, "zone": request.worker.organization.zone}
    return render_page(request, "directory/proposals.html", context)


def _told(one: Proposal, row: Any, reader: str, names: Mapping[UUID, str]) -> tuple[Proposal, str, str, str, str]:
    """A proposal, its heading, where it leads, what stands, and what is proposed, in words."""
    is_new = one.field == providers.NEW
    service = row if one.entity == "service" or is_new else service_of(row)
    heading = providers.heading(
        one.entity,
        one.field,
        service=(names.get(service.public_id) or service.name) if service else "",
        detail="" if is_new or row is None or one.entity == "service" else at_its_place(one.entity, row),
        language=one.language,
        record_language=row.written_in if row is not None else "",
    )
    address = reverse("directory:service", args=[service.public_id]) if service else ""
    if one.field == providers.GONE:
        stands = at_its_place(one.entity, row) if row is not None else ""
        return one, heading, address, stands, providers.in_words(one.entity, one.field, one.after, reader)
    stands = "" if is_new else _stands(one, row)
    if one.field == RULES:
        return one, heading, address, stands, _rules(eligibility.read_lines(one.after, "-"))
    stands, after = (providers.in_words(one.entity, one.field, value, reader) for value in (stands, one.after))
    return one, heading, address, stands, after


def _stands(proposal: Proposal, row: Any) -> str:
    """What the record says today: another proposal may have been taken since this one was made."""
    if row is None or (proposal.language and proposal.language != row.written_in):
        return proposal.before
    if proposal.field == RULES:
        return _rules(row.eligibility_rules.all())
    known = OBJECTS[proposal.entity].fields.get(proposal.field)
    value = getattr(row, known.at if known else proposal.field, proposal.before)
    return "" if value is None else str(value)


def _rules(rules: Iterable[eligibility.Rule | EligibilityRule]) -> str:
    told = [PublicRule(one.kind, one.least, one.most, tuple(one.values)) for one in rules]
    return "\n".join(for_whom.in_words(told, (get_language() or "en")[:2]))


@require_POST
@roles_allowed(*permissions.EDITORS)
def decide(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    found = (
        selectors.waiting_proposals(request.worker)
        .model.objects.filter(public_id=public_id, organization_id=request.worker.organization_id)
        .first()
    )
    if found is None:
        raise NotFound
    try:
        upkeep.decide(proposal=found, take=request.POST.get("do") == "take", by=request.worker, at=now())
        messages.success(request, _("Decided."))
    except AlreadyDecided as problem:
        messages.warning(request, problem.message())
    return redirect("directory:proposals")
