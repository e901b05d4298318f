"""What drawn days say of a policy, per language, channel, centre and risk: never only totals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from tuque.contact_centre.simulator.running import Ran, Seen

SHORT = 10.0  # seconds: whoever gives up before is counted apart
STUDENT = (0, 12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18, 2.16, 2.14, 2.13)


@dataclass(frozen=True)
class Estimate:
    """The mean over the drawn days, with its 95 % band (`low` and `high`; the same as `mean` when one day was drawn)."""

    mean: float
    low: float
    high: float

    @property
    def shown_low(self) -> float:
        """Of a share: never below none."""
        return max(0.0, self.low)

    @property
    def shown_high(self) -> float:
        """Of a share: never above all."""
        return min(100.0, self.high)

    def holds(self, value: float, *, slack: float = 0.0) -> bool:
        return self.low - slack <= value <= self.high + slack


@dataclass(frozen=True)
class Group:
    """The contacts of one kind. Shares are in points, of those answered, who gave up after 10 s or who were never called back; waits
    in seconds."""

    kind: str
    name: str
    contacts: Estimate
    answered: Estimate
    within_15: Estimate
    within_20: Estimate
    within_60: Estimate
    abandoned: Estimate
    short: Estimate
    p50: Estimate
    p95: Estimate
    longest: Estimate
    local: Estimate
    redials: Estimate
    called_back: Estimate
    uncalled: Estimate  # asked to be called back, and were not called before the day was over


@dataclass(frozen=True)
class Results:
    groups: Sequence[Group]
    occupancy: Estimate
    staff_hours: Estimate
    days: int
    gap: Estimate  # points between the best and the worst language, answered within 20 s

    def of(self, kind: str, name: str = "") -> Group:
        """Raises KeyError when no contact was of this kind."""
        return next(group for group in self.groups if (group.kind, group.name) == (kind, name))


def summarize(days: Sequence[Ran]) -> Results:
    """The estimates of these days together."""
    keys = sorted({key for day in days for seen in day.contacts for key in _keys(seen)}, key=_order)
    groups = [_group(kind, name, days) for kind, name in keys]
    languages = [name for kind, name in keys if kind == "language"]
    return Results(
        groups,
        estimate([100 * day.busy_seconds / max(1.0, day.staff_seconds) for day in days]),
        estimate([day.staff_seconds / 3600 for day in days]),
        len(days),
        estimate([_gap(day, languages) for day in days]),
    )


KINDS = ("all", "language", "channel", "centre", "risk")


def _order(key: tuple[str, str]) -> tuple[int, str]:
    return KINDS.index(key[0]), key[1]


def _keys(seen: Seen) -> Iterator[tuple[str, str]]:
    yield "all", ""
    yield "language", seen.language
    yield "channel", seen.channel.value
    yield "centre", seen.centre
    yield "risk", str(int(seen.risk))


def _of(day: Ran, kind: str, name: str) -> list[Seen]:
    return [seen for seen in day.contacts if (kind, name) in _keys(seen)] if name else day.contacts


def _group(kind: str, name: str, days: Sequence[Ran]) -> Group:
    measured = [_measure(_of(day, kind, name)) for day in days]
    return Group(kind, name, *(estimate([one[place] for one in measured]) for place in range(len(measured[0]))))


def _measure(contacts: list[Seen]) -> tuple[float, ...]:
    """In the order of the fields of a Group."""
    waits = np.array([seen.answered_at - seen.at for seen in contacts if seen.answered_at is not None])
    gave_up = np.array([seen.left_at - seen.at for seen in contacts if seen.left_at is not None])
    short = int((gave_up < SHORT).sum()) if gave_up.size else 0
    uncalled = sum(seen.called_back and seen.answered_at is None for seen in contacts)
    counted = max(1, len(waits) + len(gave_up) - short + uncalled)
    local = sum(seen.is_local for seen in contacts)
    return (
        len(contacts),
        100 * len(waits) / counted,
        *(100 * float((waits <= limit).sum()) / counted for limit in (15, 20, 60)),
        100 * (len(gave_up) - short) / counted,
        100 * short / max(1, len(contacts)),
        *(float(np.quantile(waits, share)) if waits.size else 0.0 for share in (0.5, 0.95, 1.0)),
        100 * local / max(1, len(waits)),
        sum(seen.tries > 0 for seen in contacts),
        100 * sum(seen.called_back and seen.answered_at is not None for seen in contacts) / counted,
        100 * uncalled / counted,
    )


def _gap(day: Ran, languages: Sequence[str]) -> float:
    shares = [_measure(_of(day, "language", name))[3] for name in languages]
    return max(shares) - min(shares) if shares else 0.0


def estimate(values: Sequence[float]) -> Estimate:
    count = len(values)
    mean = float(np.mean(values))
    if count < 2:
        return Estimate(mean, mean, mean)
    half = (STUDENT[count - 1] if count <= len(STUDENT) else 1.96) * float(np.std(values, ddof=1)) / sqrt(count)
    return Estimate(mean, mean - half, mean + half)
