"""A conversation's rows after a number, in order: messages and what else happened, for a worker and for the person.

Both see the same numbers, without a gap. Where a worker has a whisper, or what is no concern of the person, the person's row
says "nothing": a step in the numbers tells no more than a mark of reading does.
"""

from uuid import UUID

from django.db.models import Subquery

from tuque.channels.codes import Said
from tuque.channels.models import Message
from tuque.core import streams
from tuque.core.models import Stream
from tuque.core.streams import PAGE, Row

NOTHING = "nothing"
SHOWN = (
    "organization_id",
    "public_id",
    "sequence",
    "author",
    "kind",
    "text",
    "at",
    "delivered_at",
    "read_at",
    "worker__public_id",
)
FOR_PERSON = {"read", "joined", "left_by_worker", "ended", "reopened", "erased", "resumed", "delivered"}


def for_workers(name: str, after: int) -> list[Row]:
    """Everything, with the public ids of who."""
    return [_message(one) if isinstance(one, Message) else one for one in _rows_once(name, after)]


def for_person(name: str, after: int) -> list[Row]:
    """Never a whisper, nor who by name."""
    return [_for_person(one) for one in _rows_once(name, after)]


def _for_person(one: Message | Row) -> Row:
    if isinstance(one, Message):
        if one.kind == Said.WHISPER:
            return Row(one.sequence, NOTHING)
        row = _message(one)
        return Row(row.sequence, row.kind, {key: value for key, value in row.payload.items() if key != "worker"})
    if one.kind not in FOR_PERSON:
        return Row(one.sequence, NOTHING)
    return Row(one.sequence, one.kind, {key: value for key, value in one.payload.items() if key != "worker"})


def _message(one: Message) -> Row:
    payload = {
        "id": str(one.public_id),
        "author": one.author,
        "text": one.text,
        "said_at": one.at.isoformat(),
        "read": one.read_at is not None,
        "delivered": one.delivered_at is not None,
        "worker": str(one.worker.public_id) if one.worker else "",
    }
    return Row(one.sequence, one.kind, payload)


def _rows_once(name: str, after: int) -> list[Message | Row]:
    """A person and their responder mostly stand at the same number."""
    return streams.fetch_once((name, after), lambda: _rows(name, after))


def _rows(name: str, after: int) -> list[Message | Row]:
    """One page of both, merged by number. What stands beyond the last of a full page is left for the next.

    What commits after the last number was read is left for the next look, or one list would be ahead of the other. Mostly
    every new number is a message's, and one question suffices: it gives the last number as of the same instant.
    """
    messages = _messages(name, after)
    last: int = messages[0].stream_last if messages else streams.last_sequence(name)  # type: ignore[attr-defined]
    if len(messages) == last - after or last <= after:
        return list[Message | Row](messages)
    events = [Row(one.sequence, one.kind, one.payload) for one in streams.list_events(name, after=after)]
    events = [one for one in events if one.sequence <= last]
    if not messages and len(events) < last - after:  # some came since
        messages = [one for one in _messages(name, after) if one.sequence <= last]
    rows: list[Message | Row] = sorted([*events, *messages], key=lambda one: one.sequence)
    return rows[:PAGE]


def _messages(name: str, after: int) -> list[Message]:
    """Each with `stream_last`, the last number of the conversation's stream at the instant of the question."""
    last = Stream.objects.filter(name=name).values("last_sequence")
    return list(
        Message.objects.filter(conversation__public_id=UUID(name.partition(":")[2]), sequence__gt=after)
        .annotate(stream_last=Subquery(last))
        .select_related("worker")
        .only(*SHOWN)
        .order_by("sequence")[:PAGE]
    )
