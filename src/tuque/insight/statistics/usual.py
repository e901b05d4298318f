"""What is usual at this hour of such a day, and whether a count is out of it. Plain order statistics: no model."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

FEWEST_WEEKS = 4
TRIMMED_FROM = 6  # with at least this many weeks, the range leaves out the highest and the lowest of them


class Standing(StrEnum):
    UNKNOWN = "unknown"
    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"


@dataclass(frozen=True)
class Usual:
    """The middle and the range of the same weekday's counts, in the last weeks that were recorded."""

    middle: float
    low: int
    high: int
    weeks: int

    def standing(self, count: int) -> Standing:
        if count < self.low:
            return Standing.BELOW
        return Standing.ABOVE if count > self.high else Standing.WITHIN


def usual_of(counts: Sequence[int]) -> Usual | None:
    """None with fewer than four weeks: a range of two or three days says nothing.

    With six weeks or more the range runs from the second lowest to the second highest, so that one storm or one
    festival does not make everything usual. By itself, a usual day is then outside it about two times in nine with
    eight weeks: a sign to look, never an alarm.
    """
    if len(counts) < FEWEST_WEEKS:
        return None
    ordered = sorted(counts)
    cut = 1 if len(ordered) >= TRIMMED_FROM else 0
    return Usual(
        middle=float(median(ordered)), low=ordered[cut], high=ordered[len(ordered) - 1 - cut], weeks=len(ordered)
    )
