"""The clock, read at the edge and passed inward; and the days of an organization in its own time zone."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone


def now() -> datetime:
    """This instant, aware, in UTC."""
    return timezone.now()


def day_bounds(day: date, *, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first instant of `day` in `zone` and the first of the next: 23 or 25 hours apart when the clocks change."""
    return (
        datetime.combine(day, time.min, tzinfo=zone),
        datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone),
    )
