"""What is said, kept once under its sender's id; and what was delivered and read."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, OperationalError, connection, transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.channels import listening, permissions, reserve
from tuque.channels.codes import Author, Said, State
from tuque.channels.models import Conversation, Message
from tuque.channels.problems import ConversationErased, ConversationOver, IdTaken, NothingSaid
from tuque.channels.providers import carrying
from tuque.core import streams
from tuque.core.inserting import insert, send_now
from tuque.core.models import Stream, StreamEvent
from tuque.core.repeat import Answer, write_once
from tuque.core.storage import is_away

LONGEST = 8_000  # characters; a page says so before, a provider never sends as many
WRITTEN = "UPDATE channels_conversation SET person_wrote_at = %s, left_at = NULL WHERE id = %s RETURNING state"


def say(
    *,
    conversation: Conversation,
    message_id: UUID,
    text: str,
    author: Author,
    at: datetime,
    worker: Worker | None = None,
    kind: Said = Said.SAID,
    may_wait: bool = True,
) -> Message:
    """Keep a message, durable before this returns. Not inside a transaction.

    What a person says while the database takes nothing waits in the reserve (`reserve.py`), where `may_wait`: the message
    then has no number yet.

    The same id and words again give the first message; other words raise AlreadySentDifferently, and are kept too. What a
    person says opens a conversation that had ended; nothing but its erasing refuses it (ConversationErased).
    """
    if not text.strip():
        raise NothingSaid
    if worker is not None:
        permissions.check_can_write(worker, conversation)
    scope = f"conversation:{conversation.public_id}" + (f":{worker.public_id}" if worker else "")
    row = Message(
        organization_id=conversation.organization_id,
        public_id=message_id,
        conversation=conversation,
        author=author,
        worker=worker,
        kind=kind,
        text=text[:LONGEST] if author == Author.PERSON else text,
        at=at,
    )
    body = {"kind": str(kind), "author": str(author), "text": text}
    try:
        answer = write_once(
            scope=scope,
            key=message_id,
            body=body,
            organization=conversation.organization,
            at=at,
            write=lambda: _write(row, at=at),
            foreseen=_answer(row),
        )
    except IntegrityError as trouble:  # the id is another conversation's
        raise IdTaken from trouble
    except OperationalError as trouble:
        if author != Author.PERSON or not may_wait or not is_away(trouble):
            raise
        return _keep_in_reserve(row, trouble)
    return Message.objects.get(public_id=message_id) if answer.is_repeat else row


def _keep_in_reserve(row: Message, trouble: Exception) -> Message:
    """Raises the trouble itself where the reserve is full too."""
    try:
        reserve.keep(
            organization_id=row.organization_id,
            conversation=row.conversation.public_id,
            message_id=row.public_id,
            text=row.text,
            at=row.at,
        )
    except reserve.Full:
        raise trouble from None
    return row


def _answer(row: Message) -> Answer:
    return Answer(status=201, body={"message": str(row.public_id)})


def _write(row: Message, *, at: datetime) -> Answer:
    conversation = row.conversation
    insert(row, numbered_by=conversation.stream)
    send_now()  # whoever ends it now waits for this
    state = _note_written(conversation, at=at) if row.author == Author.PERSON else _state_of(conversation)
    if state == State.ERASED:
        raise ConversationErased
    if row.author == Author.PERSON:
        _person_wrote(conversation, row, state, at=at)
    elif state == State.ENDED and row.kind == Said.SAID:
        raise ConversationOver
    else:
        carrying.post(row, at=at)
    return _answer(row)


def _state_of(conversation: Conversation) -> str:
    return Conversation.objects.filter(pk=conversation.pk).values_list("state", flat=True).get()


def _note_written(conversation: Conversation, *, at: datetime) -> str:
    """The person wrote, and is there; the state, as it is now, in the same statement."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, [connection.ops.adapt_datetimefield_value(at), conversation.pk])
        (state,) = cursor.fetchone()
    return str(state)


def _person_wrote(conversation: Conversation, row: Message, state: str, *, at: datetime) -> None:
    conversation.state, conversation.left_at = State(state), None
    if state == State.ENDED:
        values = {"state": State.WAITING, "waiting_since": at, "ended_at": None, "erase_at": None}
        Conversation.objects.filter(pk=conversation.pk).update(**values)
        conversation.state = State.WAITING
        append(conversation, "reopened", {}, at=at)
        audit.record_in_crisis("channels.reopened", subject=conversation, at=at, actor_kind="person")
        listening.tell("arrived", conversation, at=at)
    listening.tell("said", row, at=at)


@transaction.atomic
def mark_read(*, conversation: Conversation, up_to: int, at: datetime, by: Worker | None = None) -> int:
    """The person, or a worker in the conversation, had the other side's messages up to that number on an open page. How many
    were not marked before."""
    if by is not None:
        permissions.check_can_write(by, conversation)
    rows = Message.objects.filter(conversation=conversation, sequence__lte=up_to, read_at__isnull=True)
    if by is None:
        rows = rows.exclude(author=Author.PERSON).exclude(kind=Said.WHISPER)
    else:
        rows = rows.filter(author=Author.PERSON)
    marked = rows.update(read_at=at)
    if marked:
        append(conversation, "read", {"by": "worker" if by else "person", "up_to": up_to}, at=at)
    return marked


@transaction.atomic
def mark_delivered(*, message: Message, at: datetime) -> None:
    """A provider says that it arrived."""
    if Message.objects.filter(pk=message.pk, delivered_at__isnull=True).update(delivered_at=at):
        append(message.conversation, "delivered", {"message": str(message.public_id)}, at=at)


def append(conversation: Conversation, kind: str, payload: Mapping[str, object], *, at: datetime) -> None:
    """Note in the conversation's stream that something happened, other than a message."""
    streams.append(conversation.stream, kind=kind, payload=payload, at=at, organization_id=conversation.organization_id)


def write_event(
    conversation: Conversation, number: int, kind: str, payload: Mapping[str, object], *, at: datetime
) -> None:
    """The same, with a number that was allocated before."""
    stream = Stream.objects.get(name=conversation.stream)
    StreamEvent.objects.create(stream=stream, sequence=number, kind=kind, payload=dict(payload), created_at=at)
