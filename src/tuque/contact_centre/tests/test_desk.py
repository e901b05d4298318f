"""The line in the database: gapless, one at a time, the same state in every process."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from conftest import NOON
from django.db import connection, connections

from tuque.accounts.models import Organization
from tuque.contact_centre.desk import Desk, read_facts
from tuque.contact_centre.models import LineState, RoutingFact
from tuque.contact_centre.routing import commands
from tuque.contact_centre.routing.facts import Accepted, Offered, Queued
from tuque.contact_centre.routing.policy import Policy
from tuque.contact_centre.routing.state import fold
from tuque.contact_centre.routing.values import Channel, Contact, Responder, profile
from tuque.contact_centre.simulator.faults import picture
from tuque.core.wall import context

pytestmark = pytest.mark.once

PEOPLE = profile(centres={"a"}, languages={"en"}, skills={"line": 1})


def contact(name):
    return Contact(name, Channel.VOICE, "en", "line", "a")


@pytest.fixture
def downtown(transactional_db):
    return Organization.objects.create(code="line", name="Corner line", created_at=NOON)


def test_facts_are_kept_without_a_gap_and_give_the_state_back(downtown):
    desk = Desk()
    desk.run(downtown, commands.set_policy, Policy(), at=NOON)
    desk.run(downtown, commands.sign_in, Responder("ana", PEOPLE), at=NOON)
    desk.run(downtown, commands.queue, contact("k"), at=NOON + timedelta(seconds=1))

    rows = list(RoutingFact.objects.order_by("sequence").values_list("sequence", "kind"))

    assert rows == [(1, "PolicySet"), (2, "SignedIn"), (3, "Queued"), (4, "Offered")]
    assert picture(fold(read_facts(downtown))) == picture(desk._states[downtown.public_id])


def test_a_process_that_comes_later_knows_what_the_others_did(downtown):
    here, there = Desk(), Desk()
    here.run(downtown, commands.sign_in, Responder("ana", PEOPLE), at=NOON)
    (_queued, offered) = there.run(downtown, commands.queue, contact("k"), at=NOON)

    accepted = here.run(downtown, commands.accept, offered.offer, responder="ana", at=NOON)
    again = there.run(downtown, commands.accept, offered.offer, responder="ana", at=NOON)

    assert [type(fact) for fact in accepted] == [Accepted]
    assert again == []


def test_what_failed_leaves_nothing_in_memory_or_in_the_database(downtown):
    desk = Desk()
    desk.run(downtown, commands.sign_in, Responder("ana", PEOPLE), at=NOON)

    def fail(state, new):
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        desk.run(downtown, commands.queue, contact("lost"), at=NOON, also=fail)
    new = desk.run(downtown, commands.queue, contact("k"), at=NOON)

    assert RoutingFact.objects.count() == 3
    assert [fact.contact for fact in new if isinstance(fact, Offered)] == ["k"]


def test_time_alone_moves_an_offer_on(downtown):
    desk = Desk()
    desk.run(downtown, commands.sign_in, Responder("ana", PEOPLE), at=NOON)
    desk.run(downtown, commands.queue, contact("k"), at=NOON)

    first = desk.look(downtown, at=NOON + timedelta(seconds=16))
    again = desk.look(downtown, at=NOON + timedelta(seconds=77))
    second = desk.look(downtown, at=NOON + timedelta(seconds=93))

    assert [type(fact).__name__ for fact in first] == ["Expired"]
    assert [type(fact).__name__ for fact in again] == ["Offered"]
    assert [type(fact).__name__ for fact in second] == ["Expired", "Paused"]


def test_those_who_come_while_the_line_is_taken_come_in_together_and_are_offered_at_once(downtown):
    desk = Desk()
    desk.run(downtown, commands.sign_in, Responder("ana", PEOPLE), at=NOON)
    turns = []
    run = desk._run
    desk._run = lambda *values, **named: (turns.append(values[1].__name__), run(*values, **named))[1]

    def come(name):
        try:
            with context.within(downtown.pk):
                desk.let_in(downtown, contact(name), at=NOON)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        with desk._lock_of(downtown):  # someone has the line
            coming = [pool.submit(come, f"k{number}") for number in range(8)]
            while len(desk._arrivals.get(downtown.public_id, ())) < 8:
                time.sleep(0.001)
        for one in coming:
            one.result()

    log = read_facts(downtown)
    assert turns == ["queue_all"]
    assert {fact.contact.id for fact in log if isinstance(fact, Queued)} == {f"k{number}" for number in range(8)}
    assert len([fact for fact in log if isinstance(fact, Offered)]) == 1


def test_who_left_it_to_a_turn_that_failed_is_not_taken_for_being_in_the_line(downtown):
    desk = Desk()
    run = desk._run
    desk._run = lambda *values, **named: 1 / 0

    def come(name):
        try:
            with context.within(downtown.pk):
                desk.let_in(downtown, contact(name), at=NOON)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        with desk._lock_of(downtown):
            coming = [pool.submit(come, f"k{number}") for number in range(2)]
            while len(desk._arrivals.get(downtown.public_id, ())) < 2:
                time.sleep(0.001)
        troubles = {type(one.exception()) for one in coming}
    desk._run = run
    desk.let_in(downtown, contact("k0"), at=NOON)

    assert troubles == {ZeroDivisionError, RuntimeError}
    assert [fact.contact.id for fact in read_facts(downtown) if isinstance(fact, Queued)] == ["k0"]


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite serves from one process")
def test_several_processes_at_once_never_give_one_contact_to_two(downtown):
    desks = [Desk() for _process in range(4)]
    for number in range(12):
        desks[0].run(downtown, commands.sign_in, Responder(f"r{number}", PEOPLE), at=NOON)

    def process(place):
        try:
            for number in range(15):
                at = NOON + timedelta(seconds=number)
                new = desks[place].run(downtown, commands.queue, contact(f"{place}-{number}"), at=at)
                for fact in new:
                    if isinstance(fact, Offered):  # every process tries to accept it
                        desks[(place + 1) % 4].run(
                            downtown, commands.accept, fact.offer, responder=fact.responder, at=at
                        )
                        desks[place].run(downtown, commands.accept, fact.offer, responder=fact.responder, at=at)
        finally:
            connections.close_all()

    def in_the_organization(place):
        with context.within(downtown.pk):
            process(place)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(in_the_organization, range(4)))

    log = read_facts(downtown)
    accepted = [fact.contact for fact in log if isinstance(fact, Accepted)]
    numbers = list(RoutingFact.objects.order_by("sequence").values_list("sequence", flat=True))
    assert len(accepted) == len(set(accepted)) == 12
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(fold(log).held) == 60


# Woken in time, opened quickly


def test_only_a_line_whose_time_has_come_is_looked_at(downtown):
    desk = Desk()
    desk.run(downtown, commands.sign_in, Responder("ana", PEOPLE), at=NOON)
    idle = desk.wake(at=NOON + timedelta(hours=1))
    desk.run(downtown, commands.queue, contact("k"), at=NOON)

    early = Desk().wake(at=NOON + timedelta(seconds=14))
    due = Desk().wake(at=NOON + timedelta(seconds=15))
    again = Desk().wake(at=NOON + timedelta(seconds=15))

    assert (idle, early, due, again) == (0, 0, 1, 0)
    assert RoutingFact.objects.filter(kind="Expired").count() == 1


def test_a_line_opens_from_its_snapshot_and_the_facts_since(downtown, monkeypatch):
    monkeypatch.setattr("tuque.contact_centre.desk.SNAPSHOT_EVERY", 10)
    desk = Desk()
    for number in range(13):
        desk.run(downtown, commands.queue, contact(f"k{number}"), at=NOON + timedelta(seconds=number))

    kept = LineState.objects.get()
    found = Desk().read(downtown, picture)

    assert kept.snapshot_sequence == 10
    assert found == picture(fold(read_facts(downtown)))


def test_a_snapshot_that_cannot_be_read_costs_time_and_nothing_else(downtown, monkeypatch):
    monkeypatch.setattr("tuque.contact_centre.desk.SNAPSHOT_EVERY", 5)
    for number in range(7):
        Desk().run(downtown, commands.queue, contact(f"k{number}"), at=NOON)
    LineState.objects.update(snapshot={"version": 0})

    assert Desk().read(downtown, picture) == picture(fold(read_facts(downtown)))
