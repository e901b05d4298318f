"""Hours in words, as one would say them: “Monday to Friday, 9 a.m. to 5 p.m.”; « Lundi à vendredi, de 9 h à 17 h ».

Only rules that are understood are put in words. What a source wrote stays beside them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from django.utils import dateformat, formats
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from tuque.directory import opening
from tuque.directory.opening import Hours, Rule, Special, Unreadable, Why

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
AHEAD = timedelta(days=14)
DAYS_LOOKED_AT, MOST_DATES = 370, 3
Times = tuple[tuple[time, time], ...]


@dataclass(frozen=True)
class Told:
    """`week`: a line for days with the same hours. `today`: a sentence, empty where nobody can be sure. `soon`: days that differ."""

    week: tuple[str, ...]
    today: str
    soon: tuple[str, ...]


def told(hours: Hours, *, at: datetime, reader: str) -> Told:
    day = at.astimezone(hours.zone).date()
    return Told(week(hours.rules, day), today(hours, day), tuple(_special(one, reader) for one in _soon(hours, day)))


def week(rules: Sequence[Rule], day: date) -> tuple[str, ...]:
    """The rules in force on `day`, in words: those of the week together, then those of the month, then the next days of a rule
    that has no plain words (every second week). What “open now” understands is never left out."""
    by_day: dict[int, set[tuple[time, time]]] = {}
    others: list[str] = []
    for rule in rules:
        try:
            days, times = _weekly(rule, day), _times(rule)
            if times is None:
                continue
            if days is not None:
                for one in days:
                    by_day.setdefault(one, set()).add(times)
            elif words := _monthly(rule, day) or _dates(rule, day):
                others.append(_line(words, (times,)))
        except Unreadable:
            continue
    kept = {one: tuple(sorted(times)) for one, times in by_day.items()}
    return (*(_line(_days(days), times) for days, times in _grouped(kept)), *dict.fromkeys(others))


def today(hours: Hours, day: date) -> str:
    """“Closed today.”, or until when it is open; nothing where it is not known or was not verified for long."""
    if hours.is_suspended:
        return _("Closed until further notice.")
    special = any(one.starts_on <= day <= one.ends_on for one in hours.specials)
    known = hours.verified_on is not None and day - hours.verified_on <= opening.UNVERIFIED_AFTER
    if not (special or (known and hours.rules)):
        return ""
    sure, spans, why = opening.on_day(hours, day)
    if not sure:
        return _("Holiday today: call first.") if why is Why.HOLIDAY else ""
    if not spans:
        return _("Closed today, a holiday.") if why is Why.HOLIDAY else _("Closed today.")
    local = sorted((start.astimezone(hours.zone).time(), end.astimezone(hours.zone).time()) for start, end in spans)
    return _("Today: %(times)s") % {"times": _spoken(local)}


def opens(opens_at: datetime, at: datetime) -> str:
    """That it is closed, and when it opens: today, on a day of this week, or on a date. Both in its own time zone."""
    values = {"time": clock(opens_at.time())}
    ahead = (opens_at.date() - at.date()).days
    if ahead == 0:
        return _("Closed now, opens today at %(time)s") % values
    if ahead < 7:
        return _("Closed now, opens %(day)s at %(time)s") % {**values, "day": _named(opens_at.weekday())}
    return _("Closed now, opens on %(date)s") % {"date": formats.date_format(opens_at.date(), "DATE_FORMAT")}


def clock(at: time) -> str:
    """As people say it, not as logs keep it: 9 a.m., 5:30 p.m., noon; 9 h, 17 h 30."""
    if in_french():
        return f"{at.hour}\u00a0h" + (f"\u00a0{at.minute:02}" if at.minute else "")
    return dateformat.time_format(at, "P").replace(" ", "\u00a0")


def _weekly(rule: Rule, day: date) -> list[int] | None:
    """The days of the week of a plain weekly or daily rule in force; None for another kind of rule. Raises Unreadable."""
    freq = (rule.freq or ("MONTHLY" if rule.bymonthday else "WEEKLY")).upper()
    if freq not in ("WEEKLY", "DAILY") or rule.interval not in ("", "1") or rule.count or rule.byweekno:
        return None
    if rule.bymonthday or rule.byyearday:
        return None
    if not opening.is_in_force(rule, day):
        return []
    named = [word for word in rule.byday.upper().replace(";", ",").replace(" ", ",").split(",") if word]
    if any(word not in CODES for word in named):
        return None
    if not named and freq == "DAILY":
        return list(range(7))
    if not named:  # every week on the day of its start; without a start, nobody knows on which
        start = opening.first_day(rule) if rule.freq else None
        return [start.weekday()] if start else []
    return sorted({CODES.index(word) for word in named})


def _monthly(rule: Rule, day: date) -> str:
    """“The first Monday of the month”, “the 15th”; empty for what has no plain words."""
    if rule.interval not in ("", "1") or rule.count or not opening.is_in_force(rule, day):
        return ""
    if (rule.freq or "MONTHLY").upper() != "MONTHLY" or rule.byweekno or rule.byyearday:
        return ""
    if not rule.byday:
        return _days_of_month(rule)
    if rule.bymonthday:
        return ""
    ordinals = {
        "1": _("the first %(day)s of the month"),
        "2": _("the second %(day)s of the month"),
        "3": _("the third %(day)s of the month"),
        "4": _("the fourth %(day)s of the month"),
        "-1": _("the last %(day)s of the month"),
    }
    words = []
    for one in rule.byday.upper().replace(" ", "").split(","):
        number, code = one[:-2].lstrip("+"), one[-2:]
        if number not in ordinals or code not in CODES:
            return ""
        words.append(ordinals[number] % {"day": _named(CODES.index(code))})
    return _joined(words)


def _days_of_month(rule: Rule) -> str:
    """By their numbers, or by the day of its start."""
    named = [word for word in rule.bymonthday.replace(";", ",").replace(" ", ",").split(",") if word]
    start = opening.first_day(rule)
    if not named and start:
        named = [str(start.day)]
    if not named or not all(word.isdigit() or word == "-1" for word in named):
        return ""
    last = [_("the last day of the month")] if "-1" in named else []
    numbers = [_ordinal(int(word)) for word in named if word != "-1"]
    if not numbers:
        return _joined(last)
    of_month = ngettext("the %(days)s of the month", "the %(days)s of the month", len(numbers))
    return _joined([of_month % {"days": _joined(numbers)}, *last])


def _ordinal(number: int) -> str:
    """1st, 2nd, 15th; in French only the first day of a month is one: 1er, 15."""
    if in_french():
        return "1er" if number == 1 else str(number)
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number // 10 != 1 else "th"
    return f"{number}{ending}"


def _dates(rule: Rule, day: date) -> str:
    """The next days of a rule that has no plain words; empty where there are none soon. Raises Unreadable."""
    ahead = (day + timedelta(days=number) for number in range(DAYS_LOOKED_AT))
    found = list(islice((one for one in ahead if opening.occurs_on(rule, one)), MOST_DATES))
    return _joined([formats.date_format(one, "DATE_FORMAT") for one in found])


def _times(rule: Rule) -> tuple[time, time] | None:
    if not rule.opens_at or not rule.closes_at:
        return None
    return opening.clock_time(rule.opens_at)[0], opening.clock_time(rule.closes_at)[0]


def _grouped(by_day: dict[int, Times]) -> list[tuple[list[int], Times]]:
    """Days with the same hours together, in the order of the week."""
    groups: dict[Times, list[int]] = {}
    for day in sorted(by_day):
        groups.setdefault(by_day[day], []).append(day)
    return [(days, times) for times, days in groups.items()]


def _days(days: Sequence[int]) -> str:
    if len(days) == 7:
        return _("every day")
    words: list[str] = []
    for run in _runs(days):
        named = [_named(one) for one in run]
        words += (
            [pgettext("days", "%(first)s to %(last)s") % {"first": named[0], "last": named[-1]}]
            if len(run) > 2
            else named
        )
    return _joined(words)


def _named(day: int) -> str:
    return str(WEEKDAYS[day])


def in_french() -> bool:
    return (get_language() or "").startswith("fr")


def _runs(days: Sequence[int]) -> Iterable[list[int]]:
    run: list[int] = []
    for day in days:
        if run and day != run[-1] + 1:
            yield run
            run = []
        run.append(day)
    if run:
        yield run


def _line(days: str, times: Times) -> str:
    return capfirst(pgettext("days and hours", "%(days)s, %(times)s") % {"days": days, "times": _spoken(times)})


def _spoken(times: Iterable[tuple[time, time]]) -> str:
    return _joined([_span(*one) for one in times])


def _span(opens: time, closes: time) -> str:
    if opens == closes:
        return _("day and night")
    return pgettext("hours", "%(opens)s to %(closes)s") % {"opens": clock(opens), "closes": clock(closes)}


def _joined(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return pgettext("the last two of a list", "%(former)s and %(last)s") % {
        "former": ", ".join(words[:-1]),
        "last": words[-1],
    }


def _soon(hours: Hours, day: date) -> list[Special]:
    """Days that differ, today or within two weeks."""
    return sorted(
        (one for one in hours.specials if day <= one.ends_on and one.starts_on <= day + AHEAD),
        key=lambda one: (one.starts_on, one.opens_at or time.min),
    )


def _special(one: Special, reader: str) -> str:
    first, last = formats.date_format(one.starts_on, "DATE_FORMAT"), formats.date_format(one.ends_on, "DATE_FORMAT")
    days = (
        first
        if one.starts_on == one.ends_on
        else pgettext("dates", "%(first)s to %(last)s")
        % {
            "first": first,
            "last": last,
        }
    )
    times = _span(one.opens_at, one.closes_at) if one.opens_at and one.closes_at else pgettext("those days", "closed")
    reason = (one.reason_fr or one.reason_en) if reader == "fr" else (one.reason_en or one.reason_fr)
    words = pgettext("days and hours", "%(days)s, %(times)s") % {"days": days, "times": times}
    return capfirst(f"{words} ({reason})" if reason else words)
