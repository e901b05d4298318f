"""Invented contacts of before, to try the forecast with: the hours of the national day, and weeks that look like weeks.

They are of nobody. Source of the hours and of the shares: docs/data/national-day/README.md.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from tuque.contact_centre.planning.forecasting import Kind, Numbers
from tuque.contact_centre.planning.holidays import is_holiday
from tuque.contact_centre.routing.values import Channel
from tuque.contact_centre.simulator.day import QUARTERS

BY_HOUR = (
    *(0.042, 0.034, 0.028, 0.022, 0.018, 0.016, 0.017, 0.022, 0.029, 0.036, 0.041, 0.044),
    *(0.045, 0.046, 0.047, 0.048, 0.049, 0.050, 0.052, 0.056, 0.062, 0.068, 0.069, 0.059),
)
BY_WEEKDAY = (1.06, 1.04, 1.02, 1.0, 0.96, 0.93, 0.99)
SHARES: dict[Kind, float] = {
    (Channel.VOICE, "en"): 0.47,
    (Channel.VOICE, "fr"): 0.12,
    (Channel.TEXT, "en"): 0.22,
    (Channel.TEXT, "fr"): 0.05,
    (Channel.CHAT, "en"): 0.11,
    (Channel.CHAT, "fr"): 0.03,
}
HOLIDAY = 1.15
DAILY_SPREAD = 0.06  # what a day differs by beyond chance
FEWER_A_WEEK = 0.004  # the line grows: a week ago it had so much less


def rate(day: date, quarter: int, *, a_day: float) -> float:
    """Contacts to expect in a quarter of an hour of that day."""
    return a_day * BY_WEEKDAY[day.weekday()] * (HOLIDAY if is_holiday(day) else 1.0) * BY_HOUR[quarter // 4] / 4


def invented(*, until: date, days: int, a_day: float, seed: int) -> Iterator[tuple[date, dict[Kind, Numbers]]]:
    """Day by day, the last one the day before `until`: contacts of each kind by quarter, shape (96,)."""
    draw = np.random.default_rng(seed)
    for back in range(days, 0, -1):
        day = until - timedelta(days=back)
        usual = a_day * (1 - FEWER_A_WEEK * back / 7) * float(draw.lognormal(0, DAILY_SPREAD))
        expected = np.array([rate(day, quarter, a_day=usual) for quarter in range(QUARTERS)])
        yield day, {kind: draw.poisson(share * expected).astype(float) for kind, share in SHARES.items()}


def rows(*, until: date, days: int, a_day: float, seed: int) -> Iterator[tuple[str, str, str, int]]:
    """The same as the lines of a file of contacts of before, quarters without a contact left out."""
    for day, counts in invented(until=until, days=days, a_day=a_day, seed=seed):
        for (channel, language), quarters in counts.items():
            for quarter in np.flatnonzero(quarters).tolist():
                moment = f"{day.isoformat()}T{quarter // 4:02}:{quarter % 4 * 15:02}"
                yield moment, channel.value, language, int(quarters[quarter])
