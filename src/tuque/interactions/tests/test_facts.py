from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from conftest import NOON
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tuque.geo.api import Box
from tuque.interactions.facts import STEPS, Spot, problems_of
from tuque.interactions.tests.factories import facts

pytestmark = pytest.mark.once

WINNIPEG = ZoneInfo("America/Winnipeg")
AROUND = Box(west=-98, south=49, east=-96, north=51)


def problems(**values: object) -> dict[str, str]:
    return problems_of(facts(**values), at=NOON, zone=WINNIPEG, territory=AROUND)


def test_an_ordinary_record_has_no_problem():
    assert problems(spot=Spot(lon=-97.14, lat=49.89)) == {}


def test_a_clock_four_minutes_ahead_is_believed_and_six_is_not():
    assert problems(occurred_at=NOON + timedelta(minutes=4)) == {}
    assert "12:06" in problems(occurred_at=NOON + timedelta(minutes=6))["occurred_at"]


def test_a_wrong_year_is_noticed():
    assert "ten years" in problems(occurred_at=NOON.replace(year=1014))["occurred_at"]


def test_an_end_before_the_beginning_is_refused():
    found = problems(on_scene_at=NOON - timedelta(minutes=5), cleared_at=NOON - timedelta(minutes=9))

    assert set(found) == {"cleared_at"}


@given(st.lists(st.integers(-60, 0), min_size=len(STEPS), max_size=len(STEPS)))
def test_steps_are_good_exactly_when_they_are_in_order(minutes):
    times = {step: NOON + timedelta(minutes=minute) for step, minute in zip(STEPS, minutes, strict=True)}
    begins = {"occurred_at": min(times.values())}

    assert bool(problems(**times, **begins)) == (minutes != sorted(minutes))


@pytest.mark.parametrize("spot", [Spot(lon=49.89, lat=-97.14), Spot(lon=50.0, lat=-97.0)])
def test_exchanged_coordinates_are_recognized(spot):
    assert "exchanged" in problems(spot=spot)["place"]


def test_coordinates_that_are_possible_elsewhere_are_recognized_by_the_territory():
    montreal = Box(west=-74, south=45, east=-73, north=46)

    found = problems_of(facts(spot=Spot(lon=45.5, lat=-73.5)), at=NOON, zone=WINNIPEG, territory=montreal)

    assert "exchanged" in found["place"]


def test_half_a_position_is_refused():
    assert "both" in problems(spot=Spot(lon=-97.14))["place"]


@pytest.mark.parametrize(
    ("column", "value"),
    [("outcome", "vanished"), ("request_source", "radio"), ("base_type", "spaceship"), ("origin", "dreamt")],
)
def test_an_unknown_code_is_named(column, value):
    assert value in problems(**{column: value})[column]


def test_messages_are_in_the_readers_language():
    with translation.override("fr"):
        assert "inversées" in problems(spot=Spot(lon=49.89, lat=-97.14))["place"]


def test_people_are_the_count_or_the_sum_of_the_groups_whichever_is_more():
    assert facts(people_count=2, age_groups={"adult": 3}).people == 3
    assert facts(people_count=5, age_groups={"adult": 3}).people == 5


def test_the_duration_is_what_was_said_else_what_the_times_tell():
    told = facts(on_scene_at=NOON - timedelta(minutes=30), cleared_at=NOON)

    assert told.length_seconds == 1800
    assert facts(duration_seconds=60, cleared_at=NOON).length_seconds == 60
    assert facts().length_seconds is None
