"""When someone may be contacted safely, as they said it: windows of the week, read on their own clock. Plain values."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = 7
LOOK_AHEAD_DAYS = 15  # two weeks and a day: every window of a week comes up twice, whatever the clocks do


@dataclass(frozen=True)
class Window:
    """From `starts` to `ends` on these days, 0 for Monday. Past midnight when it ends before it starts; the day when alike."""

    days: frozenset[int]
    starts: time
    ends: time


def to_data(windows: Iterable[Window]) -> list[dict[str, object]]:
    return [{"days": sorted(one.days), "starts": f"{one.starts:%H:%M}", "ends": f"{one.ends:%H:%M}"} for one in windows]


def from_data(data: Sequence[dict[str, object]]) -> tuple[Window, ...]:
    return tuple(
        Window(frozenset(one["days"]), time.fromisoformat(str(one["starts"])), time.fromisoformat(str(one["ends"])))  # type: ignore[call-overload]
        for one in data
    )


def spans(windows: Sequence[Window], *, since: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """The safe spans from `since` on, in order, for two weeks. Without windows any time is safe."""
    if not windows:
        yield since, since + timedelta(days=LOOK_AHEAD_DAYS)
        return
    first = since.astimezone(zone).date() - timedelta(days=1)
    found = sorted(
        _on(window, first + timedelta(days=number), zone)
        for number in range(LOOK_AHEAD_DAYS + 1)
        for window in windows
        if (first + timedelta(days=number)).weekday() in window.days
    )
    for start, end in found:
        if end > since:
            yield max(start, since), end


def _on(window: Window, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    last = day if window.ends > window.starts else day + timedelta(days=1)
    return datetime.combine(day, window.starts, tzinfo=zone), datetime.combine(last, window.ends, tzinfo=zone)


def next_safe(windows: Sequence[Window], *, since: datetime, zone: ZoneInfo) -> datetime:
    """The first safe instant from `since` on."""
    return next(spans(windows, since=since, zone=zone))[0]


def is_safe(windows: Sequence[Window], *, at: datetime, zone: ZoneInfo) -> bool:
    return next_safe(windows, since=at, zone=zone) == at
