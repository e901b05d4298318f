"""What may go without asking: pure, by property."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuque.retention import brake
from tuque.retention.brake import Doubt, Reading

pytestmark = pytest.mark.once

YEARS = {"min_value": datetime(2000, 1, 1), "max_value": datetime(2100, 1, 1)}  # noqa: DTZ001  hypothesis asks for them so
NIGHT = datetime(2026, 3, 8, 9, tzinfo=UTC)


def reading(*, hours: float = 0, boot: str = "one", ran: float | None = None) -> Reading:
    """The clocks `hours` of the date after NIGHT; `ran` hours of the machine's own count, the same unless told."""
    return Reading(NIGHT + timedelta(hours=hours), boot, 1_000 + 3600 * (hours if ran is None else ran))


@pytest.mark.parametrize(
    ("here", "doubt"),
    [
        (reading(hours=1), None),
        (reading(hours=700), None),  # a month later, and the machine ran all that time
        (reading(hours=1.9, ran=1), None),
        (reading(hours=49, ran=1), Doubt.LEAPT),
        (reading(hours=9000, ran=1), Doubt.LEAPT),
        (reading(hours=-47, ran=1), Doubt.WENT_BACK),
        (reading(hours=20, boot="two", ran=0), None),
        (reading(hours=48, boot="two", ran=0), Doubt.LONG_AWAY),
        (reading(hours=-2, boot="two", ran=0), Doubt.WENT_BACK),
        (reading(hours=48, boot="", ran=0), Doubt.LONG_AWAY),
    ],
)
def test_a_date_that_was_moved_is_doubted(here, doubt):
    assert brake.doubt_of(here, reading()) == doubt


def test_nothing_is_known_against_a_first_reading():
    assert brake.doubt_of(reading(), None) is None


@given(moved=st.floats(-20_000, 20_000), ran=st.floats(0, 20_000))
def test_no_jump_of_more_than_an_hour_passes_while_the_machine_runs(moved, ran):
    here = reading(hours=ran + moved, ran=ran)

    assert (brake.doubt_of(here, reading()) is None) == (
        abs(here.wall - NIGHT - timedelta(seconds=3600 * ran)) <= brake.DRIFT
    )


@pytest.mark.parametrize(
    ("due", "total", "lately", "much"),
    [(20, 1000, 0, False), (21, 1000, 0, True), (11, 1000, 10, True), (1, 49, 0, True), (1, 50, 0, False)],
)
def test_more_than_two_percent_a_day_asks_for_a_person(due, total, lately, much):
    assert brake.is_too_much(due, total=total, done_lately=lately) == much


@pytest.mark.parametrize(
    ("at", "months", "day"),
    [
        (datetime(2026, 3, 31, tzinfo=UTC), 1, datetime(2026, 2, 28, tzinfo=UTC)),
        (datetime(2028, 2, 29, tzinfo=UTC), 12, datetime(2027, 2, 28, tzinfo=UTC)),
        (datetime(2026, 1, 15, tzinfo=UTC), 1, datetime(2025, 12, 15, tzinfo=UTC)),
        (datetime(2026, 1, 15, tzinfo=UTC), 120, datetime(2016, 1, 15, tzinfo=UTC)),
    ],
)
def test_months_are_those_of_the_calendar(at, months, day):
    assert brake.months_before(at, months) == day


@given(at=st.datetimes(timezones=st.just(UTC), **YEARS), months=st.integers(1, 600))
def test_a_longer_time_never_lets_more_go(at, months):
    assert brake.months_before(at, months + 1) < brake.months_before(at, months) < at
