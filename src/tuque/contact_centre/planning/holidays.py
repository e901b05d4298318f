"""Days on which people call otherwise: Canada's holidays, and the evenings before the two largest."""

from collections import Counter
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from holidays import HolidayBase

WIDELY = 3  # provinces and territories


@lru_cache(maxsize=64)
def holidays_of(year: int) -> frozenset[date]:
    """Days that three provinces or more keep, Québec's national holiday, and the eves of Christmas and of New Year."""
    kept: Counter[date] = Counter()
    for province in _canada().subdivisions:
        kept.update(_days(year, province))
    widely = {day for day, provinces in kept.items() if provinces >= WIDELY}
    return frozenset(widely | _days(year, "QC") | {date(year, 12, 24), date(year, 12, 31)})


def is_holiday(day: date, regions: tuple[str, ...] = ()) -> bool:
    """Whether people call otherwise that day: where a line's own regions are told (as CA-MB), only their days count."""
    return day in (_holidays_in(day.year, regions) if regions else holidays_of(day.year))


@lru_cache(maxsize=256)
def _holidays_in(year: int, regions: tuple[str, ...]) -> frozenset[date]:
    kept = {day for region in regions for day in _days(year, region.partition("-")[2])}
    return frozenset(kept | {date(year, 12, 24), date(year, 12, 31)})


def _days(year: int, province: str) -> set[date]:
    return set(_canada(years=year, subdiv=province or None, observed=False, categories=_canada().supported_categories))


def _canada(**asked: Any) -> "HolidayBase":
    from holidays import country_holidays  # read in with the first forecast: few processes make one

    return country_holidays("CA", **asked)
