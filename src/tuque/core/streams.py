"""Streams: lines of events with numbers that have no gaps and no late commits.

Whoever reads rows after a number misses none: a number is given under a lock on the stream's row, so the order of
numbers is the order of commits. Allocate last in a transaction: the lock is held until it commits.

A room lets a live page follow its streams by registering a Kind in its `apps.py`; see docs/explanation/streams.md.
"""

import json
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection, transaction

from tuque.core import bell
from tuque.core.clock import now
from tuque.core.models import Stream, StreamEvent

if TYPE_CHECKING:
    from tuque.accounts.models import Worker

PAGE = 500
ADVANCE = "UPDATE core_stream SET last_sequence = last_sequence + %s WHERE name = %s RETURNING last_sequence"


def allocate(name: str, *, count: int = 1, organization_id: int | None = None) -> range:
    """The next `count` numbers of the stream, and the bell rung on commit. Raises RuntimeError outside a transaction.

    `organization_id` is whose the stream is; the first number makes it so.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"Numbers of {name!r} must be allocated in the transaction that writes their rows.")
    last = _advance(name, count)
    if last is None:
        # Two first writers may meet here: the second one's insert does nothing, and its update then waits for the first.
        Stream.objects.bulk_create([Stream(name=name, organization_id=organization_id)], ignore_conflicts=True)
        last = _advance(name, count)
    if last is None:
        raise RuntimeError(f"The stream {name!r} could not be made.")
    ring_on_commit(name)
    return range(last - count + 1, last + 1)


def ring_on_commit(name: str) -> None:
    """Have whoever follows the stream look again, once what was written is durable."""
    transaction.on_commit(lambda: bell.ring(name))


def _advance(name: str, count: int) -> int | None:
    """Move the stream's last number on, and read it, in one statement; None when there is no such stream yet."""
    with connection.cursor() as cursor:
        cursor.execute(ADVANCE, [count, name])
        row = cursor.fetchone()
    return int(row[0]) if row else None


def append(
    name: str, *, kind: str, payload: Mapping[str, object], at: datetime, organization_id: int | None = None
) -> StreamEvent:
    """Write one event at the end of the stream. `payload` takes ids and codes only."""
    (sequence,) = allocate(name, organization_id=organization_id)
    stream = Stream.objects.get(name=name)
    return StreamEvent.objects.create(stream=stream, sequence=sequence, kind=kind, payload=dict(payload), created_at=at)


def last_sequence(name: str) -> int:
    """The number of the last committed event; 0 for a stream in which nothing happened yet."""
    return Stream.objects.filter(name=name).values_list("last_sequence", flat=True).first() or 0


def last_sequences(names: Iterable[str]) -> dict[str, int]:
    """The last number of each stream that has one."""
    return dict(Stream.objects.filter(name__in=list(names)).values_list("name", "last_sequence"))


def list_events(name: str, *, after: int, limit: int = PAGE) -> list[StreamEvent]:
    """The events after number `after`, in order."""
    return list(StreamEvent.objects.filter(stream__name=name, sequence__gt=after).order_by("sequence")[:limit])


@dataclass(frozen=True)
class Row:
    """What a live page receives: its number, what kind of thing happened, ids and codes."""

    sequence: int
    kind: str
    payload: Mapping[str, object] = field(default_factory=dict)


Reader = Callable[[str, int], list[Row]]
Value = TypeVar("Value")
_fetched: ContextVar[dict[Hashable, Any] | None] = ContextVar("tuque_fetched", default=None)


def read_all(name: str, asked: Sequence[tuple[Reader, int]]) -> list[list[Row]]:
    """The rows after a number for each reader, read at one time: what several of them need is fetched once."""
    token = _fetched.set({})
    try:
        return [read(name, after) for read, after in asked]
    finally:
        _fetched.reset(token)


def fetch_once(key: Hashable, fetch: Callable[[], Value]) -> Value:
    """What `fetch` gives; inside one `read_all`, the same again for the same key."""
    found = _fetched.get()
    if found is None:
        return fetch()
    if key not in found:
        found[key] = fetch()
    value: Value = found[key]
    return value


def read_events(name: str, after: int) -> list[Row]:
    """Every event after `after`, PAGE at most: for a conversation, where each one counts."""
    return [Row(event.sequence, event.kind, event.payload) for event in list_events(name, after=after)]


def read_last(name: str, after: int) -> list[Row]:
    """One row "changed" with the last number, when it is past `after`: for a board, which reads everything again."""
    last = last_sequence(name)
    return [Row(last, "changed")] if last > after else []


@dataclass(frozen=True)
class Kind:
    """A family of streams that live pages may follow, at `/streams/<kind>/<ref>`.

    find    the stream's name for this viewer and `ref` (a public id), or None: not theirs and not there look alike
    read    the rows after a number
    """

    name: str
    find: Callable[["Worker", str], str | None]
    read: Reader = read_events


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Open a kind of streams to live pages. Raises ValueError when another kind has this name."""
    if _kinds.setdefault(kind.name, kind) != kind:
        raise ValueError(f"Two kinds of streams are called {kind.name!r}.")


def find_kind(name: str) -> Kind | None:
    return _kinds.get(name)


@dataclass(frozen=True)
class Held:
    """What someone without an account may follow: the stream, whose it is, and whether they still may."""

    name: str
    organization_id: int
    is_still_allowed: Callable[[], bool]


@dataclass(frozen=True)
class OpenKind:
    """A family of streams for whoever holds a secret, at `/streams/open/<kind>/<ref>`, with the secret in the header `X-Key`:
    never in an address, which logs and histories keep.

    find    asked on the doorstep with `ref` and the secret: None when they open nothing
    read    the rows after a number
    """

    name: str
    find: Callable[[str, str], Held | None]
    read: Reader


_open_kinds: dict[str, OpenKind] = {}


def register_open(kind: OpenKind) -> None:
    """Open a kind of streams to whoever holds a secret. Raises ValueError when another kind has this name."""
    if _open_kinds.setdefault(kind.name, kind) != kind:
        raise ValueError(f"Two open kinds of streams are called {kind.name!r}.")


def find_open_kind(name: str) -> OpenKind | None:
    return _open_kinds.get(name)


def row_event(row: Row) -> bytes:
    """The row as a server-sent event, with the time at which it was read."""
    data = {"at": now().isoformat(), "kind": row.kind, "payload": row.payload}
    return f"id: {row.sequence}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


# Where a request carries the list in which a view leaves its Opening, when the server that received it can stream.
OPENINGS = "tuque.openings"


@dataclass(frozen=True)
class Opening:
    """A stream that a viewer may follow: what the page's server hands over to the hub."""

    name: str
    read: Reader
    after: int
    worker_id: int
    organization_id: int
    session_hash: str
    is_still_allowed: Callable[[], bool]
