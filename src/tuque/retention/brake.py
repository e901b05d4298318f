"""What may be let go without asking anyone: plain functions of values and a clock.

Two things stop it. Too much at once: a rule that says “1 month” where “10 years” was meant. And a clock that cannot be
trusted: on a server whose year has jumped, everything is old.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

ONE_IN = 50  # 2 %
LATELY = timedelta(hours=24)
DRIFT = timedelta(hours=1)
AWAY = timedelta(hours=26)  # a site is seen every hour, and may be off for a day


class Doubt(StrEnum):
    """Why the clock is not believed."""

    WENT_BACK = "went_back"
    LEAPT = "leapt"
    LONG_AWAY = "long_away"


@dataclass(frozen=True)
class Reading:
    """What the clocks said at one moment: `wall` is the date; `seconds` only ever grows while the machine runs, whatever
    is done to the date, and begins again with each start of it, which `boot` names (empty where that is not known)."""

    wall: datetime
    boot: str
    seconds: float


def doubt_of(here: Reading, last: Reading | None) -> Doubt | None:
    """Whether the date may have been moved since `last`, the reading kept an hour or so ago; None when it was not.

    While the machine ran, the date must have gone on as its own count of seconds did, within an hour. After a start of the
    machine only the date is left: it must not be before, nor more than 26 hours later. Without a reading, nothing is known
    against the clock.
    """
    if last is None:
        return None
    gone = here.wall - last.wall
    if last.boot and last.boot == here.boot:
        astray = gone - timedelta(seconds=here.seconds - last.seconds)
        if abs(astray) <= DRIFT:
            return None
        return Doubt.LEAPT if astray > timedelta() else Doubt.WENT_BACK
    if gone < -DRIFT:
        return Doubt.WENT_BACK
    return Doubt.LONG_AWAY if gone > AWAY else None


def is_too_much(due: int, *, total: int, done_lately: int) -> bool:
    """Whether `due` rows of `total`, with those that no person approved in the last 24 hours, are more than 2 %.

    `total` counts the rows as they were before: those done lately, when they left, are given back by the caller.
    """
    return (due + done_lately) * ONE_IN > total


def months_before(at: datetime, months: int) -> datetime:
    """The same day and hour so many months before; the last day of a shorter month."""
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    for day in range(at.day, 0, -1):
        try:
            return at.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    raise ValueError(f"{months} months before {at} is no day.")
