"""The pages of follow-ups: the due list, one of them, and the form beside a conversation."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.contact_centre import contacts, permissions
from tuque.contact_centre.followup import selectors, services
from tuque.contact_centre.followup.forms import DAYS, AgreeForm, AttemptForm, ReasonForm
from tuque.contact_centre.followup.models import Outcome, Result, State
from tuque.contact_centre.followup.safety import Window
from tuque.core.clock import now
from tuque.core.pages import render_page


@require_GET
@roles_allowed(*permissions.RESPONDERS)
def follow_ups(request: WorkerRequest) -> HttpResponse:
    moment, viewer = now(), request.worker
    lines, slots = selectors.list_due(viewer, at=moment)
    context = {
        "lines": lines,
        "slots": [selectors.Room(slot, len(slot.taken)) for slot in slots],
        "without_room": sum(1 for line in lines if not line.in_time),
        "in_time": selectors.in_time(viewer, at=moment),
        "per_person": selectors.PER_PERSON,
        "closed": selectors.list_closed(viewer, at=moment),
        "supervises": permissions.can_supervise(viewer),
        "now": moment,
    }
    return render_page(request, "contact_centre/followup/follow_ups.html", context)


@require_GET
@roles_allowed(*permissions.RESPONDERS)
def follow_up(request: WorkerRequest, follow_up_id: UUID) -> HttpResponse:
    return _page(request, follow_up_id)


@require_POST
@roles_allowed(*permissions.RESPONDERS)
def show(request: WorkerRequest, follow_up_id: UUID) -> HttpResponse:
    """Whom and where to call, outside what the person said is safe: with a reason, recorded."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, follow_up_id, reason_form=form, status=422)
    return _page(request, follow_up_id, reason=form.cleaned_data["reason"])


@require_POST
@roles_allowed(*permissions.RESPONDERS)
def attempt(request: WorkerRequest, follow_up_id: UUID) -> HttpResponse:
    form = AttemptForm(request.POST, organization=request.worker.organization)
    if not form.is_valid():
        return _page(request, follow_up_id, attempt_form=form, status=422)
    clean = form.cleaned_data
    row = services.attempt(
        follow_up_id,
        result=Result(clean["result"]),
        outcome=Outcome(clean["outcome"]) if clean["outcome"] else None,
        note=clean["note"],
        later_at=clean["later_at"],
        by=request.worker,
        at=now(),
    )
    if row.state == State.OPEN:
        messages.success(request, _("Kept. It stays on the list for the next safe time."))
    else:
        messages.success(request, _("Kept. This follow-up is closed."))
    return redirect("contact_centre:follow-ups")


@require_POST
@roles_allowed(*permissions.RESPONDERS)
def withdraw(request: WorkerRequest, follow_up_id: UUID) -> HttpResponse:
    services.withdraw(follow_up_id, by=request.worker, at=now())
    messages.success(request, _("Closed, and what was kept about the person is erased."))
    return redirect("contact_centre:follow-ups")


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.RESPONDERS)
def of_conversation(request: WorkerRequest, conversation_id: UUID) -> HttpResponse:
    """Beside a conversation: what was agreed, or the form to agree."""
    viewer = request.worker
    contacts.check_known(viewer.organization, conversation_id)
    form, status = None, 200
    if request.method == "POST":
        form = AgreeForm(request.POST)
        if form.is_valid():
            wishes = form.wishes(viewer.organization)
            services.agree(conversation=conversation_id, wishes=wishes, by=viewer, at=now())
            form = None
            if not request.htmx:
                messages.success(request, _("The follow-up is on the list."))
                return redirect("contact_centre:follow-ups")
        else:
            status = 422
    found = contacts.find_conversation(viewer.organization, conversation_id)
    language = found.language if found else viewer.language
    context = {
        "conversation_id": conversation_id,
        "agreed": selectors.find_of(viewer, conversation_id),
        "form": form or AgreeForm(initial={"language": language}),
        "is_open": bool(form),
    }
    part = "contact_centre/followup/_of_conversation.html"
    page = "contact_centre/followup/of_conversation.html"
    return render_page(request, part if request.htmx else page, context, status=status)


def _page(
    request: WorkerRequest,
    follow_up_id: UUID,
    *,
    reason: str = "",
    attempt_form: AttemptForm | None = None,
    reason_form: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    opened = selectors.open_one(follow_up_id, viewer=request.worker, at=now(), reason=reason)
    context: dict[str, Any] = {
        "opened": opened,
        "row": opened.row,
        "windows": [_window_words(one) for one in opened.windows],
        "attempt_form": attempt_form or AttemptForm(organization=request.worker.organization),
        "reason_form": reason_form or ReasonForm(),
        "now": now(),
    }
    return render_page(request, "contact_centre/followup/follow_up.html", context, status=status)


def _window_words(window: Window) -> dict[str, object]:
    names = [str(label) for number, label in DAYS if int(number) in window.days]
    return {"days": names, "starts": window.starts, "ends": window.ends, "all_day": window.starts == window.ends}
