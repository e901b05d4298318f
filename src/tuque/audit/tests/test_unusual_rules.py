"""The rules of unusual looking, with values and a clock alone."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tuque.audit.unusual.plugs import family_words
from tuque.audit.unusual.rules import MOST_PEOPLE_AN_HOUR, Known, Look, Rule, is_night, judge
from tuque.core.folding import fold

pytestmark = pytest.mark.once

WINNIPEG = ZoneInfo("America/Winnipeg")
NOON = datetime(2026, 1, 14, 18, 0, tzinfo=UTC)
NIGHT = datetime(2026, 1, 14, 8, 0, tzinfo=UTC)  # two in the morning there
WORKER = 7
PERSON, OTHER = UUID(int=1), UUID(int=2)


def known(**values):
    usual = {
        "zone": WINNIPEG,
        "family_names": {WORKER: family_words(fold("Noor Sample-Walk"))},
        "name_words": {PERSON: family_words(fold("Éloi Exemple")), OTHER: family_words(fold("Ann Example"))},
        "linked": {(WORKER, PERSON), (WORKER, OTHER)},
        "overseers": set(),
        "usual_hours": {},
    }
    return Known(**{**usual, **values})


def rules(*looks, since=NIGHT - timedelta(days=1), **values):
    return {one.rule for one in judge(sorted(looks, key=lambda look: look.at), known(**values), since=since)}


def look(at=NOON, people=(PERSON,), **values):
    return Look(WORKER, at, frozenset(people), **values)


def test_looking_at_someone_one_works_with_by_day_is_not_unusual():
    assert rules(look()) == set()


@pytest.mark.parametrize(
    ("name", "unusual"),
    [("Max Walk", True), ("Max Sample", True), ("Walk", True), ("WÀLK-Other Max", False), ("Noor Example", False)],
)
def test_the_same_family_name_is_found_whatever_its_accents_and_hyphens(name, unusual):
    found = rules(look(), name_words={PERSON: family_words(fold(name))})

    assert (Rule.SAME_NAME in found) is unusual


def test_nothing_that_links_the_two_is_unusual_save_for_whoever_oversees_or_opened_it_in_an_emergency():
    assert rules(look(), linked=set()) == {Rule.NO_LINK}
    assert rules(look(), linked=set(), overseers={WORKER}) == set()
    assert rules(look(in_emergency=True), linked=set()) == set()


def test_a_long_list_is_no_look_at_anyone_in_it():
    people = [UUID(int=number) for number in range(1, 41)]

    assert rules(look(people=people), linked=set()) == set()


def test_the_night_is_unusual_unless_one_works_at_that_hour():
    assert rules(look(at=NIGHT)) == {Rule.NIGHT}
    assert rules(look(at=NIGHT), usual_hours={(WORKER, NIGHT.date()): frozenset({2})}) == set()
    assert rules(look(at=NIGHT), usual_hours={(WORKER, NIGHT.date()): frozenset({3})}) == {Rule.NIGHT}


@pytest.mark.parametrize(("hour", "night"), [(21, False), (22, True), (0, True), (5, True), (6, False)])
def test_the_night_is_the_organizations_own(hour, night):
    assert is_night(datetime(2026, 7, 14, hour, tzinfo=WINNIPEG), zone=WINNIPEG) is night


def test_an_answer_without_anyone_is_never_unusual():
    assert rules(look(at=NIGHT, people=()), linked=set()) == set()


@pytest.mark.parametrize(("number", "unusual"), [(MOST_PEOPLE_AN_HOUR, False), (MOST_PEOPLE_AN_HOUR + 1, True)])
def test_more_than_sixty_people_within_an_hour_are_too_many(number, unusual):
    looks = [look(at=NOON + timedelta(seconds=50 * i), people=[UUID(int=i + 1)]) for i in range(number)]

    found = rules(*looks, linked={(WORKER, UUID(int=i + 1)) for i in range(number)})

    assert (found == {Rule.MANY}) is unusual


def test_the_same_person_a_hundred_times_is_one_person():
    assert rules(*[look(at=NOON + timedelta(seconds=i)) for i in range(100)]) == set()


def test_what_came_before_counts_and_is_not_found_again():
    looks = [look(at=NOON + timedelta(seconds=i), people=[UUID(int=i + 1)]) for i in range(80)]
    linked = {(WORKER, UUID(int=i + 1)) for i in range(80)}

    found = judge(looks, known(linked=linked), since=NOON + timedelta(seconds=79))

    assert [one.at for one in found] == [NOON + timedelta(seconds=79)]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some.lists(some.tuples(some.integers(0, 7200), some.integers(1, 90)), max_size=150))
def test_the_sliding_hour_counts_as_a_plain_count_does(seen):
    looks = [look(at=NOON + timedelta(seconds=at), people=[UUID(int=who)]) for at, who in sorted(seen)]

    found = judge(looks, known(linked={(WORKER, UUID(int=i)) for i in range(91)}, name_words={}), since=NOON)

    def plainly(place):
        hour = [one for one in looks[: place + 1] if one.at > looks[place].at - timedelta(hours=1)]
        return len({who for one in hour for who in one.people}) > MOST_PEOPLE_AN_HOUR

    assert len(found) == sum(plainly(place) for place in range(len(looks)))
