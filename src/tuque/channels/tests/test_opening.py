"""When a line is open: hours in its own time zone, holidays, closures, and what is not known."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tuque.channels import lines
from tuque.channels.opening import HOLIDAY, Closure, Hours, Is, Standing, standing

pytestmark = pytest.mark.once

WINNIPEG = ZoneInfo("America/Winnipeg")
NINE_TO_FIVE = [Hours(day, time(9), time(17)) for day in range(5)]


def here(year, month, day, hour, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=WINNIPEG)


def test_a_weekday_line_opens_and_closes_in_its_own_time():
    wednesday = here(2026, 1, 14, 12)

    assert standing(NINE_TO_FIVE, [], zone=WINNIPEG, at=wednesday) == Standing(Is.OPEN, until=here(2026, 1, 14, 17))
    evening = standing(NINE_TO_FIVE, [], zone=WINNIPEG, at=here(2026, 1, 16, 20))
    assert evening == Standing(Is.CLOSED, opens_at=here(2026, 1, 19, 9))


def test_hours_past_midnight_belong_to_the_evening_before():
    hours = [Hours(4, time(20), time(4))]

    assert standing(hours, [], zone=WINNIPEG, at=here(2026, 1, 17, 3)).state == Is.OPEN
    assert standing(hours, [], zone=WINNIPEG, at=here(2026, 1, 16, 3)).state == Is.CLOSED


def test_hours_that_follow_one_another_are_one():
    hours = [Hours(2, time(8), time(12)), Hours(2, time(12), time(18))]

    assert standing(hours, [], zone=WINNIPEG, at=here(2026, 1, 14, 9)).until == here(2026, 1, 14, 18)


def test_a_whole_day_is_from_midnight_to_midnight():
    hours = [Hours(day, time(0), time(0)) for day in range(7)]

    for hour in range(24):
        assert standing(hours, [], zone=WINNIPEG, at=here(2026, 3, 8, hour)).state == Is.OPEN


def test_on_a_holiday_only_the_hours_of_holidays_count():
    def is_holiday(day):
        return day == here(2026, 1, 14, 0).date()

    noon = here(2026, 1, 14, 12)
    with_hours = [*NINE_TO_FIVE, Hours(HOLIDAY, time(11), time(13))]

    assert standing(NINE_TO_FIVE, [], zone=WINNIPEG, at=noon, is_holiday=is_holiday).state == Is.CLOSED
    assert standing(with_hours, [], zone=WINNIPEG, at=noon, is_holiday=is_holiday).until == here(2026, 1, 14, 13)


def test_a_closure_goes_before_everything_and_says_why():
    noon = here(2026, 1, 14, 12)
    closure = Closure(noon - timedelta(hours=1), noon + timedelta(hours=1), "Training")

    assert standing(None, [closure], zone=WINNIPEG, at=noon) == Standing(
        Is.CLOSED, opens_at=closure.ends_at, reason="Training"
    )
    assert standing(NINE_TO_FIVE, [closure], zone=WINNIPEG, at=noon).opens_at == closure.ends_at
    assert standing([], [closure], zone=WINNIPEG, at=noon) == Standing(Is.CLOSED, reason="Training")


def test_nothing_written_down_is_not_closed():
    assert standing([], [], zone=WINNIPEG, at=here(2026, 1, 14, 12)).state == Is.UNKNOWN
    assert standing(None, [], zone=WINNIPEG, at=here(2026, 1, 14, 12)) == Standing(Is.OPEN)


def test_the_clocks_going_forward_move_the_opening_with_them():
    before = standing(NINE_TO_FIVE, [], zone=WINNIPEG, at=datetime(2026, 3, 7, 18, tzinfo=UTC))

    assert before.opens_at.astimezone(UTC) == datetime(2026, 3, 9, 14, tzinfo=UTC)


times = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
weeks = st.lists(st.builds(Hours, st.integers(0, 7), times, times), min_size=1, max_size=10)
instants = st.integers(0, 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(weeks, instants)
def test_an_open_line_stays_open_until_it_says_and_a_closed_one_opens_when_it_says(hours, at):
    found = standing(hours, [], zone=WINNIPEG, at=at)

    if found.state == Is.OPEN and found.until:
        assert found.until > at
        assert standing(hours, [], zone=WINNIPEG, at=found.until - timedelta(seconds=1)).state == Is.OPEN
    elif found.opens_at:
        assert found.opens_at > at
        assert standing(hours, [], zone=WINNIPEG, at=found.opens_at).state == Is.OPEN
        assert standing(hours, [], zone=WINNIPEG, at=found.opens_at - timedelta(seconds=1)).state == Is.CLOSED


def test_holidays_are_those_of_the_province():
    louis_riel_day = here(2026, 2, 16, 0).date()

    assert lines.is_holiday("CA-MB", louis_riel_day)
    assert not lines.is_holiday("CA-QC", louis_riel_day)
    assert not lines.is_holiday("", louis_riel_day)
    assert not lines.is_holiday("ZZ-1", louis_riel_day)
