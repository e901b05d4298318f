"""Years as a centre reports them: from January, or from April. Plain values."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import pairwise

APRIL = 4


@dataclass(frozen=True)
class Year:
    """`first`: the calendar year in which it begins. A fiscal one begins on April 1."""

    first: int
    is_fiscal: bool = False

    @property
    def code(self) -> str:
        """2026, or 2026-27."""
        return f"{self.first}-{(self.first + 1) % 100:02}" if self.is_fiscal else str(self.first)

    def bounds(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """From its first instant to that of the year after, on the centre's clocks."""
        month = APRIL if self.is_fiscal else 1
        return datetime(self.first, month, 1, tzinfo=zone), datetime(self.first + 1, month, 1, tzinfo=zone)

    def months(self, zone: tzinfo) -> list[tuple[datetime, datetime]]:
        """Each of its months, from its first instant to that of the next."""
        month = APRIL if self.is_fiscal else 1
        starts = [
            datetime(self.first + (month - 1 + number) // 12, (month - 1 + number) % 12 + 1, 1, tzinfo=zone)
            for number in range(13)
        ]
        return list(pairwise(starts))


def year_of(day: date, *, is_fiscal: bool = False) -> Year:
    return Year(day.year - (is_fiscal and day.month < APRIL), is_fiscal)


def years_between(first: date, last: date) -> list[Year]:
    """The calendar years, the newest first, then the fiscal ones."""
    found = []
    for is_fiscal in (False, True):
        oldest, newest = (year_of(day, is_fiscal=is_fiscal).first for day in (first, last))
        found += [Year(year, is_fiscal) for year in range(newest, oldest - 1, -1)]
    return found
