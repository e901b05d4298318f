"""Planned shifts as the simulator and the check of the rules take them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tuque.contact_centre.routing.checking import Cover
from tuque.contact_centre.simulator.day import QUARTERS, Shift

DAY_SECONDS = 86_400


@dataclass(frozen=True)
class Planned:
    """One person's shift; instants are aware."""

    centre: str
    languages: frozenset[str]
    starts_at: datetime
    ends_at: datetime
    pause_at: datetime | None = None
    pause_minutes: int = 0


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)


def shifts_on(planned: Sequence[Planned], day: date, zone: ZoneInfo) -> list[Shift]:
    """Those who are there on this local day, in seconds after its midnight."""
    start = midnight(day, zone)
    made = []
    for one in planned:
        begins = max(0.0, (one.starts_at - start).total_seconds())
        ends = min(float(DAY_SECONDS), (one.ends_at - start).total_seconds())
        if ends <= 0 or begins >= DAY_SECONDS:
            continue
        pause_after = (one.pause_at - start).total_seconds() - begins if one.pause_at else 0.0
        pause = one.pause_minutes * 60.0 if one.pause_at and 0 <= pause_after < ends - begins else 0.0
        made.append(Shift(one.centre, one.languages, begins, ends, 1, pause_after=pause_after, pause=pause))
    return made


def there(shifts: Sequence[Shift], language: str = "") -> list[int]:
    """People by quarter, 96 numbers: those who are there for the whole of it and not on their break."""
    counts = [0] * QUARTERS
    for shift in shifts:
        if language and language not in shift.languages:
            continue
        for quarter in range(QUARTERS):
            begins, ends = quarter * 900, (quarter + 1) * 900
            rests = (
                shift.pause
                and begins < shift.start + shift.pause_after + shift.pause
                and (ends > shift.start + shift.pause_after)
            )
            if shift.start <= begins and ends <= shift.end and not rests:
                counts[quarter] += shift.count
    return counts


def bilingual(shifts: Sequence[Shift]) -> list[int]:
    return there([shift for shift in shifts if len(shift.languages) > 1])


def cover_on(shifts: Sequence[Shift]) -> Iterator[Cover]:
    """By languages, the fewest people of each hour."""
    for languages in sorted({shift.languages for shift in shifts}, key=sorted):
        counts = there([shift for shift in shifts if shift.languages == languages])
        yield Cover(languages, [min(counts[4 * hour : 4 * hour + 4]) for hour in range(24)])


def week_of(day: date) -> list[date]:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=number) for number in range(7)]
