from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuque.interactions.imports.instants import NotAnInstant, first_weekday, in_zone, read_instant

pytestmark = pytest.mark.once

WINNIPEG, PARIS = ZoneInfo("America/Winnipeg"), ZoneInfo("Europe/Paris")


def at(text, order="day-first", zone=PARIS):
    return read_instant(text, order=order, zone=zone).at


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("02/03/2026 14:05", "day-first"),
        ("2/3/2026 14h05", "day-first"),
        ("03/02/2026 2:05 PM", "month-first"),
        ("3-2-2026 2:05p.m.", "month-first"),
        ("2026-03-02 14:05:00", "year-first"),
        ("2026-03-02T14:05", "day-first"),
        ("2026-03-02 @ 14:05:00", "year-first"),
        ("2 mars 2026 14 h 05", "day-first"),
        ("2 Mar 2026 14:05", "day-first"),
        ("02.03.2026 14:05", "day-first"),
        ("2026-03-02T13:05:00Z", "year-first"),
        ("2026-03-02T08:05:00-05:00", "year-first"),
    ],
)
def test_one_instant_in_the_ways_people_write_it(text, order):
    assert at(text, order) == datetime(2026, 3, 2, 13, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31/02/2026", "date_impossible"),
        ("12/31/2026", "date_impossible"),
        ("02/03/26", "year_short"),
        ("02/03/2026 25:00", "time_impossible"),
        ("02/03/2026 13:00 PM", "time_impossible"),
        ("02/03/1066", "date_far"),
        ("yesterday", "date_unreadable"),
        ("2026-02-30 10:00:00", "date_impossible"),
        ("2 foo 2026", "date_unreadable"),
    ],
)
def test_what_is_no_date_says_why(text, code):
    with pytest.raises(NotAnInstant) as refused:
        at(text)
    assert refused.value.code == code


def test_a_time_the_clocks_jumped_over_is_an_hour_later_on_the_new_clock():
    found = read_instant("2026-03-08 02:30:00", order="year-first", zone=WINNIPEG)

    assert (found.clock_change, found.at) == ("gap", datetime(2026, 3, 8, 8, 30, tzinfo=UTC))


def test_of_a_time_shown_twice_the_first_is_meant():
    found = read_instant("2026-11-01 01:30:00", order="year-first", zone=WINNIPEG)

    assert (found.clock_change, found.at) == ("fold", datetime(2026, 11, 1, 6, 30, tzinfo=UTC))


@given(
    st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001
    st.sampled_from(["America/Winnipeg", "Europe/Paris", "America/St_Johns", "Australia/Lord_Howe", "UTC"]),
)
def test_the_quick_way_agrees_with_the_plain_one(naive, name):
    zone = ZoneInfo(name)
    naive = naive.replace(microsecond=0)

    assert in_zone(naive, zone).at == naive.replace(tzinfo=zone).astimezone(UTC)


@given(st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001
def test_day_first_and_month_first_read_back_what_they_wrote(naive):
    naive = naive.replace(microsecond=0)

    assert at(naive.strftime("%d/%m/%Y %H:%M:%S")) == at(naive.strftime("%m/%d/%Y %H:%M:%S"), "month-first")


def test_the_first_such_weekday_of_a_month():
    march, april = date(2026, 3, 1), date(2026, 4, 1)

    assert first_weekday(march, april, 6) == march
    assert first_weekday(march, april, 5) == date(2026, 3, 7)
    assert first_weekday(march, april, None) == march
