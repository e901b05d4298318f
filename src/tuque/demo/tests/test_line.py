"""The demonstration's line: weeks of contacts, a plan, and a log that the router itself wrote."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
from conftest import NOON

from tuque.accounts.models import Worker
from tuque.channels.models import Line
from tuque.contact_centre.desk import desk, read_facts
from tuque.contact_centre.models import ArrivalCount, PlannedShift, RoutingFact
from tuque.contact_centre.routing.facts import Accepted, Ended, Transferred, Vanished
from tuque.contact_centre.selectors import modes, offers, staffing
from tuque.core.wall import context
from tuque.demo import callers, community, line

pytestmark = pytest.mark.once


@pytest.fixture
def downtown(db):
    made = community.make(at=NOON)
    with context.within(made.pk):
        yield made


@pytest.fixture
def filled(downtown, monkeypatch):
    monkeypatch.setattr(line, "WEEKS_OF_CONTACTS", 5)
    monkeypatch.setattr(line, "PLAYED_HOURS", 3)
    line.fill(downtown, at=NOON)
    return downtown


def test_there_is_a_forecast_a_plan_and_an_account_of_each_offer(filled):
    bea = Worker.objects.get(email="bea@demo.example")
    made = staffing.foresee(filled, NOON.date() + timedelta(days=1), at=NOON)
    listed = offers.list_offers(bea)
    _offer, told = offers.explain_offer(bea, listed[0].number, at=NOON)

    assert made is not None
    assert 150 < made[0][0].total < 260
    assert len(listed) > 10
    assert told.others
    assert sum(modes.look(bea, at=NOON).people.values()) > 5


def test_nobody_is_answered_twice_and_every_name_is_known(filled):
    log = read_facts(filled)
    accepted = Counter(fact.contact for fact in log if isinstance(fact, Accepted))
    known = {str(name) for name in Worker.objects.values_list("public_id", flat=True)}

    assert not [fact for fact in log if isinstance(fact, (Transferred, Vanished))]
    assert set(accepted.values()) == {1}
    assert {fact.responder for fact in log if isinstance(fact, (Accepted, Ended))} <= known


def test_invented_callers_come_by_a_line_with_a_name_of_its_own_where_nobody_really_writes(filled):
    real = set(Line.objects.filter(organization=filled).values_list("code", flat=True))
    seats = desk.read(filled, lambda state: list(state.seats.values()))
    skills = {skill for seat in seats for skill in dict(seat.responder.profile.skills)}

    assert real
    assert "Orion" in skills
    assert skills <= {"Orion", callers.SCRIPTED}
    assert "Orion" not in real


def test_nobody_is_planned_twice_at_once(filled):
    by_worker: dict[int, list[PlannedShift]] = {}
    for shift in PlannedShift.objects.filter(worker__isnull=False).order_by("starts_at"):
        by_worker.setdefault(shift.worker_id, []).append(shift)

    assert all(one.ends_at <= other.starts_at for shifts in by_worker.values() for one, other in pairwise(shifts))


def test_a_start_three_days_later_knows_those_days_and_keeps_nobody_waiting(filled):
    later = NOON + timedelta(days=3)
    days = ArrivalCount.objects.dates("starts_at", "day").count()

    line.fill(filled, at=later)

    oldest = desk.read(filled, lambda state: min((held.since for held in state.held.values()), default=None))
    assert ArrivalCount.objects.dates("starts_at", "day").count() == days + 3
    assert oldest is None or oldest > (later - timedelta(hours=3)).timestamp()
    assert list(RoutingFact.objects.order_by("sequence").values_list("sequence", flat=True)) == list(
        range(1, RoutingFact.objects.count() + 1)
    )


def test_a_start_at_once_writes_nothing_more(filled):
    before = RoutingFact.objects.count(), ArrivalCount.objects.count(), PlannedShift.objects.count()

    line.fill(filled, at=NOON)

    assert (RoutingFact.objects.count(), ArrivalCount.objects.count(), PlannedShift.objects.count()) == before


def test_it_goes_on_while_it_is_served(downtown, monkeypatch):
    monkeypatch.setattr(line, "WEEKS_OF_CONTACTS", 3)
    monkeypatch.setattr(line, "PLAYED_HOURS", 1)
    monkeypatch.setattr(line, "now", lambda: NOON)  # at six on a Sunday morning nobody may call for a while
    line.fill(downtown, at=NOON - timedelta(minutes=20))
    before = RoutingFact.objects.count()

    until = line.play_on(downtown, since=NOON - timedelta(minutes=20))

    assert until == NOON
    assert RoutingFact.objects.count() > before


def test_the_same_minutes_bring_the_same_callers(downtown):
    start = NOON.timestamp()
    whole = list(callers.callers(start, start + 7200, zone=downtown.zone))
    parts = [
        caller
        for since in range(0, 7200, 5)
        for caller in callers.callers(start + since, start + since + 5, zone=downtown.zone)
    ]

    assert parts == whole
    assert 8 < len(whole) < 40
