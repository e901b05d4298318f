"""What the router promises, by example and by property."""

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from tuque.contact_centre import words
from tuque.contact_centre.routing import commands, facts, rules
from tuque.contact_centre.routing import policy as policies
from tuque.contact_centre.routing.explaining import explain
from tuque.contact_centre.routing.facts import Offered, Paused
from tuque.contact_centre.routing.line import Line
from tuque.contact_centre.routing.policy import Policy, Reach, Step
from tuque.contact_centre.routing.rules import Why
from tuque.contact_centre.routing.state import fold
from tuque.contact_centre.routing.values import Channel, Contact, Responder, Risk, profile
from tuque.contact_centre.routing.watch import Watch
from tuque.contact_centre.simulator import faults

pytestmark = pytest.mark.once

T = 1_000_000.0


class Desk:
    """A line with its log, and short words for what happens in these tests."""

    def __init__(self, policy: Policy | None = None):
        self.log = []
        self.line = Line(keep=self.log.append)
        self.line.do(commands.set_policy, policy or Policy(), at=T)

    @property
    def state(self):
        return self.line.state

    def person(self, name, *, at=0, languages=("en",), centre="a", skills=None, ends=None, capacity=None):
        made = profile(centres={centre}, languages=set(languages), skills=skills or {"line": 1}, capacity=capacity)
        return self.do(commands.sign_in, Responder(name, made, None if ends is None else T + ends), at=at)

    def contact(self, name, *, at=0, channel=Channel.VOICE, language="en", centre="a", **more):
        return self.do(commands.queue, Contact(name, channel, language, "line", centre, **more), at=at)

    def do(self, command, *values, at=0, **named):
        return offers(self.line.do(command, *values, at=T + at, **named))

    def look(self, at):
        return offers(self.line.look(at=T + at))

    def accept(self, name, *, at=0):
        held = self.state.held[name]
        return self.do(commands.accept, held.offer, responder=held.responder, at=at)


def offers(log):
    return [(fact.contact, fact.responder) for fact in log if isinstance(fact, Offered)]


def test_the_nearest_centre_is_asked_first_then_its_partners_then_everyone():
    desk = Desk(
        Policy(
            steps=(Step(0, Reach.LOCAL), Step(8, Reach.PARTNERS), Step(12, Reach.EVERYONE)),
            partners={"a": frozenset("b")},
            offer_seconds={Channel.VOICE: 2},
        )
    )
    desk.person("far", centre="c")

    assert desk.contact("k") == []
    assert desk.look(11) == []
    assert desk.person("partner", centre="b", at=11) == [("k", "partner")]
    assert desk.look(13) == [("k", "far")]


def test_a_contact_keeps_its_place_through_every_step():
    desk = Desk()
    desk.contact("first", centre="z")
    desk.contact("second", at=1)
    desk.person("ana", at=2)
    desk.look(14)

    assert [(fact.contact, fact.responder) for fact in desk.log if isinstance(fact, Offered)] == [("second", "ana")]
    desk.do(commands.decline, desk.state.held["second"].offer, responder="ana", at=14)
    assert desk.state.held["first"].responder == "ana"


def test_higher_risk_goes_first_and_low_risk_catches_up_by_waiting():
    desk = Desk()
    desk.contact("low", at=0)
    desk.contact("high", at=200, declared=Risk.HIGH)
    desk.contact("late high", at=301, declared=Risk.HIGH)

    order = [name for _rank, name in desk.state.waiting]

    assert order == ["high", "low", "late high"]


def test_only_a_person_makes_a_risk_imminent():
    desk = Desk()
    desk.contact("k", declared=Risk.IMMINENT)

    assert desk.state.held["k"].risk is Risk.HIGH
    desk.do(commands.confirm_risk, "k", Risk.IMMINENT, by="bea", at=1)
    assert desk.state.held["k"].risk is Risk.IMMINENT


def test_a_call_is_alone_two_chats_share_and_high_risk_is_alone():
    desk = Desk()
    desk.person("ana")
    desk.contact("chat 1", channel=Channel.CHAT)
    desk.accept("chat 1")

    assert desk.contact("call") == []
    assert desk.contact("high chat", channel=Channel.CHAT, declared=Risk.HIGH) == []
    assert desk.contact("chat 2", channel=Channel.CHAT) == [("chat 2", "ana")]
    desk.accept("chat 2")
    assert desk.contact("chat 3", channel=Channel.CHAT) == []


def test_a_reserve_keeps_people_free_for_french_and_lets_go_in_time():
    desk = Desk(Policy(reserves={"fr": 1}, reserve_ends_after=60))
    desk.person("bilingual", languages=("en", "fr"))

    assert desk.contact("english") == []
    assert desk.look(59) == []
    assert desk.look(60) == [("english", "bilingual")]


def test_a_reserve_serves_its_own_language_at_once():
    desk = Desk(Policy(reserves={"fr": 1}))
    desk.person("bilingual", languages=("en", "fr"))
    desk.contact("english")

    assert desk.contact("français", language="fr") == [("français", "bilingual")]


def test_whoever_speaks_fewer_languages_is_asked_first():
    desk = Desk()
    desk.person("bilingual", languages=("en", "fr"))
    desk.person("english", at=1)

    assert desk.contact("k", at=2) == [("k", "english")]


def test_an_offer_that_runs_out_goes_to_the_next_and_sets_the_first_aside():
    desk = Desk(Policy(misses_allowed=0))
    desk.person("ana")
    desk.person("ben", at=1)
    desk.contact("k", at=2)

    assert desk.look(17) == [("k", "ben")]
    assert [fact.responder for fact in desk.log if isinstance(fact, Paused)] == ["ana"]
    assert desk.do(commands.accept, "5", responder="ana", at=18) == []
    assert desk.state.held["k"].responder == "ben"


def test_the_last_minutes_of_a_shift_bring_no_high_risk_and_its_end_brings_nothing():
    desk = Desk(Policy(no_high_risk_last=1200))
    desk.person("ana", ends=1000)

    assert desk.contact("high", declared=Risk.HIGH) == []
    assert desk.contact("low", at=1) == [("low", "ana")]
    desk.accept("low", at=2)
    desk.do(commands.end, "low", at=990)
    assert desk.contact("later", at=1300) == []


def test_a_hard_contact_is_followed_by_a_rest_that_is_not_shortened():
    desk = Desk(Policy(recovery=900))
    desk.person("ana")
    desk.contact("k")
    desk.accept("k")
    desk.do(commands.end, "k", hard=True, at=600)
    desk.contact("next", at=601)

    assert desk.do(commands.ready, "ana", at=700) == []
    assert desk.look(1499) == []
    assert desk.look(1500) == [("next", "ana")]


def test_that_it_was_hard_is_said_for_a_while_also_where_no_time_is_given_to_write():
    desk = Desk(Policy(recovery=900, wrap_up=dict.fromkeys(Channel, 0.0)))
    desk.person("ana")
    desk.contact("k")
    desk.accept("k")
    desk.do(commands.recover, "ana", at=300)
    too_soon = desk.state.seats["ana"].recovering
    desk.do(commands.end, "k", at=600)
    asked = desk.contact("next", at=601)

    desk.do(commands.recover, "ana", at=610)

    assert (too_soon, asked, desk.state.held["next"].responder) == (False, [("next", "ana")], "")
    assert desk.look(1509) == []
    assert desk.look(1510) == [("next", "ana")]


def test_that_it_was_hard_is_no_longer_said_once_it_is_long_over():
    desk = Desk(Policy(wrap_up=dict.fromkeys(Channel, 0.0)))
    desk.person("ana")
    desk.contact("k")
    desk.accept("k")
    desk.do(commands.end, "k", at=600)

    desk.do(commands.recover, "ana", at=600 + commands.HARD_SAID_WITHIN + 1)

    assert not desk.state.seats["ana"].recovering


def test_someone_who_comes_back_within_minutes_has_their_place():
    desk = Desk()
    desk.contact("first", person="p")
    desk.contact("other", at=10)
    desk.do(commands.leave, "first", at=20)
    desk.contact("again", person="p", at=60)

    assert [name for _rank, name in desk.state.waiting] == ["again", "other"]


def test_dialling_twice_is_one_call_and_a_chat_beside_a_call_is_two():
    desk = Desk()
    desk.contact("call", person="p")
    desk.contact("call again", person="p", at=5)
    desk.contact("chat", person="p", channel=Channel.CHAT, at=6)

    assert sorted(desk.state.held) == ["call again", "chat"]
    assert desk.state.held["call again"].place == T


def test_the_slower_lane_is_slower_never_closed_and_lifted_by_risk():
    desk = Desk()
    desk.contact("slow", slow=True)
    desk.contact("later", at=299)
    desk.contact("much later", at=301)

    assert [name for _rank, name in desk.state.waiting] == ["later", "slow", "much later"]
    desk.do(commands.confirm_risk, "slow", Risk.HIGH, by="bea", at=302)
    assert next(name for _rank, name in desk.state.waiting) == "slow"


def test_when_a_responder_vanishes_the_conversation_comes_back_at_the_head():
    desk = Desk()
    desk.person("ana")
    desk.contact("k")
    desk.accept("k")
    desk.contact("other", at=10)
    desk.do(commands.vanish, "ana", at=600)

    assert [name for _rank, name in desk.state.waiting] == ["k", "other"]
    assert desk.person("ben", at=601) == [("k", "ben")]


def test_silence_is_noticed_within_ten_seconds_and_a_watch_that_slept_begins_anew():
    watch = Watch()
    for second in range(20):
        watch.alive("here", at=second)
        if second < 5:
            watch.alive("gone", at=second)
        if watch.look(at=second) == ["gone"]:
            break

    assert second - 4 < 10
    assert watch.look(at=second + 3600) == []


def test_a_line_in_hand_is_offered_by_hand_and_by_the_router_in_the_end():
    desk = Desk(Policy(in_hand_limit=300))
    desk.person("ana")
    desk.do(commands.take_in_hand, "line", by="bea")

    assert desk.contact("k") == []
    assert desk.look(299) == []
    assert desk.look(300) == [("k", "ana")]


def test_a_supervisor_hands_a_contact_to_someone():
    desk = Desk()
    desk.do(commands.take_in_hand, "line", by="bea")
    desk.person("ana")
    desk.person("ben")
    desk.contact("k")

    assert desk.do(commands.assign, "k", "ben", by="bea") == [("k", "ben")]


def test_a_letter_waits_to_be_picked_then_is_pushed():
    desk = Desk(Policy(push_after={Channel.EMAIL: 3600}))
    desk.person("ana")

    assert desk.contact("letter", channel=Channel.EMAIL) == []
    assert desk.do(commands.pull, "ana", at=5) == [("letter", "ana")]
    assert desk.state.seats["ana"].talking == {"letter"}


def test_a_responder_in_two_centres_is_near_to_both():
    desk = Desk()
    two = profile(centres={"a", "b"}, languages={"en"}, skills={"line": 1})
    desk.do(commands.sign_in, Responder("ana", two))

    assert desk.contact("k", centre="b") == [("k", "ana")]


def test_a_thousand_arrivals_in_a_second_with_nobody_there_are_all_kept_in_order():
    desk = Desk()
    for number in range(1000):
        desk.contact(f"k{number}", at=number / 1000)

    assert [name for _rank, name in desk.state.waiting] == [f"k{number}" for number in range(1000)]


def test_a_clock_that_goes_back_changes_no_order():
    desk = Desk()
    desk.contact("first", at=100)
    desk.contact("second", at=10)

    assert [name for _rank, name in desk.state.waiting] == ["first", "second"]


def test_a_new_policy_is_in_force_at_once():
    desk = Desk(Policy(steps=(Step(0, Reach.LOCAL),)))
    desk.person("far", centre="z")
    desk.contact("k")

    assert desk.do(commands.set_policy, Policy(steps=(Step(0, Reach.EVERYONE),)), at=1) == [("k", "far")]


def test_a_policy_and_every_fact_survive_json():
    desk = Desk(Policy(partners={"a": frozenset("b")}, reserves={"fr": 2}))
    desk.person("ana", capacity={Channel.CHAT: 3})
    desk.contact("k", skills=frozenset({"firm"}))

    assert policies.from_data(policies.to_data(desk.state.policy)) == desk.state.policy
    again = [facts.from_data(type(fact).__name__, facts.to_data(fact), at=fact.at) for fact in desk.log]
    assert again == desk.log


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_log_alone_tells_why_this_person_why_now_and_why_not_that_one(language):
    desk = Desk(Policy(reserves={"fr": 1}))
    desk.person("Ana")
    desk.person("Ben", at=1)
    desk.person("Bilingual", languages=("en", "fr"), at=2)
    desk.person("Far", centre="z", at=3)
    desk.do(commands.pause, "Ben", at=4)
    desk.contact("français", language="fr", skills=frozenset({"firm"}), at=5)
    desk.contact("k", declared=Risk.MODERATE, at=9)
    (offered,) = [fact for fact in desk.log if isinstance(fact, Offered)]

    told = explain(desk.log, offered.offer)

    assert (told.responder, told.waited, told.place_in_line) == ("Ana", 0, 1)
    assert {other.responder: other.why for other in told.others} == {
        "Ben": Why.PAUSED,
        "Bilingual": Why.RESERVED,
        "Far": Why.NOT_YET_THEIR_TURN,
    }
    with translation.override(language):
        said = words.sentences(told, name_of=str)
    expected = {"en": "Ben was on a break.", "fr": "Ben était en pause."}
    assert expected[language] in said
    assert len(said) == 7


# Properties

languages = st.sampled_from(["en", "fr"])
people = st.lists(
    st.tuples(
        st.sets(languages, min_size=1), st.sampled_from("abc"), st.integers(1, 3), st.sampled_from([None, 900, 5000])
    ),
    min_size=1,
    max_size=6,
)
arrivals = st.lists(
    st.tuples(
        st.floats(0, 900),
        st.sampled_from(list(Channel)),
        languages,
        st.sampled_from("abc"),
        st.sampled_from(list(Risk)),
    ),
    max_size=30,
)
rulebooks = st.builds(
    Policy,
    steps=st.sampled_from(
        [
            (Step(0, Reach.EVERYONE),),
            (Step(0, Reach.LOCAL), Step(12, Reach.EVERYONE)),
            (Step(0, Reach.LOCAL, 3), Step(5, Reach.LOCAL), Step(40, Reach.EVERYONE)),
        ]
    ),
    reserves=st.sampled_from([{}, {"fr": 1}, {"fr": 2}]),
    push_after=st.just({}),
    head_starts=st.fixed_dictionaries({risk: st.sampled_from([0.0, 60.0, 600.0]) for risk in Risk}),
)


@settings(max_examples=60, deadline=None)
@given(people, arrivals, rulebooks)
def test_nobody_is_overtaken_by_more_than_the_policy_allows(staff, came, policy):
    """At every offer: whoever the same responder could have taken instead did not come long before."""
    desk = Desk(policy)
    for number, (spoken, centre, level, ends) in enumerate(staff):
        desk.person(f"r{number}", languages=spoken, centre=centre, skills={"line": level}, ends=ends)
    overtaken = []

    def watch_offers(fact):
        if isinstance(fact, Offered):
            chosen = desk.state.held[fact.contact]
            seat = fold(desk.log[:-1]).seats[fact.responder]
            overtaken.extend(
                chosen.place - held.place
                for held in desk.state.held.values()
                if held.offer == "" and rules.refusal(fold(desk.log[:-1]), held, seat, fact.at) is None
            )

    desk.line = Line(desk.state, keep=lambda fact: (desk.log.append(fact), watch_offers(fact)))
    for number, (at, channel, language, centre, risk) in enumerate(sorted(came, key=lambda one: one[0])):
        desk.contact(f"k{number}", at=at, channel=channel, language=language, centre=centre, declared=risk)
        for held in list(desk.state.offered.values()):
            if number % 3:
                desk.accept(held.contact.id, at=at)
        if number % 5 == 4:
            for held in [held for held in desk.state.held.values() if held.stage.value == "talking"]:
                desk.do(commands.end, held.contact.id, at=at)

    assert all(seconds <= policy.longest_overtaking for seconds in overtaken)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32))
def test_days_of_faults_break_no_promise(seed):
    faults.Day(seed).run()


def test_a_day_of_faults_is_the_same_day_again_from_its_seed():
    assert faults.Day(7).run() == faults.Day(7).run()


def test_hundreds_of_seeded_days_of_faults_break_no_promise():
    days = list(faults.run_days(range(120)))

    assert sum(day.vanished for day in days) > 100
    assert sum(day.restarts for day in days) > 50


def test_the_days_of_faults_would_notice_a_router_that_offers_twice(monkeypatch):
    def take_anyway(state, offer, *, responder, at):
        held = next(iter(state.held.values()), None)
        return [facts.Accepted(at, offer, held.contact.id, held.responder)] if held and held.responder else []

    monkeypatch.setattr(commands, "accept", take_anyway)

    with pytest.raises((faults.PromiseBroken, KeyError)):
        list(faults.run_days(range(30)))


def test_the_days_of_faults_would_notice_someone_left_waiting(monkeypatch):
    monkeypatch.setattr(commands, "_give_back", lambda state, seat, at: [])
    monkeypatch.setattr(rules, "waits_for_a_person", lambda state, held, now: held.contact.id.endswith("3"))

    with pytest.raises(faults.PromiseBroken):
        list(faults.run_days(range(30)))
