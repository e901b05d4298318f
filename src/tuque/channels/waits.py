"""How long people wait, told as a range: what the last ones waited, and never less than the person has waited already."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tuque.channels.codes import State
from tuque.channels.models import Conversation

LATELY = timedelta(hours=3)
LAST, FEWEST = 20, 4


def estimate(conversation: Conversation, *, at: datetime) -> tuple[int, int] | None:
    """From, to: minutes of waiting, from the fifth to the fourth fifth of what the last twenty people waited on this line in
    this language within three hours. None when there were too few to say anything."""
    rows = Conversation.objects.filter(
        line_id=conversation.line_id,
        channel=conversation.channel,
        language=conversation.language,
        answered_at__gte=at - LATELY,
    )
    pairs = rows.order_by("-answered_at").values_list("started_at", "answered_at")[:LAST]
    return spread([(answered - started).total_seconds() for started, answered in pairs if answered])


def spread(waits: Sequence[float]) -> tuple[int, int] | None:
    """In whole minutes, the lower rounded down and the upper up; at least one minute apart."""
    if len(waits) < FEWEST:
        return None
    ordered = sorted(waits)
    low, high = ordered[len(ordered) // 5], ordered[(len(ordered) * 4) // 5]
    least = int(low // 60)
    return least, max(least + 1, -int(-high // 60))


def ahead(conversation: Conversation) -> int:
    """How many people have been waiting longer on this line."""
    waiting = Conversation.objects.filter(line_id=conversation.line_id, state=State.WAITING, left_at__isnull=True)
    return waiting.filter(waiting_since__lt=conversation.waiting_since).count()
