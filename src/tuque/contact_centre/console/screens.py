"""Instruments filled in beside a conversation, in the person's language: a draft as they are asked, then a record of the log."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from tuque.accounts.api import Worker
from tuque.channels import api as channels
from tuque.contact_centre.console import arriving, talks
from tuque.contact_centre.console.models import ContactScreen
from tuque.core.problems import NotFound
from tuque.forms import api as forms
from tuque.instruments import api as instruments
from tuque.interactions import api as interactions

Conversation = channels.Conversation


def is_any_allowed(worker: Worker, conversation: Conversation) -> bool:
    return channels.can_read(worker, conversation) and bool(instruments.list_allowed(worker))


def get_allowed(code: str, *, viewer: Worker) -> tuple[instruments.Read, forms.PublishedForm]:
    """Raises NotFound for what the organization does not allow."""
    found = next((one for one in instruments.list_allowed(viewer) if one.code == code), None)
    if found is None:
        raise NotFound
    return found, forms.get_form(code, viewer=viewer)


def draft_of(conversation: Conversation, code: str, worker: Worker) -> ContactScreen | None:
    rows = ContactScreen.objects.filter(conversation=conversation, worker=worker, code=code, interaction__isnull=True)
    return rows.order_by("-changed_at").first()


def keep_draft(
    conversation: Conversation, code: str, answers: Mapping[str, Any], *, key: UUID, by: Worker, at: datetime
) -> None:
    """As it is asked: half done is fine, and what was recorded already is left alone. In practice nothing is kept."""
    talks.check_takes_part(conversation, by)
    if arriving.is_practice(conversation):
        return
    draft = _draft(conversation, code, answers, key=key, by=by, at=at)
    if draft.interaction is None:
        draft.answers, draft.changed_at = dict(answers), at
        draft.save(update_fields=["answers", "changed_at"])


def save(
    conversation: Conversation,
    one: forms.PublishedForm,
    answers: Mapping[str, Any],
    *,
    key: UUID,
    by: Worker,
    at: datetime,
) -> interactions.Draft:
    """A record of the log, once for a `key`, known to the contact. In practice it is checked, and recorded nowhere."""
    talks.check_takes_part(conversation, by)
    checked = interactions.check(one, answers, viewer=by, at=at)
    if checked.entry is None or arriving.is_practice(conversation):
        return checked
    draft = _draft(conversation, one.form.code, answers, key=key, by=by, at=at)
    if draft.interaction is None:
        row = interactions.record_interaction(by=by, team=None, entry=checked.entry, key=key, at=at)
        ContactScreen.objects.filter(pk=draft.pk).update(interaction=row.public_id, answers=b"", changed_at=at)
    return checked


def results_of(conversation: Conversation, *, viewer: Worker) -> list[tuple[ContactScreen, dict[str, Any]]]:
    """What was filled in during this contact, the newest first, each with what it amounts to; a void record says nothing."""
    kept = {
        one.interaction: one
        for one in ContactScreen.objects.filter(conversation=conversation, interaction__isnull=False)
        .select_related("worker")
        .order_by("-changed_at")
    }
    if not kept:
        return []
    rows = interactions.Interaction.objects.filter(
        organization=viewer.organization, public_id__in=list(kept), status=interactions.Status.RECORDED
    )
    found = instruments.results_of(rows, viewer=viewer)
    said = {one.row.public_id: instruments.said_of(one.one, one.result) for one in found}
    return [(one, said[ref]) for ref, one in kept.items() if ref in said]


def erase(rows: list[Conversation]) -> None:
    """Drafts go with the words of the conversations; what was recorded has its own rule of retention."""
    ContactScreen.objects.filter(conversation__in=rows).update(answers=b"")


def _draft(
    conversation: Conversation, code: str, answers: Mapping[str, Any], *, key: UUID, by: Worker, at: datetime
) -> ContactScreen:
    """Raises NotFound for a key that is someone else's."""
    found, _made = ContactScreen.objects.get_or_create(
        public_id=key,
        defaults={
            "organization": by.organization,
            "conversation": conversation,
            "worker": by,
            "code": code,
            "answers": dict(answers),
            "changed_at": at,
        },
    )
    if (found.conversation_id, found.worker_id, found.code) != (conversation.pk, by.pk, code):
        raise NotFound
    return found
