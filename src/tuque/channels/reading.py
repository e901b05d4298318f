"""A conversation's rows after a number, in order: messages and what else happened, for a worker and for the person.

Both see the same numbers, without a gap. Where a worker has a whisper, or what is no concern of the person, the person's row
says "nothing": a step in the numbers tells no more than a mark of reading does.
"""

from uuid import UUID

from tuque.channels.codes import Said
from tuque.channels.models import Message
from tuque.core import streams
from tuque.core.streams import PAGE, Row

NOTHING = "nothing"
FOR_PERSON = {"read", "joined", "left_by_worker", "ended", "reopened", "erased", "resumed", "delivered"}


def for_workers(name: str, after: int) -> list[Row]:
    """Everything, with the public ids of who."""
    return [_message(one) if isinstance(one, Message) else one for one in _rows(name, after)]


def for_person(name: str, after: int) -> list[Row]:
    """Never a whisper, nor who by name."""
    return [_for_person(one) for one in _rows(name, after)]


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


def _rows(name: str, after: int) -> list[Message | Row]:
    """One page of both, merged by number. What stands beyond the last of a full page is left for the next."""
    last = streams.last_sequence(
        name
    )  # what commits from here on is left for the next look, or one list would be ahead
    if last <= after:
        return []
    conversation = UUID(name.partition(":")[2])
    found = streams.list_events(name, after=after)
    events = [Row(one.sequence, one.kind, one.payload) for one in found if one.sequence <= last]
    messages = (
        Message.objects.filter(conversation__public_id=conversation, sequence__gt=after, sequence__lte=last)
        .select_related("worker")
        .order_by("sequence")[:PAGE]
    )
    rows: list[Message | Row] = sorted([*events, *messages], key=lambda one: one.sequence)
    return rows[:PAGE]
