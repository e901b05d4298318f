"""Which follow-up goes into which shift: the earliest aim first, never outside what is safe, never more than a shift has room for.

Plain values. A follow-up that finds no room before its aim is said so, on the day it is agreed: not when it is late.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Due:
    """`spans`: when it is safe, in order, from now on."""

    id: str
    aim_at: datetime
    language: str
    spans: tuple[tuple[datetime, datetime], ...]


@dataclass
class Slot:
    """People who are there together: `languages` has, for each language, how many of the `room` calls may be in it."""

    starts_at: datetime
    ends_at: datetime
    room: int
    languages: dict[str, int]
    taken: list[str] = field(default_factory=list)
    spoken: dict[str, int] = field(default_factory=dict)

    def takes(self, due: Due, *, now: datetime) -> bool:
        if len(self.taken) >= self.room or self.spoken.get(due.language, 0) >= self.languages.get(due.language, 0):
            return False
        start = max(self.starts_at, now)
        return any(max(start, opens) < min(self.ends_at, closes) for opens, closes in due.spans)

    def take(self, due: Due) -> None:
        self.taken.append(due.id)
        self.spoken[due.language] = self.spoken.get(due.language, 0) + 1


@dataclass(frozen=True)
class Planned:
    """`slot` is None where nobody has room; `in_time`: the shift begins, and it is safe, before the aim."""

    due: Due
    slot: Slot | None
    in_time: bool


def plan(items: Iterable[Due], slots: Sequence[Slot], *, now: datetime) -> list[Planned]:
    """Each follow-up with the earliest shift that can take it; whoever has the least time left chooses first."""
    ordered = sorted(slots, key=lambda slot: (slot.starts_at, slot.ends_at))
    found = []
    for due in sorted(items, key=lambda one: (one.aim_at, one.id)):
        slot = next((one for one in ordered if one.ends_at > now and one.takes(due, now=now)), None)
        if slot is not None:
            slot.take(due)
        found.append(Planned(due, slot, slot is not None and _first(due, slot, now) <= due.aim_at))
    return found


def _first(due: Due, slot: Slot, now: datetime) -> datetime:
    start = max(slot.starts_at, now)
    return min(max(start, opens) for opens, closes in due.spans if max(start, opens) < min(slot.ends_at, closes))
