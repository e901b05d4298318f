"""Open, closed or unknown at an instant: rules of RFC 5545 in a place's own time zone, special days, holidays. Plain values.

Unknown is an answer: it is never shown as closed. Source: HSDS 3.0 `schedule`; RFC 5545, section 3.3.10.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import lru_cache

from dateutil import parser
from dateutil.rrule import DAILY, FR, MO, MONTHLY, SA, SU, TH, TU, WE, WEEKLY, YEARLY, rrule, weekday

UNVERIFIED_AFTER = timedelta(days=180)
FREQUENCIES = {"DAILY": DAILY, "WEEKLY": WEEKLY, "MONTHLY": MONTHLY, "YEARLY": YEARLY}
WEEKDAYS = {"MO": MO, "TU": TU, "WE": WE, "TH": TH, "FR": FR, "SA": SA, "SU": SU}
CLOCK = re.compile(
    r"^(\d{1,2})(?:[:hH.](\d{2})?)?(?::(\d{2}))?\s*([ap])?\.?(?:m\.?)?\s*(Z|[+-]\d{2}:?\d{2})?$", re.IGNORECASE
)
BYDAY = re.compile(r"^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$")
DAY = timedelta(days=1)
MOST_OCCURRENCES = 20_000


class Opening(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Why(StrEnum):
    """What the answer rests on."""

    HOURS = "hours"
    SPECIAL = "special"  # a special day says so
    HOLIDAY = "holiday"  # a holiday, and nobody said what happens then
    NO_HOURS = "no_hours"
    UNREADABLE = "unreadable"
    UNVERIFIED = "unverified"
    SUSPENDED = "suspended"  # closed until further notice, whatever its hours say


@dataclass(frozen=True)
class Rule:
    """A schedule as its source wrote it; empty where nothing is said."""

    freq: str = ""
    byday: str = ""
    bymonthday: str = ""
    byweekno: str = ""
    byyearday: str = ""
    interval: str = ""
    count: str = ""
    until: str = ""
    wkst: str = ""
    dtstart: str = ""
    valid_from: str = ""
    valid_to: str = ""
    opens_at: str = ""
    closes_at: str = ""


@dataclass(frozen=True)
class Special:
    """Closed (no `opens_at`), or open at these hours, from `starts_on` to `ends_on`, both included."""

    starts_on: date
    ends_on: date
    opens_at: time | None = None
    closes_at: time | None = None
    reason_en: str = ""
    reason_fr: str = ""


@dataclass(frozen=True)
class Hours:
    """All that is known of when a service is there. `on_holidays`: closed, open, or empty when nobody said."""

    rules: Sequence[Rule]
    zone: tzinfo
    specials: Sequence[Special] = ()
    on_holidays: str = ""
    is_holiday: Callable[[date], bool] = lambda _day: False
    verified_on: date | None = None
    is_suspended: bool = False


@dataclass(frozen=True)
class State:
    opening: Opening
    why: Why
    until: datetime | None = None  # open: when it closes


class Unreadable(ValueError):
    """A rule that cannot be understood: it is shown in words, and never guessed."""


def opening_at(hours: Hours, *, at: datetime) -> State:
    """Whether a service is open at `at`, an aware instant, whatever zone it is written in."""
    if hours.is_suspended:
        return State(Opening.CLOSED, Why.SUSPENDED)
    local = at.astimezone(hours.zone).date()
    special = [one for one in hours.specials if one.starts_on <= local <= one.ends_on]
    unverified = hours.verified_on is None or local - hours.verified_on > UNVERIFIED_AFTER
    if unverified and not special:
        return State(Opening.UNKNOWN, Why.UNVERIFIED)
    if not hours.rules and not special:
        return State(Opening.UNKNOWN, Why.NO_HOURS)
    doubt: Why | None = None
    for day in (local - DAY, local, local + DAY):
        sure, spans, why = on_day(hours, day)
        for start, end in spans:
            if start <= at < end and sure:
                return State(Opening.OPEN, why, end)
            if start <= at < end:
                doubt = why
    if doubt is not None:
        return State(Opening.UNKNOWN, doubt)
    return State(Opening.CLOSED, Why.SPECIAL if special else Why.HOURS)


def spans_of(hours: Hours, day: date) -> list[tuple[datetime, datetime]]:
    """When it is surely open on a day that began in its own zone, in order."""
    sure, spans, _why = on_day(hours, day)
    return sorted(spans) if sure else []


def next_opening(hours: Hours, *, after: datetime, within_days: int = 14) -> datetime | None:
    """The next time it surely opens; None when that is not known, or not soon."""
    first = after.astimezone(hours.zone).date()
    if hours.verified_on is None or first - hours.verified_on > UNVERIFIED_AFTER:
        return None
    for ahead in range(within_days + 1):
        for start, _end in spans_of(hours, first + ahead * DAY):
            if start > after:
                return start
    return None


def on_day(hours: Hours, day: date) -> tuple[bool, list[tuple[datetime, datetime]], Why]:
    """(are they sure, spans that begin that day, what they rest on)."""
    if hours.is_suspended:
        return True, [], Why.SUSPENDED
    special = [one for one in hours.specials if one.starts_on <= day <= one.ends_on]
    if special:
        return (
            True,
            [_span(day, one.opens_at, one.closes_at, hours.zone) for one in special if one.opens_at and one.closes_at],
            Why.SPECIAL,
        )
    holiday = hours.is_holiday(day)
    if holiday and hours.on_holidays == "closed":
        return True, [], Why.HOLIDAY
    try:
        spans = [span for rule in hours.rules for span in _spans(rule, day, hours.zone)]
    except Unreadable:
        whole = _span(day, time.min, time.min, hours.zone)
        return False, [whole], Why.UNREADABLE
    if holiday and hours.on_holidays != "open":
        return False, spans, Why.HOLIDAY
    return True, spans, Why.HOURS


def _spans(rule: Rule, day: date, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
    if occurs_on(rule, day):
        if not rule.opens_at or not rule.closes_at:
            raise Unreadable("no hours")
        (opens, of_opens), (closes, of_closes) = clock_time(rule.opens_at), clock_time(rule.closes_at)
        yield _span(day, opens, closes, of_opens or zone, of_closes or zone)


def _span(
    day: date, opens: time, closes: time, zone: tzinfo, closing_zone: tzinfo | None = None
) -> tuple[datetime, datetime]:
    """From opening to closing, in UTC, as instants: past midnight when it closes before it opens; the whole day when alike."""
    closing_day = day if closes > opens else day + DAY
    start = datetime.combine(day, opens, tzinfo=zone)
    end = datetime.combine(closing_day, closes, tzinfo=closing_zone or zone)
    return start.astimezone(UTC), end.astimezone(UTC)


def first_day(rule: Rule) -> date | None:
    """The day of its start, which stands for the day of the week or the month that it does not name. Raises Unreadable."""
    return _day_of(rule.dtstart)


def is_in_force(rule: Rule, day: date) -> bool:
    """Whether a rule has begun and has not ended. Raises Unreadable."""
    first, last = _bounds(rule)
    return not ((first and day < first) or (last and day > last))


@lru_cache(maxsize=4096)
def occurs_on(rule: Rule, day: date) -> bool:
    """Whether the rule names this day. Raises Unreadable."""
    if not is_in_force(rule, day):
        return False
    first, _last = _bounds(rule)
    if not rule.freq and not rule.byday and not rule.bymonthday:
        raise Unreadable("no rule")
    freq = FREQUENCIES.get((rule.freq or ("MONTHLY" if rule.bymonthday else "WEEKLY")).upper())
    if freq is None:
        raise Unreadable(rule.freq)
    interval, count = _whole(rule.interval) or 1, _whole(rule.count)
    names_days = freq == DAILY or rule.byday or rule.bymonthday or rule.byweekno or rule.byyearday
    anchor = _day_of(rule.dtstart)
    if anchor is None and not names_days:
        raise Unreadable("neither a day nor a start")  # “every week”: on which day?
    if anchor is None and (interval > 1 or count):
        anchor = first
        if anchor is None:
            raise Unreadable("an interval without a start")
    start = anchor if anchor is not None and (interval > 1 or count or not names_days) else day
    if (day - start).days > MOST_OCCURRENCES:
        raise Unreadable("begins too long ago")
    at_midnight = datetime.combine(day, time.min)
    try:
        found = rrule(
            freq,  # type: ignore[arg-type]
            dtstart=datetime.combine(start, time.min),
            interval=interval,
            until=at_midnight,
            wkst=WEEKDAYS.get(rule.wkst.upper(), MO),
            byweekday=[_weekday(word, freq) for word in _words(rule.byday)] or None,
            bymonthday=_numbers(rule.bymonthday, 31),
            byweekno=_numbers(rule.byweekno, 53),
            byyearday=_numbers(rule.byyearday, 366),
        )
        if count:
            return any(one == at_midnight for one, _left in zip(found, range(count), strict=False))
        return bool(found.between(at_midnight, at_midnight, inc=True))
    except (ValueError, TypeError, OverflowError) as trouble:
        raise Unreadable(str(trouble)) from None


def clock_time(text: str) -> tuple[time, tzinfo | None]:
    """A time of day and its offset, where it is written: 09:00, 9:00am, 17h30, 24:00, 13:00Z, 09:00-06:00. Raises Unreadable."""
    found = CLOCK.match(text.strip())
    if found is None:
        raise Unreadable(text)
    hour, minute, half, offset = int(found[1]), int(found[2] or 0), (found[4] or "").lower(), found[5]
    if half:
        if not 1 <= hour <= 12:
            raise Unreadable(text)
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour == 24 and minute == 0:
        hour = 0
    if hour > 23 or minute > 59:
        raise Unreadable(text)
    return time(hour, minute), _offset(offset)


def _offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text.upper() == "Z":
        return UTC
    ahead = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    if ahead >= DAY:
        raise Unreadable(text)
    return timezone(-ahead if text[0] == "-" else ahead)


def _bounds(rule: Rule) -> tuple[date | None, date | None]:
    firsts = [day for day in (_day_of(rule.valid_from), _day_of(rule.dtstart)) if day]
    lasts = [day for day in (_day_of(rule.valid_to), _day_of(rule.until)) if day]
    return max(firsts, default=None), min(lasts, default=None)


def _day_of(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        pass
    try:
        return parser.parse(text, default=datetime(1, 1, 1)).date()  # noqa: DTZ001  a day, without an hour
    except (ValueError, OverflowError):
        raise Unreadable(text) from None


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[,;\s]+", text.upper()) if word]


def _weekday(word: str, freq: int) -> weekday:
    found = BYDAY.match(word)
    if found is None:
        raise Unreadable(word)
    day = WEEKDAYS[found[2]]
    number = int(found[1] or 0)
    if number and freq not in (MONTHLY, YEARLY):
        raise Unreadable(word)  # “the second Monday” of a week
    return day(number) if number else day


def _whole(text: str) -> int:
    if not text:
        return 0
    if not re.fullmatch(r"\d{1,5}", text.removesuffix(".0")):
        raise Unreadable(text)
    return int(text.removesuffix(".0"))


def _numbers(text: str, most: int) -> list[int] | None:
    if not text:
        return None
    words = _words(text)
    if not all(re.fullmatch(r"[+-]?\d{1,3}", word) for word in words):
        raise Unreadable(text)
    numbers = [int(word) for word in words]
    if any(number == 0 or abs(number) > most for number in numbers):
        raise Unreadable(text)
    return numbers
