"""Days on which people call otherwise: Canada's holidays, and the evenings before the two largest."""

from datetime import date, timedelta
from functools import lru_cache


@lru_cache(maxsize=64)
def holidays_of(year: int) -> frozenset[date]:
    """Statutory days that most of the country keeps, Québec's national holiday, and the eves of Christmas and of New Year."""
    easter = _easter(year)
    return frozenset(
        {
            date(year, 1, 1),
            _weekday_of(year, 2, 0, 3),
            easter - timedelta(days=2),
            easter + timedelta(days=1),
            _monday_before(date(year, 5, 25)),
            date(year, 6, 24),
            date(year, 7, 1),
            _weekday_of(year, 8, 0, 1),
            _weekday_of(year, 9, 0, 1),
            date(year, 9, 30),
            _weekday_of(year, 10, 0, 2),
            date(year, 11, 11),
            *(date(year, 12, day) for day in (24, 25, 26, 31)),
        }
    )


def is_holiday(day: date) -> bool:
    return day in holidays_of(day.year)


def _weekday_of(year: int, month: int, weekday: int, number: int) -> date:
    """The `number`-th such weekday (Monday 0) of the month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _monday_before(day: date) -> date:
    return day - timedelta(days=day.weekday() or 7)


def _easter(year: int) -> date:
    """Source: the anonymous Gregorian computus (Nature, 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)
