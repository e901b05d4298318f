"""Suggestions beside the record that is being written: each with two buttons, and what a press does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from tuque.accounts.api import Worker, WorkerRequest
from tuque.channels import api as channels
from tuque.contact_centre.console import beside
from tuque.contact_centre.suggestions import services
from tuque.core.problems import NotFound
from tuque.forms import api as forms

YES, NO = "yes", "no"


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
    try:
        public_id = UUID(name)
    except ValueError as problem:
        raise NotFound from problem
    one = services.answer(conversation, public_id, accepted=said == YES, by=request.worker, at=at)
    after = services.with_choice(form, answers, one) if said == YES else dict(answers)
    draft = beside.draft_of(conversation, request.worker)
    if draft is None or draft.interaction is None:
        beside.keep_draft(conversation, after, by=request.worker, at=at)
    return after
