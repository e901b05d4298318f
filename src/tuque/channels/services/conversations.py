"""A conversation begins, comes back, ends, loses its words.

What a person does here is asked of nobody: no right, no restriction and no closed line stands before it, and an audit that
cannot be written leaves a gap instead of a refusal.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.channels import erasing, listening, permissions
from tuque.channels.codes import Author, Channel, Part, State
from tuque.channels.models import Conversation, Joining, Line, Message
from tuque.channels.problems import IdTaken, WroteMeanwhile
from tuque.channels.services import messages
from tuque.core import streams
from tuque.core.crypto.blind import mark_of
from tuque.core.ids import new_id
from tuque.core.inserting import insert, together
from tuque.core.models import ConflictingWrite, Stream

PERSON = "person"  # who acts, in the audit


def token_hash(token: str) -> str:
    """The token has 256 random bits: a quick hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest() if token else ""


def start(
    line: Line,
    *,
    channel: Channel,
    language: str,
    at: datetime,
    conversation_id: UUID | None = None,
    token: str = "",
    address: str = "",
    first_answers: Mapping[str, object] | None = None,
) -> Conversation:
    """Someone reaches the line. The same id and token again give the same conversation; another token raises IdTaken.

    Alone, its rows travel in one message with their commit: a crowd begins at once.
    """
    conversation = Conversation(
        organization=line.organization,
        line=line,
        public_id=conversation_id or new_id(),
        channel=channel,
        language=language,
        started_at=at,
        waiting_since=at,
        first_answers=dict(first_answers or {}),
        address=address,
        token_hash=token_hash(token),
    )
    try:
        _begin(conversation, audit.record, at=at)
    except audit.NotRecorded:  # it leaves a gap, and stops nobody
        _begin(conversation, audit.record_in_crisis, at=at)
    except IntegrityError:
        found = Conversation.objects.filter(public_id=conversation.public_id).first()
        if found is None:
            raise
        if found.line_id != line.pk or found.token_hash != conversation.token_hash:
            raise IdTaken from None
        return found
    return conversation


def _begin(conversation: Conversation, record: Callable[..., object], *, at: datetime) -> None:
    is_alone = not connection.in_atomic_block
    with together(durable=False):
        insert(conversation)
        details = {"channel": str(conversation.channel)}
        record("channels.started", subject=conversation, at=at, actor_kind=PERSON, details=details)
        # Inside another transaction it may change before whoever hears of it does.
        listening.tell("arrived", conversation, at=at, is_as_kept=is_alone)
        insert(Stream(name=conversation.stream, organization_id=conversation.organization_id))
        streams.ring_on_commit(conversation.stream)


def hear(
    line: Line, *, channel: Channel, address: str, language: str, message_id: UUID, text: str, at: datetime
) -> Message:
    """What came from an address of another network: into its conversation, or into a new one."""
    return messages.say(
        conversation=of_address(line, channel=channel, address=address, language=language, at=at),
        message_id=message_id,
        text=text,
        author=Author.PERSON,
        at=at,
    )


@transaction.atomic
def of_address(line: Line, *, channel: Channel, address: str, language: str, at: datetime) -> Conversation:
    """The last conversation with this address that still has its words; a new one when there is none. Two messages at once
    wait for each other here."""
    Line.objects.select_for_update().get(pk=line.pk)
    found = find_by_address(line, channel=channel, address=address)
    return found or start(line, channel=channel, language=language, at=at, address=address)


def find_by_address(line: Line, *, channel: Channel, address: str) -> Conversation | None:
    rows = Conversation.objects.filter(line=line, channel=channel).exclude(state=State.ERASED)
    marked = rows.filter(mark_of(Conversation, "address_mark").matching(line.organization_id, address))
    return next((row for row in marked.order_by("-started_at") if row.address == address), None)


@transaction.atomic
def end(
    *, conversation: Conversation, at: datetime, by: Worker | None = None, up_to: int | None = None
) -> Conversation:
    """It is over: by the person, or by a worker in it. Its words are kept as long as the line promised. Again: nothing.

    `up_to` is the last number that the worker had on screen. Raises WroteMeanwhile when the person wrote after it.
    """
    if by is not None:
        permissions.check_can_write(by, conversation)
    (number,) = streams.allocate(
        conversation.stream, organization_id=conversation.organization_id
    )  # none writes meanwhile
    row = Conversation.objects.select_for_update(of=("self",)).select_related("line").get(pk=conversation.pk)
    if row.state in (State.ENDED, State.ERASED):
        messages.write_event(row, number, "nothing", {}, at=at)
        return row
    if up_to is not None and row.messages.filter(author=Author.PERSON, sequence__gt=up_to).exists():
        raise WroteMeanwhile
    row.state, row.ended_at, row.erase_at = State.ENDED, at, at + timedelta(days=row.line.keep_days)
    row.save(update_fields=["state", "ended_at", "erase_at"])
    Joining.objects.filter(conversation=row, left_at__isnull=True, part=Part.SUPERVISOR).update(left_at=at)
    messages.write_event(row, number, "ended", {"by": "worker" if by else PERSON}, at=at)
    audit.record_in_crisis("channels.ended", by=by, subject=row, at=at, actor_kind="" if by else PERSON)
    listening.tell("ended", row, at=at)
    return row


@transaction.atomic
def erase(*, conversation: Conversation, at: datetime, actor_kind: str = PERSON) -> Conversation:
    """Take its words away: what was said, what came before it, the address, what opens it. Times and codes stay.

    While it is held, this is only noted, and done when it is released. An open conversation ends with it.
    """
    row = Conversation.objects.select_for_update(of=("self",)).select_related("line").get(pk=conversation.pk)
    if row.state == State.ERASED:
        return row
    if row.is_held:
        row.erase_asked_at = row.erase_asked_at or at
        row.save(update_fields=["erase_asked_at"])
        return row
    was_over = row.state == State.ENDED
    without_words([row], at=at)
    audit.record_in_crisis("channels.erased", subject=row, at=at, actor_kind=actor_kind)
    if not was_over:
        listening.tell("ended", row, at=at)
    messages.append(row, "erased", {}, at=at)
    return row


def without_words(rows: list[Conversation], *, at: datetime) -> None:
    """In the caller's transaction: nothing that anyone said is left of these conversations."""
    erasing.erase_elsewhere(rows)
    for row in rows:
        scope = f"conversation:{row.public_id}"
        ConflictingWrite.objects.filter(first__scope__startswith=scope).delete()
        Message.objects.filter(conversation=row).update(text=b"")
        row.first_answers, row.address, row.token_hash, row.phrase_hash = {}, "", "", ""
        row.state, row.ended_at, row.erase_at = State.ERASED, row.ended_at or at, at
        row.save()
        Joining.objects.filter(conversation=row, left_at__isnull=True).update(left_at=at)
