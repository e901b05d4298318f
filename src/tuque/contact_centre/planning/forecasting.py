"""How many contacts to expect in each quarter of an hour, from those that came, and how far off that may be.

A day's contacts are taken as level x weekday x season x holiday (a log-linear Poisson model, fitted by iterative scaling); its hours
as the share of each quarter in days alike. The band comes from trying the same method on the last weeks as if they were not
known. It must not be used for events that history does not hold: a death in the news, a new number, a campaign.
Source: Bishop, Fienberg, Holland, *Discrete Multivariate Analysis*, 1975; Ibrahim, Ye, L'Ecuyer, Shen, *Modeling and forecasting call
center arrivals*, 2016.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from tuque.contact_centre.planning.holidays import is_holiday
from tuque.contact_centre.routing.values import Channel
from tuque.contact_centre.simulator.day import QUARTERS

Kind = tuple[Channel, str]  # channel and language
Numbers = NDArray[np.float64]

HALF_LIFE_DAYS = 90.0  # what is three months old counts half
A_YEAR = 400  # days of history from which a season can be told from a trend
TRIED_DAYS = 56
FEWEST_DAYS = 14
WEIGHT_OF_ONE = 15.0  # contacts' worth of "like the others" that a weekday, month or holiday starts from
NORMAL_80 = 1.2816


@dataclass(frozen=True)
class History:
    """What came: for each kind, contacts by day and quarter; int, shape (days, 96), from `first` on, none left out.

    `regions` are those whose holidays count, as CA-MB; none: what most of Canada keeps.
    """

    first: date
    counts: Mapping[Kind, Numbers]
    regions: tuple[str, ...] = ()

    @property
    def days(self) -> int:
        return next((len(count) for count in self.counts.values()), 0)

    def until(self, days: int) -> "History":
        return History(self.first, {kind: count[:days] for kind, count in self.counts.items()}, self.regions)

    def is_holiday(self, day: date) -> bool:
        return is_holiday(day, self.regions)


@dataclass(frozen=True)
class Forecast:
    """For one day. `expected` by kind, shape (96,). `low` and `high` bound the day's total: four days in five are between."""

    day: date
    expected: Mapping[Kind, Numbers]
    low: float
    high: float

    @property
    def total(self) -> float:
        return float(sum(quarters.sum() for quarters in self.expected.values()))

    def scaled(self, factor: float) -> Mapping[Kind, Numbers]:
        return {kind: quarters * factor for kind, quarters in self.expected.items()}


@dataclass(frozen=True)
class Quality:
    """How well the method did on days that it did not know: their number, mean error in percent of a day, share within the band.

    `dispersion` is the variance over the mean: 1 is chance alone. `knows_seasons` needs more than a year.
    """

    history_days: int
    tried_days: int
    mean_error: float
    within_band: float
    dispersion: float
    knows_seasons: bool


@dataclass(frozen=True)
class _Fit:
    level: float
    weekday: Numbers
    month: Numbers
    holiday: float
    is_holiday: Callable[[date], bool]

    def of(self, day: date) -> float:
        factor = self.holiday if self.is_holiday(day) else 1.0
        return float(self.level * self.weekday[day.weekday()] * self.month[day.month - 1] * factor)


def forecast(history: History, days: Sequence[date]) -> tuple[list[Forecast], Quality]:
    """Each of `days`, and how good this is. Raises ValueError with fewer than FEWEST_DAYS of history."""
    if history.days < FEWEST_DAYS:
        raise ValueError(f"{history.days} days of history; {FEWEST_DAYS} are needed.")
    quality = _tried(history)
    fits = {kind: _fit(history, count) for kind, count in history.counts.items()}
    made = []
    for day in days:
        expected = {kind: fits[kind].of(day) * _shape(history, count, day) for kind, count in history.counts.items()}
        total = float(sum(quarters.sum() for quarters in expected.values()))
        half = NORMAL_80 * float(np.sqrt(max(total, 1.0) * quality.dispersion))
        made.append(Forecast(day, expected, max(0.0, total - half), total + half))
    return made, quality


def _dates(first: date, count: int) -> list[date]:
    return [first + timedelta(days=number) for number in range(count)]


def _fit(history: History, count: Numbers) -> _Fit:
    dates, totals = _dates(history.first, len(count)), count.sum(axis=1)
    weights = 0.5 ** (np.arange(len(totals))[::-1] / HALF_LIFE_DAYS)
    weekdays = np.array([day.weekday() for day in dates])
    months = np.array([day.month - 1 for day in dates])
    rest = np.array([history.is_holiday(day) for day in dates])
    by_weekday, by_month, holiday = np.ones(7), np.ones(12), 1.0
    level = _ratio(totals, np.ones(len(totals)), weights)
    for _turn in range(20):
        usual = by_month[months] * np.where(rest, holiday, 1.0)
        by_weekday = _factors(totals, level * usual, weekdays, 7, weights)
        if len(totals) >= A_YEAR:
            # Seasons come once a year: there, the days of long ago count as much.
            usual = by_weekday[weekdays] * np.where(rest, holiday, 1.0)
            by_month = _factors(totals, level * usual, months, 12, np.ones(len(totals)))
        usual = by_weekday[weekdays] * by_month[months]
        holiday = float(_factors(totals, level * usual, rest.astype(int), 2, np.ones(len(totals)))[1])
        level = _ratio(totals, usual * np.where(rest, holiday, 1.0), weights)
    return _Fit(level, by_weekday, by_month, holiday, history.is_holiday)


def _ratio(seen: Numbers, expected: Numbers, weights: Numbers) -> float:
    return float((weights * seen).sum() / max(1e-9, (weights * expected).sum()))


def _factors(seen: Numbers, expected: Numbers, group: NDArray[np.int64], groups: int, weights: Numbers) -> Numbers:
    """Seen over expected in each group, drawn towards 1 where little was seen."""
    seen_in = np.bincount(group, weights * seen, groups) + WEIGHT_OF_ONE
    expected_in = np.bincount(group, weights * expected, groups) + WEIGHT_OF_ONE
    return np.asarray(seen_in / expected_in)


def _shape(history: History, count: Numbers, day: date) -> Numbers:
    """The share of each quarter in days alike (a weekday, or a weekend or holiday), smoothed over an hour; sums to 1."""
    off = _is_off(history, day)
    alike = np.array([_is_off(history, one) == off for one in _dates(history.first, len(count))])
    weights = 0.5 ** (np.arange(len(count))[::-1] / HALF_LIFE_DAYS)
    everyone = _smoothed((weights[:, None] * count).sum(axis=0)) + 1e-6
    those = _smoothed((weights[alike, None] * count[alike]).sum(axis=0))
    mixed = those + WEIGHT_OF_ONE * everyone / everyone.sum()
    return np.asarray(mixed / mixed.sum())


def _is_off(history: History, day: date) -> bool:
    return day.weekday() >= 5 or history.is_holiday(day)


def _smoothed(quarters: Numbers) -> Numbers:
    around = np.concatenate([quarters[-2:], quarters, quarters[:2]])
    return np.asarray(np.convolve(around, np.array([1, 2, 3, 2, 1]) / 9, mode="valid"))


def _tried(history: History) -> Quality:
    """The last weeks, each foreseen from what came before it."""
    tried = min(TRIED_DAYS, (history.days - FEWEST_DAYS) // 7 * 7)
    seen, expected = [], []
    for start in range(history.days - tried, history.days, 7):
        before = history.until(start)
        fits = [_fit(before, count) for count in before.counts.values()]
        for number in range(start, start + 7):
            day = history.first + timedelta(days=number)
            expected.append(sum(fit.of(day) for fit in fits))
            seen.append(float(sum(count[number].sum() for count in history.counts.values())))
    if not seen:
        return Quality(history.days, 0, 0.0, 0.0, 1.0, history.days >= A_YEAR)
    real, said = np.array(seen), np.maximum(1.0, np.array(expected))
    dispersion = max(1.0, float(((real - said) ** 2 / said).mean()))
    inside = np.abs(real - said) <= NORMAL_80 * np.sqrt(said * dispersion)
    error = 100 * float((np.abs(real - said) / said).mean())
    return Quality(history.days, len(seen), error, 100 * float(inside.mean()), dispersion, history.days >= A_YEAR)


def empty(days: int) -> Numbers:
    return np.zeros((days, QUARTERS))
