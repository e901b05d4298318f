"""The pages of rescues: one, those that run, the fragment beside a conversation, the emergency services."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.contact_centre import contacts, permissions
from tuque.contact_centre.rescue import acting, selectors, services, words
from tuque.contact_centre.rescue.forms import FORMS, ActForm, BeginForm, ServiceForm
from tuque.contact_centre.rescue.problems import AlreadyListed, NotPossibleNow
from tuque.contact_centre.rescue.steps import Kind
from tuque.core import streams
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.core.problems import NotFound

RISK_MOVED = "risk"  # what a page hears, and asks for the risk beside its conversation again


@require_GET
@roles_allowed(*permissions.RESPONDERS)
def rescues(request: WorkerRequest) -> HttpResponse:
    """Those that run; for whoever supervises, those of before and how long the steps took."""
    moment, viewer = now(), request.worker
    context = {
        "running": selectors.list_running(viewer, at=moment),
        "as_of": moment.astimezone(viewer.organization.zone),
        "sequence": streams.last_sequence(services.stream_of(viewer.organization)),
        "supervises": permissions.can_supervise(viewer),
    }
    if request.htmx:
        return render_page(request, "contact_centre/rescue/_running.html", context)
    context["closed"] = selectors.list_closed(viewer, at=moment)
    if context["supervises"]:
        context["times"] = _time_rows(request)
    return render_page(request, "contact_centre/rescue/rescues.html", context)


def _time_rows(request: WorkerRequest) -> list[dict[str, object]]:
    real, drills = (selectors.edge_times(request.worker, drills=drills, at=now()) for drills in (False, True))
    return [
        {"label": words.EDGES[one.edge], "real": _times(one), "drills": _times(drill)}
        for one, drill in zip(real, drills, strict=True)
    ]


def _times(found: selectors.EdgeTimes) -> dict[str, object]:
    middle, late = (words.minutes(value) if value is not None else "–" for value in (found.middle, found.late))
    return {"count": found.count, "middle": middle, "late": late}


@require_GET
@roles_allowed(*permissions.RESPONDERS)
def rescue(request: WorkerRequest, rescue_id: UUID) -> HttpResponse:
    """The page; for HTMX, what moves by itself: the steps and what happened, never a form that someone is filling in."""
    seen = selectors.look(rescue_id, viewer=request.worker, at=now())
    if request.htmx and "whole" not in request.GET:
        context = _context(request, seen) | {"shown": request.GET.get("shown", "")}
        return render_page(request, "contact_centre/rescue/_progress.html", context)
    return _answer(request, seen)


@require_POST
@roles_allowed(*permissions.RESPONDERS)
def act(request: WorkerRequest, rescue_id: UUID, kind: str) -> HttpResponse:
    if kind not in FORMS:
        raise NotFound
    which, viewer = Kind(kind), request.worker
    seen = selectors.look(rescue_id, viewer=viewer, at=now())
    form = acting.form_for(which, seen.state, viewer, request.POST)
    if not form.is_valid():
        return _answer(request, seen, tried=form, kind=which, status=422)
    try:
        services.add(rescue_id, which, by=viewer, at=now(), data=form.codes(), words=form.words())
    except NotPossibleNow as problem:
        form.add_error(None, problem.message())
        seen = selectors.look(rescue_id, viewer=viewer, at=now())
        return _answer(request, seen, tried=form, kind=which, problem=problem.message(), status=problem.status)
    if request.htmx:
        response = _answer(request, selectors.look(rescue_id, viewer=viewer, at=now()))
        if which in {Kind.ATTEMPT, Kind.CLOSED}:
            response["HX-Trigger"] = RISK_MOVED
        return response
    return redirect("contact_centre:rescue", rescue_id)


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.RESPONDERS)
def of_conversation(request: WorkerRequest, conversation_id: UUID) -> HttpResponse:
    """Beside a conversation: the rescue that runs, or the two ways to begin one."""
    viewer = request.worker
    contacts.check_known(viewer.organization, conversation_id)
    if request.method == "POST":
        form = BeginForm(request.POST)
        begun = services.flag(
            conversation_id,
            attempt=form.is_valid() and form.cleaned_data["attempt"],
            is_drill=form.is_valid() and form.cleaned_data["drill"],
            by=viewer,
            at=now(),
        )
        if not request.htmx:
            return redirect("contact_centre:rescue", begun.public_id)
    found = selectors.find_last(viewer, conversation_id)
    context: dict[str, Any] = {"conversation_id": conversation_id}
    if found is not None and services.may_see(found, viewer):
        context |= _context(request, selectors.look(found.public_id, viewer=viewer, at=now()))
    part, page = "contact_centre/rescue/_of_conversation.html", "contact_centre/rescue/of_conversation.html"
    response = render_page(request, part if request.htmx else page, context)
    if request.method == "POST":
        response["HX-Trigger"] = RISK_MOVED
    return response


@require_POST
@roles_allowed(*permissions.RESPONDERS)
def drill(request: WorkerRequest) -> HttpResponse:
    """A rescue for practice: marked everywhere, never counted."""
    form = BeginForm(request.POST)
    attempt = form.is_valid() and form.cleaned_data["attempt"]
    begun = services.begin(conversation=None, attempt=attempt, is_drill=True, by=request.worker, at=now())
    return redirect("contact_centre:rescue", begun.public_id)


def _answer(request: WorkerRequest, seen: selectors.Seen, *, status: int = 200, **tried: Any) -> HttpResponse:
    context = _context(request, seen, **tried)
    page = "contact_centre/rescue/_rescue.html" if request.htmx else "contact_centre/rescue/rescue.html"
    return render_page(request, page, context, status=status)


def _context(
    request: WorkerRequest,
    seen: selectors.Seen,
    *,
    tried: ActForm | None = None,
    kind: Kind | None = None,
    problem: str = "",
) -> dict[str, Any]:
    viewer = request.worker
    acts = acting.acts_of(seen.state, viewer, tried=tried, kind=kind)
    return {
        "seen": seen,
        "rescue": seen.rescue,
        "main_acts": [one for one in acts if one.kind not in acting.ASIDE],
        "other_acts": [one for one in acts if one.kind in acting.ASIDE],
        "waits_for_second": acting.waits_for_second(seen.state, viewer),
        "proposal": next((line for line in reversed(seen.lines) if line.kind == Kind.PROPOSED.value), None),
        "areas": selectors.list_areas(viewer),
        "supervises": permissions.can_supervise(viewer),
        "problem": problem,
        "shown": str(seen.sequence),
        "as_of": now().astimezone(viewer.organization.zone),
        "stream_after": streams.last_sequence(services.stream_of(viewer.organization)),
    }


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.SUPERVISORS)
def emergency_services(request: WorkerRequest) -> HttpResponse:
    """Whom to call, and for where."""
    form = ServiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_service(form.service(), by=request.worker, at=now())
        except AlreadyListed as problem:
            form.add_error("number", problem.message())
        else:
            messages.success(request, _("The service is on the list."))
            return redirect("contact_centre:emergency-services")
    context = {
        "services": selectors.list_services(request.worker),
        "areas": selectors.list_areas(request.worker),
        "form": form,
        "back": reverse("contact_centre:rescues"),
    }
    status = 422 if form.errors else 200
    return render_page(request, "contact_centre/rescue/services.html", context, status=status)


@require_POST
@roles_allowed(*permissions.SUPERVISORS)
def retire_service(request: WorkerRequest, service_id: UUID) -> HttpResponse:
    services.retire_service(service_id, by=request.worker, at=now())
    messages.success(request, _("The service is no longer on the list."))
    return redirect("contact_centre:emergency-services")
