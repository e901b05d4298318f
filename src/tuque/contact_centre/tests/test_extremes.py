"""Nobody there, everyone at once, one person in two places: what a line does at its edges."""

import pytest

from tuque.contact_centre.routing import commands, decision, waking
from tuque.contact_centre.routing.facts import Accepted, Offered
from tuque.contact_centre.routing.line import Line
from tuque.contact_centre.routing.policy import Policy, Reach, Step
from tuque.contact_centre.routing.values import Channel, Contact, Responder, Risk, profile

pytestmark = pytest.mark.once
T = 1_000_000.0
POLICY = Policy(
    steps=(Step(0, Reach.LOCAL), Step(10, Reach.EVERYONE)),
    wrap_up=dict.fromkeys(Channel, 0.0),
    offer_seconds=dict.fromkeys(Channel, 60.0),
    reserves={"fr": 2},
)


@pytest.fixture
def line():
    made = Line()
    made.do(commands.set_policy, POLICY, at=T)
    return made


def someone(name, *, centres=("a",), languages=("en",)):
    return Responder(name, profile(centres=set(centres), languages=set(languages), skills={"line": 1}))


def call(name, *, centre="a", language="en", risk=Risk.LOW):
    return Contact(name, Channel.VOICE, language, "line", centre, declared=risk)


def accept_all(line, at):
    for held in list(line.state.offered.values()):
        line.do(commands.accept, held.offer, responder=held.responder, at=at)


# Nobody there


def test_with_nobody_there_everyone_is_kept_and_the_first_to_come_is_given_the_first_of_the_line(line):
    for number in range(50):
        line.do(commands.queue, call(f"k{number}"), at=T + number)
    line.do(commands.queue, call("urgent", risk=Risk.HIGH), at=T + 60)

    quiet = line.look(at=T + 7200)
    new = line.do(commands.sign_in, someone("ana"), at=T + 7300)

    assert quiet == []
    assert len(line.state.waiting) == 50
    assert [fact.contact for fact in new if isinstance(fact, Offered)] == ["urgent"]


def test_a_line_with_nobody_there_is_looked_at_twice_a_minute_and_no_more(line):
    """For the alarm between languages alone: who waits past the target counts."""
    line.do(commands.queue, call("k"), at=T)

    assert waking.next_look(line.state, T + 3600) == T + 3600 + waking.WATCHED
    assert waking.WATCHED >= 30


# Everyone at once


def test_a_thousand_in_one_second_are_all_answered_in_the_order_of_the_line_at_a_bounded_cost(line, monkeypatch):
    for number in range(20):
        languages = ("en", "fr") if number % 4 == 0 else ("en",)
        line.do(commands.sign_in, someone(f"r{number}", centres=("ab"[number % 2],), languages=languages), at=T)
    asked = []
    whole = decision.first_for
    monkeypatch.setattr(decision, "first_for", lambda *values: asked.append(1) or whole(*values))
    came = {}
    commands_run = 0
    for number in range(1000):
        risk = Risk.HIGH if number % 50 == 0 else Risk.LOW
        contact = call(f"k{number}", centre="ab"[number % 2], language="fr" if number % 5 == 0 else "en", risk=risk)
        came[contact.id] = T + number / 1000
        line.do(commands.queue, contact, at=came[contact.id])
        commands_run += 1
    answered, at = [], T + 1
    while line.state.held and at < T + 100_000:
        for held in list(line.state.offered.values()):
            new = line.do(commands.accept, held.offer, responder=held.responder, at=at)
            answered += [fact.contact for fact in new if isinstance(fact, Accepted)]
            commands_run += 1
        at += 60
        for seat in list(line.state.seats.values()):
            for name in list(seat.talking):
                line.do(commands.end, name, at=at)
                commands_run += 1

    assert sorted(answered) == sorted(came)
    by_need = {}
    for name in answered:
        number = int(name[1:])
        by_need.setdefault((number % 2, number % 5 == 0, number % 50 == 0), []).append(came[name])
    assert all(places == sorted(places) for places in by_need.values()), "of equal needs, whoever came first goes first"
    kinds = 8  # two languages, two centres, two risks
    assert len(asked) <= 2 * kinds * commands_run, "a long line must not make each choice dearer"


# One person in two centres


def test_someone_of_two_centres_answers_both_and_one_at_a_time(line):
    line.do(commands.sign_in, someone("ana", centres=("a", "b")), at=T)

    first = line.do(commands.queue, call("one", centre="b"), at=T)
    second = line.do(commands.queue, call("two", centre="a"), at=T + 1)
    accept_all(line, T + 2)
    after = line.do(commands.end, "one", at=T + 60)

    assert [fact.contact for fact in first if isinstance(fact, Offered)] == ["one"]
    assert not [fact for fact in second if isinstance(fact, Offered)]
    assert [fact.contact for fact in after if isinstance(fact, Offered)] == ["two"]


def test_someone_who_signs_in_at_a_second_centre_is_one_person_and_not_two(line):
    line.do(commands.sign_in, someone("ana", centres=("a",)), at=T)
    line.do(commands.sign_in, someone("ana", centres=("b",)), at=T + 1)
    free = {name: seat.responder.profile.centres for name, seat in line.state.seats.items()}
    line.do(commands.queue, call("one", centre="b"), at=T + 2)
    accept_all(line, T + 3)

    again = line.do(commands.sign_in, someone("ana", centres=("a",)), at=T + 4)
    other = line.do(commands.queue, call("two", centre="a"), at=T + 5)

    assert free == {"ana": {"b"}}
    assert again == []
    assert not [fact for fact in other if isinstance(fact, Offered)]
    assert line.state.seats["ana"].talking == {"one"}
