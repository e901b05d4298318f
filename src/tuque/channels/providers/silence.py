"""Whether a provider is silent for longer than chance explains, at this hour of this weekday."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

WEEKS = 4
ODDS = 0.01
SHORTEST = timedelta(minutes=10)
LONGEST = timedelta(hours=24)  # nothing for a whole day is told even where little is usual


@dataclass(frozen=True)
class Silence:
    """minutes since the last word; usual: messages in such an hour, over the last weeks; is_odd: look into it."""

    minutes: int
    usual: float
    is_odd: bool


def judge(*, last: datetime | None, since: datetime, at: datetime, usual: float) -> Silence:
    """`since` is when the account was set up. With arrivals at random (Poisson), silence of t hours where `usual` an hour come
    has odds exp(-usual t); below one in a hundred it is odd. False alarms are then at most a few a month."""
    heard = last or since
    length = max(at - heard, timedelta())
    odds = math.exp(-usual * length / timedelta(hours=1))
    is_odd = length >= SHORTEST and (odds < ODDS or (length >= LONGEST and (usual > 0 or last is None)))
    return Silence(minutes=int(length.total_seconds() // 60), usual=usual, is_odd=is_odd)


def usual_at(arrivals: Iterable[datetime], *, at: datetime, zone: ZoneInfo, since: datetime) -> float:
    """How many came in the same hour of the same weekday, on average over up to four weeks that the account has lived."""
    weeks = min(WEEKS, max(1, int((at - since) / timedelta(weeks=1))))
    here = at.astimezone(zone)
    oldest = at - timedelta(weeks=weeks, hours=1)
    same = (one.astimezone(zone) for one in arrivals if oldest <= one < at - timedelta(days=6))
    return sum(1 for one in same if (one.weekday(), one.hour) == (here.weekday(), here.hour)) / weeks
