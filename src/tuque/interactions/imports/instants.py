"""Dates and times as people write them, made into instants: day first or month first, any zone, clock changes included."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from tuque.core.folding import fold

DateOrder = Literal["year-first", "day-first", "month-first"]
EARLIEST, LATEST = 1900, 2200
WRITTEN = re.compile(
    r"""\s*(\d{1,4})[-/.\s](\d{1,2}|[^\W\d_]+\.?)[-/.\s](\d{1,4})
        (?:[\sT,@]+(\d{1,2})(?:\s?[:h]\s?(\d{2}))?(?:\s?[:m]\s?(\d{2})(?:[.,]\d+)?s?)?\s*([ap])?\.?m?\.?)?
        \s*(Z|[+-]\d{2}:?\d{2})?\s*""",
    re.VERBOSE | re.IGNORECASE,
)
MONTHS: Mapping[str, int] = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "janv fevr mars avr mai juin juil aout sept oct nov dec",
    )
    for number, name in enumerate(names.split(), start=1)
}
WEEKDAYS: Mapping[str, int] = {
    name: number
    for names in (
        "monday tuesday wednesday thursday friday saturday sunday",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "mon tue wed thu fri sat sun",
    )
    for number, name in enumerate(names.split())
}


class NotAnInstant(Exception):
    """Text that cannot be read as a date and a time; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Instant:
    at: datetime
    # "gap": the clocks jumped over this time; "fold": they showed it twice; "": an ordinary time.
    clock_change: Literal["", "gap", "fold"] = ""


# One column often feeds two times, and neighbours tell the same minute.
@lru_cache(maxsize=4_096)
def read_instant(text: str, *, order: DateOrder, zone: ZoneInfo) -> Instant:
    """The instant that `text` tells, in `zone` unless it names its own offset. Raises NotAnInstant.

    A date alone is its first minute. Where the clocks jumped over the time, it is read with the offset from before the
    jump (an hour later on the new clock); where they showed it twice, the first time is meant.
    """
    naive, offset = read_local(text, order=order)
    if offset is not None:
        return Instant(naive.replace(tzinfo=offset).astimezone(UTC))
    return in_zone(naive, zone)


def read_local(text: str, *, order: DateOrder) -> tuple[datetime, timezone | None]:
    """The date and time as written, and the offset when one is written. Raises NotAnInstant."""
    if order == "year-first" and len(text) == 19 and text[4] == "-" and text[10] in " T":
        try:
            return _checked(datetime.fromisoformat(text)), None
        except ValueError:
            raise NotAnInstant("date_impossible") from None
    found = WRITTEN.fullmatch(text)
    if found is None:
        raise NotAnInstant("date_unreadable")
    day = read_day(found[1], found[2], found[3], order=order)
    hour, minute, second = (int(part or 0) for part in found.group(4, 5, 6))
    if found[7]:
        if not 1 <= hour <= 12:
            raise NotAnInstant("time_impossible")
        hour = hour % 12 + (12 if found[7].lower() == "p" else 0)
    try:
        naive = datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001  as written
    except ValueError:
        raise NotAnInstant("time_impossible") from None
    return _checked(naive), _offset(found[8]) if found[8] else None


def read_day(first: str, second: str, third: str, *, order: DateOrder) -> date:
    if len(first) == 4:
        year, month, day = first, second, third
    elif order == "month-first" and second.isdigit():
        month, day, year = first, second, third
    else:
        day, month, year = first, second, third
    if len(year) != 4:
        raise NotAnInstant("year_short")
    number = int(month) if month.isdigit() else MONTHS.get(fold(month), 0)
    if not number:
        raise NotAnInstant("date_unreadable")
    try:
        return date(int(year), number, int(day))
    except ValueError:
        raise NotAnInstant("date_impossible") from None


def _checked(naive: datetime) -> datetime:
    if not EARLIEST <= naive.year <= LATEST:
        raise NotAnInstant("date_far")
    return naive


def _offset(text: str) -> timezone:
    if text.upper() == "Z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 14 or minutes > 59:
        raise NotAnInstant("time_impossible")
    return timezone(sign * timedelta(hours=hours, minutes=minutes))


def in_zone(naive: datetime, zone: ZoneInfo) -> Instant:
    offset, changes = _hour_in(zone, naive.replace(minute=0, second=0, microsecond=0))
    if not changes:
        return Instant((naive - offset).replace(tzinfo=UTC))
    return _around_a_change(naive, zone)


@lru_cache(maxsize=16_384)
def _hour_in(zone: ZoneInfo, hour: datetime) -> tuple[timedelta, bool]:
    """The offset during an hour of local time, and whether the clocks change in or around it."""
    offsets = {
        (hour + step).replace(tzinfo=zone, fold=fold_).utcoffset()
        for step in (timedelta(hours=-2), timedelta(), timedelta(hours=1))
        for fold_ in (0, 1)
    }
    return hour.replace(tzinfo=zone).utcoffset() or timedelta(), len(offsets) > 1


def _around_a_change(naive: datetime, zone: ZoneInfo) -> Instant:
    early, late = naive.replace(tzinfo=zone, fold=0), naive.replace(tzinfo=zone, fold=1)
    at = early.astimezone(UTC)
    if early.utcoffset() == late.utcoffset():
        return Instant(at)
    exists = at.astimezone(zone).replace(tzinfo=None) == naive
    return Instant(at, "fold" if exists else "gap")


def first_weekday(start: date, end: date, weekday: int | None) -> date:
    """The first day from `start` that is a `weekday` (0 is Monday); `start` itself when none is known."""
    if weekday is None:
        return start
    found = start + timedelta(days=(weekday - start.weekday()) % 7)
    return found if found < end else start
