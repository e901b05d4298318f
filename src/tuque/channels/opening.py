"""Whether a line is open at an instant, and until when: plain functions of its hours and a clock.

Hours are read in the line's own time zone; the clock's changes are the zone's matter.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

HOLIDAY = 7
AHEAD_DAYS = 15  # how far the next opening is looked for


class Is(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"  # never shown as closed


@dataclass(frozen=True)
class Hours:
    """`weekday` 0 for Monday, 7 for holidays. `closes` at or before `opens` is the next day."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True)
class Closure:
    starts_at: datetime
    ends_at: datetime
    reason: str = ""


@dataclass(frozen=True)
class Standing:
    """`until` is when it closes, `opens_at` when it opens again; None where that is not known, or never."""

    state: Is
    until: datetime | None = None
    opens_at: datetime | None = None
    reason: str = ""


def standing(
    hours: Iterable[Hours] | None,
    closures: Sequence[Closure],
    *,
    zone: ZoneInfo,
    at: datetime,
    is_holiday: Callable[[date], bool] = lambda day: False,
) -> Standing:
    """`hours` None: open day and night. An empty list: nobody wrote them down, so nothing is known, but for closures."""
    periods = None if hours is None else _periods(list(hours), zone=zone, at=at, is_holiday=is_holiday)
    now_closed = next((one for one in closures if one.starts_at <= at < one.ends_at), None)
    if periods is not None and not periods:
        known = hours is not None and bool(list(hours))
        if now_closed:
            return Standing(Is.CLOSED, reason=now_closed.reason)
        return Standing(Is.CLOSED if known else Is.UNKNOWN)
    if now_closed:
        return Standing(
            Is.CLOSED, opens_at=_next_open(periods, closures, at=now_closed.ends_at), reason=now_closed.reason
        )
    here = None if periods is None else next((one for one in periods if one[0] <= at < one[1]), None)
    if periods is not None and here is None:
        return Standing(Is.CLOSED, opens_at=_next_open(periods, closures, at=at))
    ends = [one.starts_at for one in closures if one.starts_at > at]
    if here is not None:
        ends.append(_end_of(here, periods or []))
    return Standing(Is.OPEN, until=min(ends, default=None))


def _periods(
    hours: list[Hours], *, zone: ZoneInfo, at: datetime, is_holiday: Callable[[date], bool]
) -> list[tuple[datetime, datetime]]:
    """When it is open from yesterday on, in order. On a holiday only the hours of holidays count."""
    first = at.astimezone(zone).date() - timedelta(days=1)
    found = []
    for number in range(AHEAD_DAYS + 1):
        day = first + timedelta(days=number)
        weekday = HOLIDAY if is_holiday(day) else day.weekday()
        for one in hours:
            if one.weekday == weekday:
                last = day if one.closes > one.opens else day + timedelta(days=1)
                found.append(
                    (datetime.combine(day, one.opens, tzinfo=zone), datetime.combine(last, one.closes, tzinfo=zone))
                )
    return sorted(found)


def _end_of(here: tuple[datetime, datetime], periods: list[tuple[datetime, datetime]]) -> datetime:
    """Where one period begins as another ends, the line stays open."""
    end = here[1]
    for begins, ends in periods:
        if begins <= end < ends:
            end = ends
    return end


def _next_open(
    periods: list[tuple[datetime, datetime]] | None, closures: Sequence[Closure], *, at: datetime
) -> datetime | None:
    """The first instant from `at` on when it is open and not closed for another reason."""
    for _ in range(len(closures) + 1):
        if periods is None:
            opens: datetime | None = at
        else:
            opens = next((max(begins, at) for begins, ends in periods if ends > at), None)
        closed = next((one for one in closures if opens and one.starts_at <= opens < one.ends_at), None)
        if opens is None or closed is None:
            return opens
        at = closed.ends_at
    return None
