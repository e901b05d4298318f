"""What a reader asks of a board, read from the address. The names are those of the list of records, so a figure opens it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuque.interactions.codes import BaseType, Origin

LONGEST_DAYS = 3660
MOST_DAYS, MOST_WEEKS = 90, 120  # a bar each, still told apart on a phone


class Step(models.TextChoices):
    """How fine the line of time is: a bar each, and no more bars than a screen can show."""

    DAY = "day", _("Day by day")
    WEEK = "week", _("Week by week")
    MONTH = "month", _("Month by month")


class Period(models.TextChoices):
    TODAY = "today", _("Today")
    WEEK = "7", _("Last 7 days")
    MONTH = "28", _("Last 28 days")
    QUARTER = "91", _("Last 91 days")
    YEAR = "365", _("Last 365 days")
    OWN = "own", pgettext_lazy("period", "Dates of your choice")


DAYS = {Period.TODAY: 1, Period.WEEK: 7, Period.MONTH: 28, Period.QUARTER: 91, Period.YEAR: 365}


@dataclass(frozen=True)
class Filters:
    """`starts_on` and `ends_on` are days of the organization, both included."""

    period: Period
    starts_on: date
    ends_on: date
    team: UUID | None = None
    type: str = ""
    origin: str = ""
    area: str = ""

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1

    @property
    def step(self) -> Step:
        if self.days <= MOST_DAYS:
            return Step.DAY
        return Step.WEEK if self.days <= 7 * MOST_WEEKS else Step.MONTH

    @property
    def is_narrowed(self) -> bool:
        return bool(self.team or self.type or self.origin or self.area)

    def on(self, starts_on: date, ends_on: date) -> "Filters":
        return replace(self, period=Period.OWN, starts_on=starts_on, ends_on=ends_on)

    def as_query(self) -> str:
        """As the address of a board holds them: a period said in words stays so, and moves with the days."""
        values: dict[str, object] = {"period": self.period.value}
        if self.period == Period.OWN:
            values |= {"from": self.starts_on, "to": self.ends_on}
        return urlencode({name: str(value) for name, value in (values | self._narrowing()).items() if value})

    def records_query(self, **also: object) -> str:
        """As the list of records reads them; `also` narrows further: `type`, `origin`, `outcome`, `team`, `area`, `cell`."""
        values = {"from": self.starts_on, "to": self.ends_on} | self._narrowing() | also
        return urlencode({name: str(value) for name, value in values.items() if value})

    def _narrowing(self) -> dict[str, object]:
        return {"team": self.team, "type": self.type, "origin": self.origin, "area": self.area}


def start_of_step(day: date, filters: Filters) -> date:
    """The day itself, its Monday, or the first of its month."""
    if filters.step == Step.DAY:
        return day
    return day - timedelta(days=day.weekday()) if filters.step == Step.WEEK else day.replace(day=1)


def steps_of(filters: Filters) -> Iterator[tuple[date, date]]:
    """The first and last day of each day, week or month that the period touches."""
    start = start_of_step(filters.starts_on, filters)
    while start <= filters.ends_on:
        if filters.step == Step.DAY:
            following = start + timedelta(days=1)
        elif filters.step == Step.WEEK:
            following = start + timedelta(days=7)
        else:
            following = (start + timedelta(days=32)).replace(day=1)
        yield start, following - timedelta(days=1)
        start = following


def read(query: Mapping[str, str], *, today: date, default: Period = Period.MONTH) -> Filters:
    """A value that cannot be read is left out: the page then shows what it does show."""
    starts_on, ends_on = _day(query.get("from", "")), _day(query.get("to", ""))
    chosen = query.get("period", "")
    own = chosen in {"", Period.OWN} and (starts_on or ends_on)
    if own:
        period = Period.OWN
        ends_on = ends_on or max(today, starts_on or today)
        starts_on = starts_on or ends_on - timedelta(days=27)
        starts_on, ends_on = min(starts_on, ends_on), max(starts_on, ends_on)
        starts_on = max(starts_on, ends_on - timedelta(days=LONGEST_DAYS))
    else:
        period = Period(chosen) if chosen in DAYS else default
        starts_on, ends_on = today - timedelta(days=DAYS[period] - 1), today
    return Filters(
        period=period,
        starts_on=starts_on,
        ends_on=ends_on,
        team=_uuid(query.get("team", "")),
        type=_one_of(query.get("type", ""), BaseType.values),
        origin=_one_of(query.get("origin", ""), Origin.values),
        area=query.get("area", "").replace("\x00", "")[:60],
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 < day.year < 2200 else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _one_of(text: str, known: list[str]) -> str:
    return text if text in known else ""
