"""When more call than can be answered; the alarm between languages; conversations passed on; what is kept to open quickly."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuque.contact_centre.routing import commands, snapshots, waking
from tuque.contact_centre.routing.explaining import explain
from tuque.contact_centre.routing.facts import Accepted, CallBackAsked, GapOver, GapRung, Left, Offered, Transferred
from tuque.contact_centre.routing.line import Line
from tuque.contact_centre.routing.policy import Policy, Reach, Step
from tuque.contact_centre.routing.state import Stage, fold
from tuque.contact_centre.routing.values import Channel, Contact, Mode, Responder, Risk, profile
from tuque.contact_centre.simulator.faults import Day, picture
from tuque.contact_centre.words import sentences

pytestmark = pytest.mark.once

ENGLISH = profile(centres={"a"}, languages={"en"}, skills={"line": 1})
FRENCH = profile(centres={"a"}, languages={"en", "fr"}, skills={"line": 1})
PARTNER = profile(centres={"p"}, languages={"en", "fr"}, skills={"line": 1}, outside=True)
PLAIN = Policy(steps=(Step(0, Reach.EVERYONE),), wrap_up={}, again_after=60.0)


class Told:
    """A line whose facts are remembered."""

    def __init__(self, policy=PLAIN):
        self.log = []
        self.line = Line(keep=self.log.append)
        self.do(commands.set_policy, policy, at=0)

    def do(self, command, *values, at, **named):
        return self.line.do(command, *values, at=at, **named)

    def call(self, name, *, at, language="en", **values):
        return self.do(commands.queue, Contact(name, Channel.VOICE, language, "line", "a", **values), at=at)

    def sign_in(self, name, made=ENGLISH, *, at=0.0):
        return self.do(commands.sign_in, Responder(name, made), at=at)

    def accept_all(self, *, at):
        for held in list(self.line.state.offered.values()):
            self.do(commands.accept, held.offer, responder=held.responder, at=at)


@pytest.fixture
def told():
    return Told()


def offers(facts):
    return [(fact.contact, fact.responder) for fact in facts if isinstance(fact, Offered)]


# Call back


def test_who_asked_to_be_called_back_hangs_up_and_keeps_their_place(told):
    told.do(commands.switch_mode, Mode.CALL_BACK, on=True, by="bea", at=0)
    told.call("first", at=0)
    told.call("second", at=10)

    asked = told.do(commands.ask_call_back, "first", at=70)
    hung_up = told.do(commands.leave, "first", at=71)
    offered = told.sign_in("ana", at=80)

    assert [type(fact) for fact in asked] == [CallBackAsked]
    assert hung_up == []
    assert offers(offered) == [("first", "ana")]
    said = sentences(explain(told.log, offered[-1].offer), name_of=str)
    assert any("called back" in one for one in said)


def test_who_no_longer_wants_to_be_called_leaves_the_line(told):
    told.do(commands.switch_mode, Mode.CALL_BACK, on=True, by="bea", at=0)
    told.call("k", at=0)
    told.do(commands.ask_call_back, "k", at=70)

    assert [type(fact) for fact in told.do(commands.leave, "k", at=90, for_good=True)] == [Left]


@pytest.mark.parametrize(
    ("on", "waited", "values"),
    [(False, 70, {}), (True, 50, {}), (True, 70, {"declared": Risk.HIGH})],
)
def test_nobody_is_called_back_without_the_mode_too_early_or_at_high_risk(told, on, waited, values):
    told.do(commands.switch_mode, Mode.CALL_BACK, on=on, by="bea", at=0)
    told.call("k", at=0, **values)

    assert told.do(commands.ask_call_back, "k", at=waited) == []


# Partner lines


def test_a_partner_is_asked_last_later_and_only_while_switched_on(told):
    told.sign_in("partner", PARTNER)
    told.call("k", at=0)

    off = told.do(commands.switch_mode, Mode.SHORT_ANNOUNCEMENT, on=True, by="bea", at=100)
    on = told.do(commands.switch_mode, Mode.PARTNER_LINES, on=True, by="bea", at=101)
    told.accept_all(at=102)
    early = told.call("new", at=110)
    told.do(commands.end, "k", at=111)
    before = told.line.look(at=139)
    after = told.line.look(at=141)

    assert offers(off) == []
    assert offers(on) == [("k", "partner")]
    assert offers(early) == offers(before) == []
    assert offers(after) == [("new", "partner")]


def test_our_own_people_go_before_a_partner(told):
    told.do(commands.switch_mode, Mode.PARTNER_LINES, on=True, by="bea", at=0)
    told.call("k", at=0)
    told.do(commands.queue, Contact("other", Channel.VOICE, "fr", "line", "z"), at=1)
    told.sign_in("partner", PARTNER, at=20)

    offered = [*told.sign_in("ana", FRENCH, at=20), *told.line.look(at=31)]

    assert offers(offered)[0] == ("k", "ana")
    assert offers(offered)[1] == ("other", "partner")


def test_a_partner_keeps_nobody_free_for_a_language():
    """One bilingual person of ours is the reserve, whatever partners have."""
    told = Told(Policy(steps=(Step(0, Reach.EVERYONE),), reserves={"fr": 1}, reserve_ends_after=60))
    told.sign_in("partner", PARTNER)
    told.sign_in("ana", FRENCH)

    assert offers(told.call("k", at=1)) == []


# Passed on


def test_a_conversation_passed_on_goes_to_who_has_what_it_needs_and_nobody_is_alone_meanwhile(told):
    told.sign_in("ana")
    told.call("k", at=0)
    told.accept_all(at=1)

    passed = told.do(commands.transfer, "k", by="ana", language="fr", at=100)
    still_there = "k" in told.line.state.seats["ana"].talking
    offered = told.sign_in("remi", FRENCH, at=120)
    told.accept_all(at=121)

    assert [type(fact) for fact in passed] == [Transferred]
    assert still_there
    assert offers(offered) == [("k", "remi")]
    assert told.line.state.held["k"].responder == "remi"
    assert not told.line.state.seats["ana"].talking
    assert sum(told.line.state.tally.values()) == 1  # one person, answered once
    said = sentences(explain(told.log, offered[-1].offer), name_of=str)
    assert any("passed them on" in one for one in said)


def test_a_contact_passed_on_goes_before_who_came_later_and_never_back_to_the_same_person(told):
    told.sign_in("ana")
    told.call("k", at=0)
    told.accept_all(at=1)
    told.call("later", at=50)

    told.do(commands.transfer, "k", by="ana", at=100)
    idle = told.do(commands.assign, "k", "ana", by="bea", at=101)
    offered = told.sign_in("ben", at=110)

    assert idle == []
    assert offers(offered) == [("k", "ben")]


def test_who_passes_on_may_take_it_back_even_from_a_screen(told):
    told.sign_in("ana")
    told.call("k", at=0)
    told.accept_all(at=1)
    told.do(commands.transfer, "k", by="ana", at=10)
    told.sign_in("ben", at=11)

    told.do(commands.take_back, "k", by="ana", at=12)
    late = told.do(
        commands.accept,
        next(f.offer for f in told.log if isinstance(f, Offered) and f.responder == "ben"),
        responder="ben",
        at=13,
    )

    held = told.line.state.held["k"]
    assert (held.stage, held.responder) == (Stage.TALKING, "ana")
    assert not [fact for fact in late if isinstance(fact, Accepted)]


def test_when_who_passes_on_vanishes_the_contact_still_waits_at_the_head(told):
    told.sign_in("ana")
    told.call("k", at=0)
    told.accept_all(at=1)
    told.do(commands.transfer, "k", by="ana", at=10)

    told.do(commands.vanish, "ana", at=20)

    assert told.line.state.waiting[0][1] == "k"
    assert offers(told.sign_in("ben", at=21)) == [("k", "ben")]


def test_only_who_speaks_with_them_passes_them_on(told):
    told.sign_in("ana")
    told.call("k", at=0)
    told.accept_all(at=1)

    assert told.do(commands.transfer, "k", by="ben", at=10) == []


# The alarm between languages


def an_hour_of(told, *, english, french):
    """30 of each come; so many of them are answered at once, the others give up after a minute."""
    found = []
    told.sign_in("ana", FRENCH)
    for number in range(30):
        for language, answered in (("en", english), ("fr", french)):
            at = 100.0 * number + (50 if language == "fr" else 0)
            name = f"{language}{number}"
            if number < answered:
                found += told.call(name, at=at, language=language)
                told.accept_all(at=at)
                found += told.do(commands.end, name, at=at + 5)
            else:
                told.do(commands.pause, "ana", at=at)
                found += told.call(name, at=at, language=language)
                found += told.do(commands.leave, name, at=at + 40)
                told.do(commands.resume, "ana", at=at + 41)
    return found


def test_a_language_that_is_answered_less_rings_once_and_is_noted(told):
    found = an_hour_of(told, english=29, french=20)
    noted = told.do(commands.note_gap, by="bea", at=3001)

    (rung,) = [fact for fact in found if isinstance(fact, GapRung)]
    assert (rung.ahead, rung.behind) == ("en", "fr")
    assert [fact.by for fact in noted] == ["bea"]
    assert told.line.state.gap.noted_by == "bea"
    assert told.do(commands.note_gap, by="bea", at=3002) == []


def test_a_gap_that_chance_alone_makes_does_not_ring(told):
    found = an_hour_of(told, english=28, french=27)

    assert not [fact for fact in found if isinstance(fact, GapRung)]


def test_people_who_still_wait_past_their_target_count(told):
    """Nobody gives up, nobody is answered in French: the alarm does not wait for them to."""
    told.sign_in("ana")
    for number in range(25):
        told.call(f"en{number}", at=number * 10)
        told.accept_all(at=number * 10)
        told.do(commands.end, f"en{number}", at=number * 10 + 5)
        told.call(f"fr{number}", at=number * 10, language="fr")

    found = told.line.look(at=300)

    assert [type(fact) for fact in told.log if isinstance(fact, GapRung)] or [
        fact for fact in found if isinstance(fact, GapRung)
    ]


def test_the_alarm_ends_when_the_hour_is_over(told):
    an_hour_of(told, english=29, french=15)

    over = told.line.look(at=3000 + 3700)

    assert [fact for fact in over if isinstance(fact, GapOver)]
    assert told.line.state.gap is None


# Kept to open quickly, and woken in time


@given(seed=st.integers(0, 10_000), cut=st.floats(0, 1))
@settings(max_examples=15, deadline=None)
def test_a_snapshot_taken_anywhere_goes_on_as_the_log_does(seed, cut):
    log = Day(seed).run()
    place = int(cut * len(log))

    state = snapshots.from_data(json.loads(json.dumps(snapshots.to_data(fold(log[:place])))))
    for fact in log[place:]:
        state.apply(fact)

    assert picture(state) == picture(fold(log))


def test_a_snapshot_of_another_version_is_not_read():
    with pytest.raises(ValueError, match="version 0"):
        snapshots.from_data({"version": 0})


@pytest.mark.parametrize("seed", range(8))
def test_between_two_wakings_time_changes_nothing(seed):
    """A line that is looked at only when it says so does what one that is looked at each second does."""
    day = Day(seed)
    state = fold(day.run()[:200])
    lines = []
    for seconds in (False, True):
        copy = snapshots.from_data(json.loads(json.dumps(snapshots.to_data(state))))
        log = []
        line, clock = Line(copy, keep=log.append), copy.clock
        until = clock + 900
        while clock < until:
            wake = waking.next_look(copy, clock)
            clock = clock + 1 if seconds else min(until, wake if wake is not None else until)
            line.look(at=clock)
        lines.append(
            [
                (type(fact).__name__, getattr(fact, "contact", ""))
                for fact in log
                if not isinstance(fact, GapRung | GapOver)
            ]
        )

    assert lines[0] == lines[1]


def test_an_idle_line_is_not_woken(told):
    told.sign_in("ana")

    assert waking.next_look(told.line.state, 1.0) is None
