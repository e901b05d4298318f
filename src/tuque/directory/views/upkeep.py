"""Changes proposed by providers and sources; the page that a provider opens by its link."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.conf import settings
from django.contrib import messages
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
from tuque.directory import labels, permissions, selectors
from tuque.directory.entities import model_of
from tuque.directory.finder import for_whom
from tuque.directory.hsds.objects import OBJECTS, Kind
from tuque.directory.imports import eligibility, values
from tuque.directory.imports.overwriting import RULES
from tuque.directory.imports.reasons import REASONS
from tuque.directory.imports.values import Unusable
from tuque.directory.models import EligibilityRule, Proposal, Service, UnwantedAddress
from tuque.directory.models.upkeep import Letter
from tuque.directory.problems import AlreadyDecided, LinkClosed
from tuque.directory.public_values import PublicRule
from tuque.directory.quality import STEPS_MONTHS
from tuque.directory.services import reminding, upkeep
from tuque.directory.services.reminding import FROM_MONTHS
from tuque.directory.views.records import service_page


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
    if request.method == "GET" and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(link.language)
    row = Service.objects.select_related("agency").get(pk=link.service_id)
    said, errors = _said(request) if request.method == "POST" else ({}, {})
    if request.method == "POST" and not errors:
        if request.POST.get("unwanted") == "yes":
            reminding.write_no_more(link=link, at=now())
        proposed = upkeep.answer(link=link, said=said, is_right=request.POST.get("right") == "yes", at=now())
        return render_page(request, "directory/thanks.html", {"proposed": proposed, "row": row}, status=201)
    shown = [
        (
            name,
            labels.label(name),
            request.POST.get(name, getattr(row, name)),
            errors.get(name, ""),
            OBJECTS["service"].fields[name].kind is Kind.LONG and name != "name",
        )
        for name in upkeep.ASKED
    ]
    context = {"row": row, "fields": shown, "token": token, "expires_at": link.expires_at}
    return render_page(request, "directory/update.html", context, status=422 if errors else 200)


def _said(request: HttpRequest) -> tuple[dict[str, str], dict[str, str]]:
    """What was written, clean; and what is wrong with it, by field."""
    said: dict[str, str] = {}
    errors: dict[str, str] = {}
    for name in upkeep.ASKED:
        if name in request.POST:
            try:
                said[name] = values.clean(request.POST[name], OBJECTS["service"].fields[name].kind)
            except Unusable as problem:
                errors[name] = str(REASONS[problem.reason])
    return said, errors


@require_GET
@roles_allowed(*permissions.EDITORS)
def proposals(request: WorkerRequest) -> HttpResponse:
    waiting = list(selectors.waiting_proposals(request.worker)[:100])
    rows: dict[UUID, Any] = {}
    for entity in {one.entity for one in waiting}:
        found = model_of(entity).objects.filter(public_id__in=[one.record for one in waiting if one.entity == entity])
        rows.update({row.public_id: row for row in found})
    told = [
        (
            one,
            str(rows.get(one.record, "")),
            labels.label(one.field),
            _stands(one, rows.get(one.record)),
            _rules(eligibility.read_lines(one.after, "-")) if one.field == RULES else one.after,
        )
        for one in waiting
    ]
    return render_page(
        request, "directory/proposals.html", {"proposals": told, "zone": request.worker.organization.zone}
    )


def _stands(proposal: Proposal, row: Any) -> str:
    """What the record says today: another proposal may have been taken since this one was made."""
    if row is None or (proposal.language and proposal.language != row.written_in):
        return proposal.before
    if proposal.field == RULES:
        return _rules(row.eligibility_rules.all())
    return str(getattr(row, proposal.field, proposal.before) or "")


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
