"""The specialist's pages: inquiries, one of them with its search, comparing, referring, the sheet, follow-ups."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuque.accounts.api import WorkerRequest, limits, roles_allowed
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.pages import render_page, render_part
from tuque.core.problems import NotFound, Problem
from tuque.directory import api as directory
from tuque.referrals import finding, forms, live, origins, permissions, selectors, sending, states
from tuque.referrals.codes import Handover, NeedState, State, Unmet, Way
from tuque.referrals.models import Referral
from tuque.referrals.selectors import Opened
from tuque.referrals.services import following, inquiries, referring
from tuque.referrals.services.following import Heard


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.SPECIALISTS)
def home(request: WorkerRequest) -> HttpResponse:
    """Begin an inquiry, and the open ones with where their referrals stand."""
    about = forms.AboutForm(
        request.POST or None,
        viewer=request.worker,
        initial={"language": request.worker.language, "came": "call", "event": request.GET.get("event")},
    )
    need = forms.NeedForm(request.POST or None)
    if request.method == "POST" and all([about.is_valid(), need.is_valid()]):
        row = inquiries.begin(
            key=forms.key_in(request.POST),
            about=about.about(),
            topic=need.cleaned_data["topic"],
            words=need.cleaned_data["words"],
            by=request.worker,
            at=now(),
        )
        return redirect("referrals:inquiry", row.public_id)
    return render_part(
        request,
        page="referrals/home.html",
        part="referrals/_open.html",
        context=_home(request) | {"about": about, "need": need, "key": request.POST.get("_key") or new_id()},
        status=422 if request.method == "POST" else 200,
    )


def _home(request: WorkerRequest) -> dict[str, Any]:
    at, viewer = now(), request.worker
    return {
        "sequence": live.sequence_of(viewer.organization),
        "open": selectors.list_open(viewer, reader=forms.reader(), at=at, page=request.GET.get("page")),
        "due": selectors.count_due(viewer, today=at.astimezone(viewer.organization.zone).date()),
        "may_count": permissions.can_count(viewer),
        "as_of": at.astimezone(viewer.organization.zone),
    }


@require_GET
@roles_allowed(*permissions.SPECIALISTS)
def inquiry(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    return page(request, public_id, need_id=request.GET.get("need", ""))


@require_POST
@roles_allowed(*permissions.SPECIALISTS)
def search(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """The directory's own search, for one need. Its words travel in a form, never in an address."""
    limits.check(request, "search")
    return page(request, public_id, need_id=request.POST.get("need", ""), searched=True)


@require_POST
@roles_allowed(*permissions.SPECIALISTS)
def compare(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """Two or three services side by side."""
    opened = selectors.open_inquiry(public_id, viewer=request.worker, reader=forms.reader(), at=now())
    heard = opened.find(request.POST.get("need", ""))
    if heard is None:
        raise NotFound
    chosen = finding.by_ids(request.POST.getlist("s")[: forms.MOST_COMPARED], reader=forms.reader(), at=now())
    if len(chosen) < 2:
        messages.warning(request, _("Tick two or three services to compare them."))
        return redirect(f"{reverse('referrals:inquiry', args=[public_id])}?need={heard.need.public_id}")
    context = {"opened": opened, "heard": heard, "chosen": chosen, **_ways(opened)}
    return render_page(request, "referrals/compare.html", context)


@require_POST
@roles_allowed(*permissions.SPECIALISTS)
def refer(request: WorkerRequest, public_id: UUID, need_id: UUID) -> HttpResponse:
    """One press: the person is pointed to a service, and the service asked where that is wanted."""
    row = selectors.get_inquiry(public_id, viewer=request.worker)
    need = selectors.get_need(row, need_id)
    form = forms.ReferForm(request.POST)
    if not form.is_valid():
        trouble = next(iter(form.errors.get("email", [])), _("Choose the way again: this one is not known."))
        return page(request, public_id, need_id=str(need_id), trouble=str(trouble), status=422)
    try:
        referral, token = referring.refer(
            need,
            key=forms.key_in(request.POST),
            service=form.cleaned_data["service"],
            place=form.cleaned_data["place"],
            way=Way(form.cleaned_data["way"]),
            asking=form.asking(origin=_origin(request)),
            by=request.worker,
            at=now(),
        )
    except Problem as problem:
        return page(request, public_id, need_id=str(need_id), trouble=problem.message(), status=problem.status)
    if token:
        return page(request, public_id, need_id=str(need_id), link=_link(request, token), status=201)
    if referral.way == Way.HANDOFF:
        messages.info(request, _("Now call “%(service)s”, and say below what came of it.") % {"service": referral.name})
        return _back(referral)
    messages.success(request, _("Referred to “%(service)s”.") % {"service": referral.name})
    return redirect(f"{reverse('referrals:inquiry', args=[public_id])}?need={need_id}#r-{referral.public_id}")


@require_POST
@roles_allowed(*permissions.SPECIALISTS)
def move(request: WorkerRequest, public_id: UUID, referral_id: UUID) -> HttpResponse:
    """What was learned by telephone: the referral moves on."""
    row = selectors.get_referral(selectors.get_inquiry(public_id, viewer=request.worker), referral_id)
    form = forms.MoveForm(request.POST, says=[one for one in State if states.may_move(State(row.state), one)])
    if not form.is_valid():
        trouble = next((words for errors in form.errors.values() for words in errors), "")
        return page(request, public_id, need_id=str(row.need.public_id), trouble=str(trouble), status=422)
    clean = form.cleaned_data
    referring.move_on(
        row, state=State(clean["state"]), reason=clean["reason"], note=clean["note"], by=request.worker, at=now()
    )
    return _back(row)


@require_POST
@roles_allowed(*permissions.SPECIALISTS)
def hand_over(request: WorkerRequest, public_id: UUID, referral_id: UUID) -> HttpResponse:
    """The service was called, with the person or for them."""
    row = selectors.get_referral(selectors.get_inquiry(public_id, viewer=request.worker), referral_id)
    form = forms.HandoverForm(request.POST)
    if not form.is_valid():
        trouble = next((words for errors in form.errors.values() for words in errors), "")
        return page(request, public_id, need_id=str(row.need.public_id), trouble=str(trouble), status=422)
    clean = form.cleaned_data
    result = Handover(clean["result"])
    referring.hand_over(row, result=result, note=clean["note"].strip(), by=request.worker, at=now())
    messages.success(request, _("Kept."))
    return _back(row)


@require_POST
@roles_allowed(*permissions.SPECIALISTS)
def ask_again(request: WorkerRequest, public_id: UUID, referral_id: UUID) -> HttpResponse:
    """Another link for the service: sent, or shown to be given by hand."""
    row = selectors.get_referral(selectors.get_inquiry(public_id, viewer=request.worker), referral_id)
    limits.check(request, "invite")
    token = referring.ask_again(row, origin=_origin(request), by=request.worker, at=now())
    if token:
        return page(request, public_id, need_id=str(row.need.public_id), link=_link(request, token), status=201)
    messages.success(request, _("The service is written to again."))
    return _back(row)


@require_POST
@roles_allowed(*permissions.SPECIALISTS)
def hear(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """Another need of the same person."""
    row = selectors.get_inquiry(public_id, viewer=request.worker)
    form = forms.NeedForm(request.POST)
    if not form.is_valid():
        return page(request, public_id, need_form=form, status=422)
    clean = form.cleaned_data
    key = forms.key_in(request.POST)
    need = inquiries.hear(row, key=key, topic=clean["topic"], words=clean["words"], by=request.worker, at=now())
    return redirect(f"{reverse('referrals:inquiry', args=[public_id])}?need={need.public_id}")


@require_POST
@roles_allowed(*permissions.SPECIALISTS)
def settle(request: WorkerRequest, public_id: UUID, need_id: UUID) -> HttpResponse:
    """Met, partly, unmet and why, or open again."""
    need = selectors.get_need(selectors.get_inquiry(public_id, viewer=request.worker), need_id)
    form = forms.SettleForm(request.POST)
    if not form.is_valid():
        trouble = next((words for errors in form.errors.values() for words in errors), "")
        return page(request, public_id, need_id=str(need_id), trouble=str(trouble), status=422)
    reason = form.cleaned_data["reason"]
    inquiries.settle(
        need,
        state=NeedState(form.cleaned_data["state"]),
        reason=Unmet(reason) if reason else None,
        by=request.worker,
        at=now(),
    )
    messages.success(request, _("Counted."))
    return redirect(f"{reverse('referrals:inquiry', args=[public_id])}?need={need_id}")


@require_POST
@roles_allowed(*permissions.SPECIALISTS)
def change(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """What is known of them, without a name."""
    row = selectors.get_inquiry(public_id, viewer=request.worker)
    form = forms.AboutForm(request.POST, viewer=request.worker)
    if not form.is_valid():
        return page(request, public_id, about_form=form, status=422)
    about = form.about()
    if about.event is None and row.event and row.event.closed_at:  # it is no choice any more, and stays
        about = replace(about, event=row.event)
    inquiries.change(row, about=about, by=request.worker, at=now())
    return redirect("referrals:inquiry", public_id)


@require_POST
@roles_allowed(*permissions.SPECIALISTS)
def reach(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """How to reach them, with their yes; nothing written forgets it."""
    row = selectors.get_inquiry(public_id, viewer=request.worker)
    form = forms.ReachForm(request.POST)
    if not form.is_valid():
        return page(request, public_id, reach_form=form, status=422)
    inquiries.keep_reach(row, reach=form.reach(), by=request.worker, at=now())
    return redirect("referrals:inquiry", public_id)


@require_POST
@roles_allowed(*permissions.SPECIALISTS)
def close(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    row = selectors.get_inquiry(public_id, viewer=request.worker)
    inquiries.close(row, by=request.worker, at=now())
    messages.success(request, _("Closed. What reached the person is erased."))
    return redirect("referrals:home")


@require_GET
@roles_allowed(*permissions.SPECIALISTS)
def sheet(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """The services that a person was referred to, on paper and in their language; nothing on it names them."""
    opened = selectors.open_inquiry(
        public_id, viewer=request.worker, reader=forms.reader(), at=now(), action="referrals.sheet_read"
    )
    language = opened.inquiry.language
    pointed = [one.row for need in opened.needs for one in need.referrals if one.row.state != State.WITHDRAWN]
    wanted = [one.service for one in pointed]
    with translation.override(language):
        places = selectors.places_of(pointed)
        services = finding.by_ids([str(one) for one in wanted], reader=language, at=now(), places=places)
        context = {
            "services": services,
            "gone": len(set(wanted)) - len(services),
            "as_of": now().astimezone(request.worker.organization.zone),
            "back": reverse("referrals:inquiry", args=[public_id]),
            "organization": request.worker.organization,
            "reader": language,
        }
        response = render_page(request, "referrals/sheet.html", context)
    response.headers["Content-Language"] = language
    return response


@require_GET
@roles_allowed(*permissions.SPECIALISTS)
def due(request: WorkerRequest) -> HttpResponse:
    return _due(request)


@require_POST
@roles_allowed(*permissions.SPECIALISTS)
def follow_up(request: WorkerRequest, referral_id: UUID) -> HttpResponse:
    row = selectors.find_referral(referral_id, viewer=request.worker)
    form = forms.FollowUpForm(request.POST)
    if not form.is_valid():
        return _due(request, wrong={row.pk: form}, status=422)
    clean = form.cleaned_data
    _row, closed = following.follow_up(
        row, heard=Heard(clean["heard"]), reason=clean["reason"], note=clean["note"], by=request.worker, at=now()
    )
    if closed:
        messages.success(request, _("Kept. Nothing more is due for this person: what reached them is erased."))
    else:
        messages.success(request, _("Kept."))
    return redirect("referrals:due")


def _due(request: WorkerRequest, *, wrong: dict[int, Any] | None = None, status: int = 200) -> HttpResponse:
    at, viewer = now(), request.worker
    today = at.astimezone(viewer.organization.zone).date()
    rows = selectors.list_due(viewer, reader=forms.reader(), today=today, at=at)
    lines = [(one, (wrong or {}).get(one.referral.pk)) for one in rows]
    context = {"lines": lines, "heard": forms.HEARD, "reasons": Unmet.choices, "today": today}
    return render_page(request, "referrals/due.html", context, status=status)


def page(
    request: WorkerRequest,
    public_id: UUID,
    *,
    need_id: str = "",
    searched: bool = False,
    trouble: str = "",
    link: str = "",
    status: int = 200,
    **written: Any,
) -> HttpResponse:
    """One inquiry: who asks, the needs and their referrals, and the search for the need in hand."""
    at, viewer = now(), request.worker
    opened = selectors.open_inquiry(public_id, viewer=viewer, reader=forms.reader(), at=at)
    row = opened.inquiry
    heard = opened.find(need_id) or opened.next_need
    context: dict[str, Any] = {
        "opened": opened,
        "row": row,
        "heard": heard,
        "trouble": trouble,
        "link": link,
        "sequence": live.sequence_of(viewer.organization),
        "as_of": at.astimezone(viewer.organization.zone),
        "spoken": finding.spoken_name(row, reader=forms.reader()),
        "reasons": Unmet.choices,
        "hand_overs": Handover.choices,
        "need_states": NeedState.choices,
        "need_form": written.get("need_form") or forms.NeedForm(),
        "about_form": written.get("about_form") or forms.AboutForm(viewer=viewer, initial=_about(opened)),
        "reach_form": written.get("reach_form") or forms.ReachForm(initial=_reach(opened)),
        "opens": [name for name in ("need_form", "about_form", "reach_form") if name in written],
        "key": new_id(),
        "origin": origins.origin_of(row.contact, viewer=viewer),
        **_ways(opened),
    }
    if heard is not None and row.closed_at is None and not request.htmx:
        context |= _found(request, opened, heard.need.words, searched=searched)
    return render_part(
        request, page="referrals/inquiry.html", part="referrals/_needs.html", context=context, status=status
    )


def _found(request: WorkerRequest, opened: Opened, words: str, *, searched: bool) -> dict[str, Any]:
    form = forms.SearchForm(request.POST if searched else {"words": words[:400], "near": opened.inquiry.area})
    form.is_valid()
    known, reader = finding.known_to(request.worker), forms.reader()
    found = finding.search(opened.inquiry, form.cleaned_data, known=known, reader=reader, at=now())
    page = form.cleaned_data.get("page") or 1
    with directory.opened():
        choices = directory.finder_pages.common(request, reader)
    return {
        "search": form,
        "languages": choices["languages"],
        "genders": choices["genders"],
        "statuses": choices["statuses"],
        "further": directory.finder_pages.again(form, page + 1, [], reader),
        **found,
    }


def _ways(opened: Opened) -> dict[str, Any]:
    """Which ways are open from here, and whether the service can be written to."""
    row = opened.inquiry
    return {
        "can_text": bool(row.phone) and sending.texts_of(row.organization) is not None,
        "can_mail": bool(row.email) and sending.has_mail(),
        "has_mail": sending.has_mail(),
        "new_key": new_id,
    }


def _about(opened: Opened) -> dict[str, object]:
    row = opened.inquiry
    known = {name: getattr(row, name) for name in ("age_group", "area", "language", "spoken", "came")}
    return known | {"event": row.event.public_id if row.event else None}


def _reach(opened: Opened) -> dict[str, object]:
    row = opened.inquiry
    known = {name: getattr(row, name) for name in ("name", "phone", "email", "may_share")}
    return known | {"consent": row.reaches_someone}


def _back(row: Referral) -> HttpResponse:
    address = reverse("referrals:inquiry", args=[row.need.inquiry.public_id])
    return redirect(f"{address}?need={row.need.public_id}#r-{row.public_id}")


def _origin(request: WorkerRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _link(request: WorkerRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("referrals:answer", args=[token]))
