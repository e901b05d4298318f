"""What a board shows, as plain values: a pure making of it from tallies, names and a clock."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from tuque.insight.filters import Filters
from tuque.insight.statistics.usual import Standing, Usual, usual_of
from tuque.insight.tallies import DaySoFar, Sum

WEEKS_LOOKED_BACK = 8


@dataclass(frozen=True)
class Line:
    """One row of a table, one mark of a chart: what it counts, how many, and the address of the records behind it."""

    key: str
    label: str
    sum: Sum
    url: str = ""
    parts: Mapping[str, int] = field(default_factory=dict)  # origin -> records

    @property
    def records(self) -> int:
        return self.sum.records


@dataclass(frozen=True)
class Today:
    """Today against the same weekday, up to the same minute, over the last weeks; None where too few were recorded."""

    on: date
    count: int
    usual: Usual | None
    standing: Standing
    hours: tuple[tuple[int, int | None, float | None, int | None, int | None], ...]  # hour, today, middle, low, high
    url: str = ""


@dataclass(frozen=True)
class Figure:
    """One number, with what it is a share of when it is one."""

    value: int | None
    of: int = 0
    url: str = ""


@dataclass(frozen=True)
class Board:
    filters: Filters
    sequence: int
    as_of: datetime
    total: Sum
    by_origin: Sequence[Line]
    by_type: Sequence[Line]
    by_outcome: Sequence[Line]
    by_action: Sequence[Line]  # a record that says several counts in each
    by_follow_up: Sequence[Line]
    by_team: Sequence[Line]
    by_area: Sequence[Line]
    areas: Collection[int]  # primary keys of those in `by_area`
    by_day: Sequence[Line]
    by_emergency: Sequence[Line]
    by_hour: Mapping[tuple[int, int], int]  # (weekday, hour) -> records
    hour_urls: Mapping[tuple[int, int], str]
    type_hours: Mapping[str, Sequence[int]]  # type -> 24 counts
    emergency: Figure
    response_middle: int | None
    response_ninth: int | None
    responses: int
    responses_url: str
    today: Today
    url: str = ""

    @property
    def says_what_was_done(self) -> bool:
        return any(line.key for line in self.by_action)

    @property
    def says_follow_up(self) -> bool:
        return any(line.key for line in self.by_follow_up)

    @property
    def is_empty(self) -> bool:
        return not self.total.records


def compare_today(today: date, *, days: Mapping[date, DaySoFar], hour_now: int, url: str) -> Today:
    """`days` holds today and the same weekday of the weeks before, those before the first record left out."""
    here = days.get(today, DaySoFar(hours=(0,) * 24, so_far=0))
    former = [day for on, day in sorted(days.items()) if on < today]
    usual = usual_of([day.so_far for day in former])
    rows = []
    for hour in range(24):
        until = usual_of([sum(day.hours[: hour + 1]) for day in former])
        rows.append(
            (
                hour,
                sum(here.hours[: hour + 1]) if hour <= hour_now else None,
                until.middle if until else None,
                until.low if until else None,
                until.high if until else None,
            )
        )
    standing = usual.standing(here.so_far) if usual else Standing.UNKNOWN
    return Today(on=today, count=here.so_far, usual=usual, standing=standing, hours=tuple(rows), url=url)
