"""The one question a board asks of the facts: many counts in one reading of the table."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tuque.insight.facts import Facts
from tuque.insight.facts.local_time import day_number
from tuque.insight.filters import Filters

AXES = (
    "day",
    "origin",
    "type",
    "weekday",
    "hour",
    "area",
    "team",
    "outcome",
    "emergency",
    "response",
    "actions",
    "follow_up",
)
SETS: tuple[tuple[str, ...], ...] = (
    ("day", "origin"),
    ("origin", "type"),
    ("type", "hour"),
    ("weekday", "hour"),
    ("area", "origin"),
    ("team", "origin"),
    ("outcome",),
    ("emergency",),
    ("response",),
    ("actions", "follow_up"),
)


@dataclass(frozen=True)
class Sum:
    """records, people seen, seconds of work, and how many of the records say how long they took."""

    records: int = 0
    people: int = 0
    seconds: int = 0
    timed: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(
            self.records + other.records,
            self.people + other.people,
            self.seconds + other.seconds,
            self.timed + other.timed,
        )


Key = tuple[int, ...]


@dataclass(frozen=True)
class Tallies:
    """For each set of axes, the sums by their values: `of("origin", "type")` maps (origin, type) to a Sum."""

    by: dict[tuple[str, ...], dict[Key, Sum]] = field(default_factory=dict)

    def of(self, *axes: str) -> dict[Key, Sum]:
        return self.by.get(axes, {})

    def along(self, axis: str) -> dict[int, Sum]:
        """Summed along one axis, from the first set that has it."""
        axes = next(one for one in SETS if axis in one)
        place = axes.index(axis)
        sums: dict[int, Sum] = defaultdict(Sum)
        for key, value in self.of(*axes).items():
            sums[key[place]] += value
        return dict(sums)

    @property
    def total(self) -> Sum:
        return sum(self.of("outcome").values(), Sum())


@dataclass(frozen=True)
class Narrowing:
    """The part of a WHERE clause that does not speak of the period, with its values."""

    clauses: tuple[str, ...] = ()
    values: tuple[object, ...] = ()

    def and_(self, clause: str, *values: object) -> "Narrowing":
        return Narrowing((*self.clauses, clause), (*self.values, *values))

    @property
    def sql(self) -> str:
        return " AND ".join(self.clauses) or "true"


def in_period(narrowing: Narrowing, filters: Filters) -> Narrowing:
    return narrowing.and_("day BETWEEN ? AND ?", day_number(filters.starts_on), day_number(filters.ends_on))


def tally(facts: Facts, narrowing: Narrowing) -> Tallies:
    """Every sum of the board over what `narrowing` lets through."""
    sets = ", ".join(f"({', '.join(axes)})" for axes in SETS)
    axes = ", ".join(AXES)
    rows = facts.rows(
        f"SELECT GROUPING({axes}), {axes}, count(*), sum(people), sum(seconds) FILTER (seconds >= 0), "  # noqa: S608
        f"count(*) FILTER (seconds >= 0) FROM facts WHERE {narrowing.sql} GROUP BY GROUPING SETS ({sets})",
        narrowing.values,
    )
    by: dict[tuple[str, ...], dict[Key, Sum]] = {axes: {} for axes in SETS}
    known = {_mask(axes): (axes, [AXES.index(axis) for axis in axes]) for axes in SETS}
    for mask, *rest in rows:
        axes_, places = known[mask]
        records, people, seconds, timed = rest[len(AXES) :]
        key = tuple(rest[place] for place in places)
        by[axes_][key] = Sum(records, int(people or 0), int(seconds or 0), timed)
    return Tallies(by)


def _mask(axes: Sequence[str]) -> int:
    """GROUPING's answer for a set: a bit for each axis that is left out, the first axis being the highest bit."""
    return sum(1 << (len(AXES) - 1 - place) for place, axis in enumerate(AXES) if axis not in axes)


@dataclass(frozen=True)
class DaySoFar:
    """One day's counts, hour by hour, and how many came before the minute asked about."""

    hours: tuple[int, ...]
    so_far: int


def days_so_far(
    facts: Facts, narrowing: Narrowing, *, days: Sequence[int], minute: int
) -> Iterator[tuple[int, DaySoFar]]:
    """Each of `days` that is not before the first record of all, with its counts."""
    places = ", ".join("?" for _ in days)
    rows = facts.rows(
        f"SELECT day, hour, count(*), count(*) FILTER (minute <= ?) FROM facts "  # noqa: S608
        f"WHERE day IN ({places}) AND {narrowing.sql} GROUP BY day, hour",
        [minute, *days, *narrowing.values],
    )
    first = facts.rows("SELECT min(day) FROM facts")[0][0]
    hours: dict[int, list[int]] = {day: [0] * 24 for day in days if first is not None and day >= first}
    so_far: dict[int, int] = defaultdict(int)
    for day, hour, count, before in rows:
        hours[day][hour] = count
        so_far[day] += before
    for day, counts in hours.items():
        yield day, DaySoFar(hours=tuple(counts), so_far=so_far[day])
