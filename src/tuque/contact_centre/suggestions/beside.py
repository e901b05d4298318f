"""Suggestions beside the record that is being written: each with two buttons, and what a press does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from tuque.accounts.api import Worker, WorkerRequest
from tuque.channels import api as channels
from tuque.contact_centre.console import arriving, beside
from tuque.contact_centre.suggestions import machine, services
from tuque.core.problems import NotFound
from tuque.forms import api as forms

YES, NO, ASK = "yes", "no", "ask"


@dataclass(frozen=True)
class Line:
    """One suggestion in the reader's language; `yes` and `no` are what its buttons send."""

    question: str
    choice: str
    yes: str
    no: str


def lines(
    conversation: channels.Conversation, form: forms.Form, answers: Mapping[str, Any], *, viewer: Worker, at: datetime
) -> list[Line]:
    """What is suggested and not answered yet; what the responder chose already is not."""
    if not channels.is_in(viewer, conversation):
        return []
    language = get_language()
    found = []
    for one in services.suggest(conversation, form, at=at):
        field = form.find_field(one.field)
        choice = field.choice(one.choice) if field else None
        if field is None or choice is None or one.choice in (answers.get(one.field) or ()):
            continue
        question, label = field.label.in_language(language), choice.label.in_language(language)
        found.append(Line(question, label, f"{YES}-{one.public_id}", f"{NO}-{one.public_id}"))
    return found


def replied(
    request: WorkerRequest,
    conversation: channels.Conversation,
    form: forms.Form,
    answers: Mapping[str, Any],
    *,
    at: datetime,
) -> dict[str, Any]:
    """The answers on the page after a press, kept as typed: with what was accepted, or as they were. Raises NotFound."""
    said, _dash, name = request.POST["_suggestion"].partition("-")
    if said == ASK:
        return dict(answers)
    if name == machine.SUMMARY:
        machine.answer_summary(conversation, accepted=said == YES, by=request.worker, at=at)
        after = with_note(form, answers, request.POST.get("_summary", "")) if said == YES else dict(answers)
        return _kept(request, conversation, after, at=at)
    try:
        public_id = UUID(name)
    except ValueError as problem:
        raise NotFound from problem
    one = services.answer(conversation, public_id, accepted=said == YES, by=request.worker, at=at)
    after = services.with_choice(form, answers, one) if said == YES else dict(answers)
    return _kept(request, conversation, after, at=at)


def _kept(
    request: WorkerRequest, conversation: channels.Conversation, answers: dict[str, Any], *, at: datetime
) -> dict[str, Any]:
    draft = beside.draft_of(conversation, request.worker)
    if draft is None or draft.interaction is None:
        beside.keep_draft(conversation, answers, by=request.worker, at=at)
    return answers


def with_note(form: forms.Form, answers: Mapping[str, Any], summary: str) -> dict[str, Any]:
    """The summary below what was written already, as the person read it before they pressed."""
    note = form.filling("note")
    if note is None or not summary.strip():
        return dict(answers)
    before = str(answers.get(note.code) or "").strip()
    return dict(answers) | {note.code: f"{before}\n{summary.strip()[: machine.LONGEST_SUMMARY]}".strip()}


def drafted(
    request: WorkerRequest, conversation: channels.Conversation, form: forms.Form, *, at: datetime
) -> dict[str, Any]:
    """For the page: whether a language model may be asked, and what it answered where it was asked just now."""
    organization = request.worker.organization
    takes_part = channels.is_in(request.worker, conversation) and not arriving.is_practice(conversation)
    told: dict[str, Any] = {"asks_machine": takes_part and machine.is_on(organization)}
    if told["asks_machine"] and request.method == "POST" and request.POST.get("_suggestion") == ASK:
        try:
            told["summary"] = machine.draft(conversation, form, by=request.worker, at=at).summary
        except machine.NoDraft as problem:
            told["no_draft"] = problem.message()
    return told
