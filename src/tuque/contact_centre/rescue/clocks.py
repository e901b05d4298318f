"""How long the steps of rescues took: seconds from one fact to another, and their p50 and p95. Plain values."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from math import ceil

from tuque.contact_centre.rescue.steps import FAILED, Fact, Found, Kind, State


class Edge(StrEnum):
    ACKNOWLEDGED = "acknowledged"  # asked for a supervisor, until one answered
    DECIDED = "decided"  # suspected, until the decision had two names
    CALLED = "called"  # suspected, until the first service was called
    ARRIVED = "arrived"  # called, until one arrived
    CONFIRMED = "confirmed"  # called, until contact was confirmed
    CLOSED = "closed"  # suspected, until the last step


def times(state: State) -> dict[Edge, float]:
    """Seconds by edge, for those that have both ends."""
    began = state.began_at
    paged, called = _first(state.facts, Kind.PAGED), _first(state.facts, Kind.CALLED)
    arrived = _first(state.facts, Kind.ENDED, found=Found.ARRIVED.value)
    confirmed = next(
        (fact.at for fact in state.facts if fact.kind is Kind.CONFIRMED and fact.data["how"] != FAILED), None
    )
    ends: Mapping[Edge, tuple[datetime | None, datetime | None]] = {
        Edge.ACKNOWLEDGED: (paged, _first(state.facts, Kind.ACKNOWLEDGED)),
        Edge.DECIDED: (began, _first(state.facts, Kind.DECIDED)),
        Edge.CALLED: (began, called),
        Edge.ARRIVED: (called, arrived),
        Edge.CONFIRMED: (called, confirmed),
        Edge.CLOSED: (began, state.closed_at),
    }
    return {edge: (end - start).total_seconds() for edge, (start, end) in ends.items() if start and end}


def _first(facts: Sequence[Fact], kind: Kind, **data: str) -> datetime | None:
    found = (
        one for one in facts if one.kind is kind and all(one.data.get(name) == text for name, text in data.items())
    )
    first = next(found, None)
    return first.at if first else None


def percentile(values: Iterable[float], share: float) -> float | None:
    """The nearest rank: the least value that `share` of the values do not exceed. None without values."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else None
