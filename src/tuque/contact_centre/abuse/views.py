"""The ladder beside a conversation."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from tuque.accounts.api import Worker, WorkerRequest, roles_allowed
from tuque.audit import api as audit
from tuque.channels import api as channels
from tuque.contact_centre import contacts, permissions
from tuque.contact_centre.abuse import services, words
from tuque.contact_centre.abuse.forms import FORMS
from tuque.contact_centre.abuse.ladder import Kind, Rung, Standing
from tuque.contact_centre.abuse.models import AbuseFact
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.core.problems import NotFound

BUTTONS: dict[Kind, str | Promise] = {
    Kind.NOTED: _("Note what happened"),
    Kind.WARNED: _("Warn the person"),
    Kind.PASSED: _("Pass on to trained people"),
    Kind.PROPOSED: _("Propose the slower lane"),
    Kind.RESTRICTED: _("I agree, as the second name"),
    Kind.REFUSED: _("I do not agree"),
    Kind.LIFTED: _("Lift it"),
}


@dataclass
class Act:
    code: str
    button: str | Promise
    form: forms.Form
    is_open: bool


@require_GET
@roles_allowed(*permissions.RESPONDERS)
def of_conversation(request: WorkerRequest, conversation_id: UUID) -> HttpResponse:
    return _page(request, conversation_id)


@require_POST
@roles_allowed(*permissions.RESPONDERS)
def act(request: WorkerRequest, conversation_id: UUID, kind: str) -> HttpResponse:
    if kind not in {one.value for one in FORMS}:
        raise NotFound
    which = Kind(kind)
    services.check_may(which, request.worker)
    form = FORMS[which](request.POST, auto_id=f"{kind}_%s")
    if not form.is_valid():
        return _page(request, conversation_id, tried=form, kind=which, status=422)
    clean = form.cleaned_data
    data = {"hours": str(clean["hours"])} if "hours" in clean else {}
    try:
        services.do(conversation_id, which, by=request.worker, at=now(), data=data, said=clean.get("words", ""))
    except services.NotOnThisRung as problem:
        form.add_error(None, problem.message())
        return _page(request, conversation_id, tried=form, kind=which, status=problem.status)
    if request.htmx:
        return _page(request, conversation_id)
    return redirect("contact_centre:conversation-abuse", conversation_id)


def _page(
    request: WorkerRequest,
    conversation_id: UUID,
    *,
    tried: forms.Form | None = None,
    kind: Kind | None = None,
    status: int = 200,
) -> HttpResponse:
    viewer = request.worker
    found = contacts.find_conversation(viewer.organization, conversation_id)
    if found is None or not channels.can_read(viewer, found):
        raise NotFound
    at = now()
    rows = AbuseFact.objects.filter(organization=viewer.organization, person=services.person_of(found))
    lines = [(words.FACTS[Kind(row.kind)], row) for row in rows.select_related("by").order_by("at", "pk")]
    if lines:
        _look(viewer, [row for _title, row in lines], at=at)
    standing = services.standing_of(found, at=at)
    context: dict[str, Any] = {
        "conversation_id": conversation_id,
        "standing": standing,
        "rung": words.RUNGS[standing.rung],
        "lines": lines,
        "has_risk": services.has_risk(found),
        "warning": services.str_in(found.language, words.WARNING),
        "acts": _acts(standing, viewer, tried=tried, kind=kind),
        "problem": tried.non_field_errors() if tried is not None else "",
    }
    part, page = "contact_centre/abuse/_of_conversation.html", "contact_centre/abuse/of_conversation.html"
    return render_page(request, part if request.htmx else page, context, status=status)


def _look(viewer: Worker, rows: list[AbuseFact], *, at: Any) -> None:
    with transaction.atomic():
        audit.look("contact_centre.abuse_read", by=viewer, at=at, seen=[row.public_id for row in rows])


def _acts(standing: Standing, viewer: Worker, *, tried: forms.Form | None, kind: Kind | None) -> list[Act]:
    supervises = permissions.can_supervise(viewer)
    order = list(Rung).index(standing.rung)
    possible = [Kind.NOTED]
    if order >= list(Rung).index(Rung.NOTED):
        possible.append(Kind.WARNED)
    if order >= list(Rung).index(Rung.WARNED):
        possible.append(Kind.PASSED)
        if supervises and standing.proposal is None and standing.until is None:
            possible.append(Kind.PROPOSED)
    if supervises and standing.proposal is not None:
        if standing.proposal.by != str(viewer.public_id):
            possible.append(Kind.RESTRICTED)
        possible.append(Kind.REFUSED)
    if supervises and standing.until is not None:
        possible.append(Kind.LIFTED)
    hours = standing.proposal.data["hours"] if standing.proposal else None
    found = []
    for one in possible:
        initial = {"hours": hours} if one is Kind.RESTRICTED else {}
        form = tried if tried is not None and one is kind else FORMS[one](initial=initial, auto_id=f"{one.value}_%s")
        found.append(Act(one.value, BUTTONS[one], form, form is tried))
    return found
