"""Open, closed or unknown, tried by property against a clock that is only counted."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuque.directory.opening import (
    Hours,
    Opening,
    Rule,
    Special,
    Unreadable,
    Why,
    clock_time,
    next_opening,
    occurs_on,
    opening_at,
)

pytestmark = pytest.mark.once
ZONES = [ZoneInfo(name) for name in ("America/Winnipeg", "America/St_Johns", "Europe/Paris", "Asia/Kolkata", "UTC")]
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
CLOCKS = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))


def hours(*rules, zone=ZONES[0], verified_on=date(2026, 6, 1), **more):
    return Hours(rules=rules, zone=zone, verified_on=verified_on, **more)


def near(at):
    """Verified the day before: so that what is asked is known."""
    return (at - timedelta(days=2)).date()


@given(
    at=INSTANTS,
    zone=st.sampled_from(ZONES),
    days=st.sets(st.sampled_from(DAYS), min_size=1),
    opens=CLOCKS,
    closes=CLOCKS,
)
def test_a_weekly_rule_is_open_exactly_between_its_hours(at, zone, days, opens, closes):
    rule = Rule(freq="WEEKLY", byday=",".join(sorted(days)), opens_at=f"{opens:%H:%M}", closes_at=f"{closes:%H:%M}")

    state = opening_at(hours(rule, zone=zone, verified_on=near(at)), at=at)

    def within(day):
        if DAYS[day.weekday()] not in days:
            return False
        end = day if closes > opens else day + timedelta(days=1)
        start_at = datetime.combine(day, opens, tzinfo=zone).astimezone(UTC)
        return start_at <= at < datetime.combine(end, closes, tzinfo=zone).astimezone(UTC)

    local = at.astimezone(zone).date()
    expected = within(local) or within(local - timedelta(days=1))
    assert state.opening == (Opening.OPEN if expected else Opening.CLOSED)
    assert state.until is None or state.until > at


@given(at=INSTANTS, zone=st.sampled_from(ZONES), seen_in=st.sampled_from(ZONES), quarter=st.integers(0, 95))
def test_an_instant_gives_one_answer_whatever_zone_it_is_written_in(at, zone, seen_in, quarter):
    rule = Rule(freq="WEEKLY", byday="MO,TH", opens_at=f"{quarter // 4:02}:{quarter % 4 * 15:02}", closes_at="23:45")
    known = hours(rule, zone=zone, verified_on=near(at))

    assert opening_at(known, at=at) == opening_at(known, at=at.astimezone(seen_in))


@given(at=INSTANTS, zone=st.sampled_from(ZONES))
def test_what_never_closes_is_open_even_when_the_clocks_change(at, zone):
    rule = Rule(freq="WEEKLY", byday="MO,TU,WE,TH,FR,SA,SU", opens_at="00:00", closes_at="24:00")

    assert opening_at(hours(rule, zone=zone, verified_on=near(at)), at=at).opening is Opening.OPEN


@given(at=INSTANTS, days=st.integers(181, 4000))
def test_what_nobody_verified_for_half_a_year_is_unknown(at, days):
    rule = Rule(freq="WEEKLY", byday="MO,TU,WE,TH,FR,SA,SU", opens_at="00:00", closes_at="24:00")
    verified_on = at.astimezone(ZONES[0]).date() - timedelta(days=days)

    assert opening_at(hours(rule, verified_on=verified_on), at=at).opening is Opening.UNKNOWN
    assert opening_at(hours(rule, verified_on=None), at=at).why is Why.UNVERIFIED
    assert next_opening(hours(rule, verified_on=None), after=at) is None


@settings(max_examples=300)
@given(
    at=INSTANTS,
    rule=st.builds(
        Rule,
        *[
            st.one_of(
                st.just(""),
                st.text(max_size=12),
                st.sampled_from(["WEEKLY", "MO", "-1FR", "31", "0", "9:00", "2026-01-01", "1000000"]),
            )
        ]
        * 14,
    ),
)
def test_a_rule_of_any_words_gives_an_answer_or_says_that_it_does_not_know(at, rule):
    assert opening_at(hours(rule, verified_on=near(at)), at=at).opening in Opening
    next_opening(hours(rule, verified_on=near(at)), after=at, within_days=2)


@given(at=INSTANTS)
def test_a_special_day_goes_before_the_hours_and_is_known_without_verification(at):
    always = Rule(freq="DAILY", opens_at="00:00", closes_at="24:00")
    today = at.astimezone(ZONES[0]).date()
    closed = Special(today - timedelta(days=1), today + timedelta(days=1))

    assert opening_at(hours(always, specials=[closed], verified_on=None), at=at).opening is Opening.CLOSED


@pytest.mark.parametrize(
    ("said", "expected"), [("closed", Opening.CLOSED), ("open", Opening.OPEN), ("", Opening.UNKNOWN)]
)
def test_a_holiday_is_what_was_said_of_it_and_unknown_when_nothing_was(said, expected):
    weekdays = Rule(freq="WEEKLY", byday="MO,TU,WE,TH,FR", opens_at="9:00", closes_at="17:00")
    canada_day = date(2026, 7, 1)
    known = hours(weekdays, on_holidays=said, is_holiday=canada_day.__eq__)

    assert opening_at(known, at=datetime(2026, 7, 1, 12, tzinfo=ZONES[0])).opening is expected
    assert opening_at(known, at=datetime(2026, 7, 1, 22, tzinfo=ZONES[0])).opening is Opening.CLOSED


def test_rules_of_the_month_and_of_every_second_week():
    last_friday = Rule(freq="MONTHLY", byday="-1FR", opens_at="18:00", closes_at="20:00")
    second_weeks = Rule(
        freq="WEEKLY", interval="2", byday="TU", dtstart="2026-01-06", opens_at="18:00", closes_at="20:00"
    )

    assert [day for day in range(1, 31) if occurs_on(last_friday, date(2026, 9, day))] == [25]
    assert [day for day in range(1, 32) if occurs_on(second_weeks, date(2026, 1, day))] == [6, 20]
    with pytest.raises(Unreadable):
        occurs_on(Rule(freq="WEEKLY"), date(2026, 1, 6))
    with pytest.raises(Unreadable):
        occurs_on(Rule(freq="WEEKLY", interval="2", byday="TU"), date(2026, 1, 6))


@pytest.mark.parametrize(
    ("freq", "expected"),
    [("WEEKLY", [6, 13, 20, 27]), ("MONTHLY", [6]), ("YEARLY", [6]), ("DAILY", list(range(6, 32)))],
)
def test_a_rule_that_names_no_day_is_of_the_day_of_its_start(freq, expected):
    rule = Rule(freq=freq, dtstart="2026-01-06")

    assert [day for day in range(1, 32) if occurs_on(rule, date(2026, 1, day))] == expected


@given(at=INSTANTS)
def test_what_is_closed_until_further_notice_is_closed_whatever_its_hours_say(at):
    always = hours(Rule(freq="DAILY", opens_at="00:00", closes_at="24:00"), verified_on=near(at), is_suspended=True)

    assert opening_at(always, at=at).opening is Opening.CLOSED
    assert next_opening(always, after=at) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7:30am", time(7, 30)),
        ("12:00 AM", time(0)),
        ("12pm", time(12)),
        ("17h30", time(17, 30)),
        ("24:00", time(0)),
        ("09:00:00", time(9)),
        ("9 h", None),
        ("25:00", None),
        ("noon", None),
    ],
)
def test_times_as_people_write_them(text, expected):
    if expected is None:
        with pytest.raises(Unreadable):
            clock_time(text)
    else:
        assert clock_time(text)[0] == expected


def test_an_offset_is_heard():
    rule = Rule(freq="WEEKLY", byday="MO", opens_at="15:00Z", closes_at="23:00Z")

    assert opening_at(hours(rule), at=datetime(2026, 6, 8, 9, 30, tzinfo=ZONES[0])).opening is Opening.CLOSED
    assert opening_at(hours(rule), at=datetime(2026, 6, 8, 10, 30, tzinfo=ZONES[0])).opening is Opening.OPEN
