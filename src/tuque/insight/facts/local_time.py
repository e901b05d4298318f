"""Instants as an organization's own days and minutes, many at once. DuckDB's time zones are an extension: not needed."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

EPOCH = date(1970, 1, 1)
HALF_HOUR = 1800  # no zone in use since 1972 changes its clocks at a finer step


def local_days(seconds: NDArray[np.int64], *, zone: ZoneInfo) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The local day (days since 1970-01-01) and minute of that day of each instant, in seconds since 1970 UTC."""
    steps, places = np.unique(seconds // HALF_HOUR, return_inverse=True)
    offsets = np.array([_offset(int(step) * HALF_HOUR, zone) for step in steps], dtype=np.int64)
    local = seconds + offsets[places] if len(steps) else seconds
    return (local // 86400).astype(np.int32), (local % 86400 // 60).astype(np.int32)


def _offset(second: int, zone: ZoneInfo) -> int:
    offset = datetime.fromtimestamp(second, tz=UTC).astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def day_number(day: date) -> int:
    return (day - EPOCH).days


def day_of(number: int) -> date:
    return date.fromordinal(EPOCH.toordinal() + number)
