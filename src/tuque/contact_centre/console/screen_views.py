"""Instruments beside a conversation: which there are, what was found, one to fill in."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.channels import api as channels
from tuque.contact_centre import permissions
from tuque.contact_centre.console import arriving, screens
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.core.pages import render_page
from tuque.forms import api as forms
from tuque.instruments import api as instruments
from tuque.interactions import entries

LIST, FORM = "contact_centre/console/_screens.html", "contact_centre/console/_screen.html"


@require_GET
@roles_allowed(*permissions.READERS, *permissions.ANSWERERS)
def screens_list(request: WorkerRequest, conversation_id: UUID) -> HttpResponse:
    return _list(request, channels.get_conversation(conversation_id, viewer=request.worker))


def _list(
    request: WorkerRequest, conversation: channels.Conversation, *, practised: dict[str, object] | None = None
) -> HttpResponse:
    language, viewer = get_language(), request.worker
    context = {
        "conversation": conversation,
        "may_ask": channels.is_in(viewer, conversation),
        "offered": [
            (one.code, one.title.in_language(language), one.about.in_language(language))
            for one in instruments.list_allowed(viewer)
        ],
        "results": screens.results_of(conversation, viewer=viewer),
        "practised": practised,
        "zone": viewer.organization.zone,
    }
    return render_page(request, LIST, context)


@require_http_methods(["GET", "HEAD", "POST"])
@roles_allowed(*permissions.ANSWERERS)
def screen(request: WorkerRequest, conversation_id: UUID, code: str) -> HttpResponse:
    """One to fill in: the questions are in the person's language, since they are read aloud or written to them."""
    viewer, moment = request.worker, now()
    conversation = channels.get_conversation(conversation_id, viewer=viewer)
    read, one = screens.get_allowed(code, viewer=viewer)
    draft = screens.draft_of(conversation, code, viewer)
    answers = dict(draft.answers) if draft else forms.defaults_of(one.form)
    key = draft.public_id if draft else new_id()
    errors = None
    if request.method == "POST":
        answers, key = entries.answers_in(request, one, viewer=viewer), entries.key_of(request)
        if request.POST.get("_what") == "draft":
            screens.keep_draft(conversation, code, answers, key=key, by=viewer, at=moment)
            return HttpResponse(status=204)
        checked = screens.save(conversation, one, answers, key=key, by=viewer, at=moment)
        if checked.entry is not None:
            return _saved(request, conversation, read, checked.entry.answers)
        errors = checked.errors
    context = {
        "conversation": conversation,
        "code": code,
        "key": key,
        "title": read.title.in_language(get_language()),
        "status": read.status.in_language(get_language()),
        "bound": forms.bind(one.form, zone=viewer.organization.zone, answers=answers, errors=errors),
        "is_practice": arriving.is_practice(conversation),
    }
    return render_page(request, FORM, context, status=422 if errors else 200)


def _saved(
    request: WorkerRequest, conversation: channels.Conversation, read: instruments.Read, answers: Mapping[str, Any]
) -> HttpResponse:
    practised = None
    if arriving.is_practice(conversation):
        practised = instruments.said_of(read, instruments.judge(read.rules, answers))
    if request.htmx:
        return _list(request, conversation, practised=practised)
    return redirect("contact_centre:talk", conversation.public_id)
