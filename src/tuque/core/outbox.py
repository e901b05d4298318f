"""The outbox: work to be done after a commit, written in the same transaction as its cause, so that no crash loses it.

A room posts a message and registers a handler for its topic in its `apps.py`. A handler may run twice (a process may die
between the work and its trace): it receives the message's id, and what it does must be harmless the second time.
Messages have no order among themselves.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from tuque.core import bell, wall
from tuque.core.clock import now
from tuque.core.inserting import insert
from tuque.core.models import OutboxMessage
from tuque.core.wall import Purpose

logger = logging.getLogger(__name__)
Handler = Callable[[Mapping[str, object], UUID], None]

BELL = "outbox"
ATTEMPTS = 8
# While a worker has a message, others leave it alone; one whose worker died is taken up again after this long.
LEASE = timedelta(minutes=2)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)
KEPT = timedelta(days=7)

_handlers: dict[str, Handler] = {}
_for_none: set[str] = set()
_long: set[str] = set()


class NoHandler(Exception):
    """No room of this process takes the topic: a newer release may have posted it."""


class NoOrganization(Exception):
    """The message names no organization, and its topic is worked on for one: a fault of who posted it."""


class Unfinished(Exception):
    """Eight workers took the message up, and none came back to say what became of it."""


def register(topic: str, handler: Handler, *, for_none: bool = False, is_long: bool = False) -> None:
    """Have `handler` called with each message's payload and id, within the message's organization.

    `for_none`: the topic belongs to no organization; its handler sees no organization's rows until it says for whom it reads.
    `is_long`: it may take minutes; it is worked on beside the others, so that a text to someone in crisis never waits for a file.
    Raises ValueError when the topic is taken.
    """
    if _handlers.setdefault(topic, handler) is not handler:
        raise ValueError(f"The topic {topic!r} has two handlers.")
    if for_none:
        _for_none.add(topic)
    if is_long:
        _long.add(topic)


def topics() -> dict[str, bool]:
    """Every topic that this process takes, and whether it belongs to no organization."""
    return {topic: topic in _for_none for topic in _handlers}


def post(
    topic: str,
    payload: Mapping[str, object],
    *,
    at: datetime,
    due_at: datetime | None = None,
    organization_id: int | None = None,
) -> OutboxMessage:
    """Have the work done once this transaction has committed, from `due_at` on. `payload` takes ids and codes only.

    The handler then acts for the organization alone; only a topic that was registered for none goes without.

    Raises RuntimeError outside a transaction: the message and its cause are durable together or not at all.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"A message of {topic!r} must be posted in the transaction of its cause.")
    if due_at is None or due_at <= at:  # what is due later is looked for every second: nobody is woken in vain
        transaction.on_commit(lambda: bell.ring(BELL))
    message = OutboxMessage(
        organization_id=organization_id, topic=topic, payload=dict(payload), created_at=at, due_at=due_at or at
    )
    insert(message)
    return message


def deliver_due(*, limit: int = 100, clock: Callable[[], datetime] = now, is_long: bool | None = None) -> int:
    """Do the work of up to `limit` messages that are due, one by one; how many were tried. `is_long`: of these topics alone, or of
    none of them; None: of all."""
    tried = 0
    with wall.system(Purpose.OUTBOX):
        # Asked without a lock: an idle worker disturbs nobody.
        while tried < limit and waiting(at=clock(), is_long=is_long).exists():
            message = claim(at=clock(), is_long=is_long)
            if message is None:
                break
            run(message, clock=clock)
            tried += 1
    return tried


def waiting(*, at: datetime, is_long: bool | None = None) -> QuerySet[OutboxMessage]:
    found = OutboxMessage.objects.filter(done_at__isnull=True, quarantined_at__isnull=True, due_at__lte=at)
    if is_long is None:
        return found
    return found.filter(topic__in=_long) if is_long else found.exclude(topic__in=_long)


@transaction.atomic
def claim(*, at: datetime, is_long: bool | None = None) -> OutboxMessage | None:
    """Take one message that is due and that no other worker has. The attempt is counted before the work begins, so that
    a message that kills its worker is set aside in the end too."""
    message = waiting(at=at, is_long=is_long).select_for_update(skip_locked=True).order_by("due_at", "pk").first()
    if message is None:
        return None
    message.attempts += 1
    message.due_at = at + LEASE
    message.save(update_fields=["attempts", "due_at"])
    return message


def run(message: OutboxMessage, *, clock: Callable[[], datetime] = now) -> None:
    """Call the handler outside any transaction; note that it is done, or when to try again, or that it is set aside."""
    try:
        handler = handler_for(message)
        with context_of(message):
            handler(message.payload, message.public_id)
    except Exception as trouble:
        note_failure(message, type(trouble).__name__, at=clock())
    else:
        OutboxMessage.objects.filter(pk=message.pk, done_at__isnull=True).update(done_at=clock(), last_error="")


def handler_for(message: OutboxMessage) -> Handler:
    if message.attempts > ATTEMPTS:
        raise Unfinished
    if message.topic not in _handlers:
        raise NoHandler
    return _handlers[message.topic]


def context_of(message: OutboxMessage) -> AbstractContextManager[None]:
    """For whom its work is done. Raises NoOrganization: a handler that expects one must not read as nobody."""
    if message.organization_id is not None:
        return wall.within(message.organization_id)
    if message.topic in _for_none:
        return wall.system(Purpose.OUTBOX)
    raise NoOrganization


def note_failure(message: OutboxMessage, error: str, *, at: datetime) -> None:
    is_last = message.attempts >= ATTEMPTS
    logger.warning("core.outbox_failed %s %s %s attempt %s", message.topic, message.public_id, error, message.attempts)
    # Another worker may have taken the message up meanwhile: the number of attempts tells.
    OutboxMessage.objects.filter(pk=message.pk, attempts=message.attempts, done_at__isnull=True).update(
        last_error=error[:120], due_at=at + pause_after(message.attempts), quarantined_at=at if is_last else None
    )


def pause_after(attempts: int) -> timedelta:
    """5 s, 20 s, 80 s, then about 5, 21 and 60 minutes."""
    return min(FIRST_PAUSE * int(4 ** (attempts - 1)), LONGEST_PAUSE)


def retry_set_aside(*, at: datetime) -> int:
    """Give every message that was set aside its eight attempts again; how many."""
    with wall.system(Purpose.OUTBOX):
        aside = OutboxMessage.objects.filter(quarantined_at__isnull=False)
        return aside.update(quarantined_at=None, attempts=0, due_at=at)


def forget_done(*, at: datetime) -> int:
    """Drop messages done a week ago."""
    with wall.system(Purpose.OUTBOX):
        return OutboxMessage.objects.filter(done_at__lt=at - KEPT).delete()[0]
