"""Who is in a conversation: workers who join and step out, a person who closes the page; and what holds its words."""

from datetime import datetime

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.channels import listening, permissions
from tuque.channels.codes import Part, State
from tuque.channels.models import Conversation, Joining
from tuque.channels.problems import ConversationErased, ConversationOver
from tuque.channels.services import conversations, messages


@transaction.atomic
def join(*, conversation: Conversation, worker: Worker, at: datetime, part: Part = Part.RESPONDER) -> Joining:
    """The worker comes in: they may read and write until they step out. The first responder answers it. Again: nothing."""
    permissions.check_can_join(worker, conversation)
    row = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if row.state == State.ERASED:
        raise ConversationErased
    if row.state == State.ENDED:
        raise ConversationOver
    joining, is_new = Joining.objects.get_or_create(
        conversation=row,
        worker=worker,
        left_at=None,
        defaults={"organization": row.organization, "part": part, "joined_at": at},
    )
    answers = (
        part == Part.RESPONDER and row.state == State.WAITING
    )  # also whoever was still in it when the person came back
    if not (is_new or answers):
        return joining
    if answers:
        row.state, row.answered_at = State.OPEN, row.answered_at or at
        row.save(update_fields=["state", "answered_at"])
    audit.record_in_crisis("channels.joined", by=worker, subject=row, at=at, details={"part": str(part)})
    messages.append(row, "joined", {"part": str(part), "worker": str(worker.public_id)}, at=at)
    return joining


@transaction.atomic
def step_out(*, conversation: Conversation, worker: Worker, at: datetime) -> None:
    """The worker leaves: passed on, relieved, or done. Where no responder is left, the person waits again, and is told so.

    Of a supervisor beside, of whoever passed the conversation on and of its end the person is told nothing here.
    """
    row = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if not Joining.objects.filter(conversation=row, worker=worker, left_at__isnull=True).update(left_at=at):
        return
    others = Joining.objects.filter(conversation=row, left_at__isnull=True, part=Part.RESPONDER)
    is_alone = row.state == State.OPEN and not others.exists()
    if is_alone:
        row.state = State.WAITING
        row.save(update_fields=["state"])
    audit.record_in_crisis("channels.left", by=worker, subject=row, at=at)
    messages.append(row, "left_by_worker" if is_alone else "stepped_out", {"worker": str(worker.public_id)}, at=at)


@transaction.atomic
def leave(*, conversation: Conversation, at: datetime) -> None:
    """The person closed the page, perhaps in a hurry. The conversation goes on: they may come back by their words."""
    row = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if row.state not in (State.WAITING, State.OPEN) or row.left_at is not None:
        return
    row.left_at = at
    row.save(update_fields=["left_at"])
    listening.tell("left", row, at=at)
    messages.append(row, "left", {}, at=at)


@transaction.atomic
def hold(*, conversation: Conversation, at: datetime, by: Worker) -> None:
    """A rescue is under way: its words stay until it is released, whoever asks for their erasing."""
    permissions.check_can_read(by, conversation)
    if Conversation.objects.filter(pk=conversation.pk, is_held=False).update(is_held=True):
        audit.record_in_crisis("channels.held", by=by, subject=conversation, at=at)


@transaction.atomic
def release(*, conversation: Conversation, at: datetime, by: Worker) -> None:
    """The rescue is over. What the person asked meanwhile is done now."""
    permissions.check_can_read(by, conversation)
    if not Conversation.objects.filter(pk=conversation.pk, is_held=True).update(is_held=False):
        return
    audit.record("channels.released", by=by, subject=conversation, at=at)
    row = Conversation.objects.get(pk=conversation.pk)
    if row.erase_asked_at is not None:
        conversations.erase(conversation=row, at=at)
