"""Streams: lines of events with numbers that have no gaps and no late commits.

Whoever reads rows after a number misses none: a number is given under a lock on the stream's row, so the order of
numbers is the order of commits. Allocate last in a transaction: the lock is held until it commits.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F

from tuque.core import bell
from tuque.core.models import Stream, StreamEvent


def allocate(name: str, *, count: int = 1) -> range:
    """The next `count` numbers of the stream, and the bell rung on commit. Raises RuntimeError outside a transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"Numbers of {name!r} must be allocated in the transaction that writes their rows.")
    if not Stream.objects.filter(name=name).update(last_sequence=F("last_sequence") + count):
        # Two first writers may meet here: the second one's insert does nothing, and its update then waits for the first.
        Stream.objects.bulk_create([Stream(name=name)], ignore_conflicts=True)
        Stream.objects.filter(name=name).update(last_sequence=F("last_sequence") + count)
    last: int = Stream.objects.values_list("last_sequence", flat=True).get(name=name)
    transaction.on_commit(lambda: bell.ring(name))
    return range(last - count + 1, last + 1)


def append(name: str, *, kind: str, payload: Mapping[str, object], at: datetime) -> StreamEvent:
    """Write one event at the end of the stream. `payload` takes ids and codes only."""
    (sequence,) = allocate(name)
    stream = Stream.objects.get(name=name)
    return StreamEvent.objects.create(stream=stream, sequence=sequence, kind=kind, payload=dict(payload), created_at=at)


def last_sequence(name: str) -> int:
    """The number of the last committed event; 0 for a stream in which nothing happened yet."""
    return Stream.objects.filter(name=name).values_list("last_sequence", flat=True).first() or 0


def list_events(name: str, *, after: int, limit: int = 500) -> list[StreamEvent]:
    """The events after number `after`, in order."""
    return list(StreamEvent.objects.filter(stream__name=name, sequence__gt=after).order_by("sequence")[:limit])
