"""The steps of a rescue as plain values: whatever is tried, nothing is skipped without a reason and nothing is decided twice."""

from datetime import timedelta

import pytest
from conftest import NOON
from hypothesis import given
from hypothesis import strategies as st

from tuque.contact_centre.rescue import clocks, steps
from tuque.contact_centre.rescue.clocks import Edge
from tuque.contact_centre.rescue.steps import Decision, Fact, Kind, NotNow, State, Step

pytestmark = pytest.mark.once

RESPONDER, SUPERVISOR, COLLEAGUE = "amina", "bea", "ben"
CHOICES = {
    Kind.ENGAGED: {"outcome": "refused"},
    Kind.LOCATED: {"certainty": "partial", "source": "person"},
    Kind.CALLED: {"service": "one"},
    Kind.CONFIRMED: {"how": "emergency_service"},
    Kind.DEBRIEFED: {"after": "goes_on"},
    Kind.OFFERED: {"answer": "accepted"},
}


def act(state, kind, by=RESPONDER, after=10, **data):
    fact = steps.act(state, kind, at=state.last_at + timedelta(seconds=after), by=by, data=CHOICES.get(kind, {}) | data)
    state.apply(fact)


def begun(*, attempt=False):
    return State(steps.begin(at=NOON, by=RESPONDER, attempt=attempt))


def decided(decision=Decision.WITHOUT_CONSENT):
    state = begun()
    act(state, Kind.ACKNOWLEDGED, SUPERVISOR)
    act(state, Kind.ENGAGED)
    act(state, Kind.PROPOSED, decision=decision.value, supervises="no")
    act(state, Kind.DECIDED, SUPERVISOR, decision=decision.value, supervises="yes")
    return state


def refused(state, kind, by=RESPONDER, **data):
    with pytest.raises(NotNow) as trouble:
        act(state, kind, by, **data)
    return trouble.value


def test_a_rescue_goes_its_whole_way():
    state = decided()
    for kind, data in (
        (Kind.LOCATED, {}),
        (Kind.CALLED, {}),
        (Kind.REFERENCED, {"call": "1"}),
        (Kind.ENDED, {"call": "1", "found": "arrived"}),
        (Kind.CONFIRMED, {}),
        (Kind.DEBRIEFED, {}),
        (Kind.OFFERED, {}),
        (Kind.CLOSED, {}),
    ):
        act(state, kind, **data)

    assert state.closed_at is not None
    assert state.is_confirmed
    assert clocks.times(state) == {
        Edge.ACKNOWLEDGED: 10,
        Edge.DECIDED: 40,
        Edge.CALLED: 60,
        Edge.ARRIVED: 20,
        Edge.CONFIRMED: 30,
        Edge.CLOSED: 120,
    }


def test_nothing_is_called_before_it_was_decided_and_a_place_was_noted():
    state = begun()

    assert refused(state, Kind.CALLED).missing == (Step.ENGAGE, Step.DECIDE, Step.LOCATE)
    assert refused(state, Kind.PROPOSED, decision="collaborative").missing == (Step.ENGAGE,)


def test_an_attempt_in_progress_waits_for_no_decision_but_owes_it():
    state = begun(attempt=True)
    act(state, Kind.LOCATED)
    act(state, Kind.CALLED)
    act(state, Kind.ENDED, call="1", found="arrived")
    act(state, Kind.CONFIRMED)

    assert refused(state, Kind.DEBRIEFED).missing == (Step.DECIDE,)
    assert set(refused(state, Kind.CLOSED).missing) == {
        Step.ACKNOWLEDGE,
        Step.ENGAGE,
        Step.DECIDE,
        Step.DEBRIEF,
        Step.OFFER,
    }


def test_a_decision_has_two_names_and_one_of_them_supervises():
    state = begun()
    act(state, Kind.ENGAGED)
    act(state, Kind.PROPOSED, decision="collaborative", supervises="no")

    assert refused(state, Kind.DECIDED, decision="collaborative", supervises="no").why == "same_name"
    assert refused(state, Kind.DECIDED, COLLEAGUE, decision="collaborative", supervises="no").why == "no_supervisor"
    assert refused(state, Kind.DECIDED, SUPERVISOR, decision="not_needed", supervises="yes").why == "other_decision"
    act(state, Kind.DECIDED, SUPERVISOR, decision="collaborative", supervises="yes")
    assert refused(state, Kind.PROPOSED, decision="not_needed").why == "done"


def test_whoever_disagrees_makes_room_for_another_proposal():
    state = begun()
    act(state, Kind.ENGAGED)
    act(state, Kind.PROPOSED, decision="without_consent", supervises="no")
    act(state, Kind.DISAGREED, SUPERVISOR)
    act(state, Kind.PROPOSED, SUPERVISOR, decision="not_needed", supervises="yes")
    act(state, Kind.DECIDED, decision="not_needed", supervises="no")

    assert state.decided == "not_needed"


def test_where_nothing_is_needed_nobody_is_called_and_it_may_close():
    state = decided(Decision.NOT_NEEDED)

    assert refused(state, Kind.CALLED).why in {"done", "missing"}
    act(state, Kind.DEBRIEFED)
    act(state, Kind.OFFERED)
    act(state, Kind.CLOSED)
    assert state.closed_at


def test_who_was_not_found_is_looked_for_again():
    state = decided()
    act(state, Kind.LOCATED)
    act(state, Kind.CALLED)
    act(state, Kind.ENDED, call="1", found="not_found")
    act(state, Kind.LOCATED, certainty="known")
    act(state, Kind.CALLED, service="two")

    assert Step.ARRIVE in state.owed()
    assert refused(state, Kind.CONFIRMED).missing == (Step.ARRIVE,)


def test_a_contact_that_could_not_be_confirmed_is_recorded_as_that_and_may_be_confirmed_later():
    state = decided()
    act(state, Kind.LOCATED)
    act(state, Kind.CALLED)
    act(state, Kind.ENDED, call="1", found="cancelled")
    act(state, Kind.CONFIRMED, how="failed")

    assert not state.is_confirmed
    assert Edge.CONFIRMED not in clocks.times(state)
    act(state, Kind.CONFIRMED, how="person")
    assert state.is_confirmed


def test_a_step_is_left_out_with_a_reason_only():
    state = begun()

    assert refused(state, Kind.SKIPPED, step="engage").why == "no_reason"
    act(state, Kind.SKIPPED, step="engage", reason="no_time")
    assert Step.ENGAGE not in state.owed()
    assert refused(state, Kind.SKIPPED, step="page", reason="no_time").why == "done"


EVERYTHING = st.lists(
    st.tuples(
        st.sampled_from([*Kind]),
        st.sampled_from([RESPONDER, SUPERVISOR, COLLEAGUE]),
        st.integers(-30, 300),
        st.fixed_dictionaries(
            {
                "decision": st.sampled_from([one.value for one in Decision]),
                "step": st.sampled_from([one.value for one in Step]),
                "reason": st.sampled_from(["", "no_time"]),
                "call": st.sampled_from(["1", "2", "3"]),
                "found": st.sampled_from(["arrived", "not_found", "cancelled"]),
                "how": st.sampled_from(["emergency_service", "failed"]),
            }
        ),
    ),
    max_size=60,
)


def play(attempt, tries):
    state = begun(attempt=attempt)
    for kind, by, seconds, data in tries:
        supervises = "yes" if by == SUPERVISOR else "no"
        try:
            act(state, kind, by, seconds, **data, supervises=supervises)
        except NotNow:
            continue
    return state


@given(st.booleans(), EVERYTHING)
def test_whatever_is_tried(attempt, tries):
    state = play(attempt, tries)
    kinds = [fact.kind for fact in state.facts]

    assert all(one.at <= other.at for one, other in zip(state.facts, state.facts[1:], strict=False))
    assert kinds.count(Kind.DECIDED) <= 1
    assert kinds.count(Kind.CLOSED) <= 1
    assert all(fact.data["reason"] for fact in state.facts if fact.kind is Kind.SKIPPED)
    assert all(seconds >= 0 for seconds in clocks.times(state).values())
    if Kind.DECIDED in kinds:
        proposed = next(
            fact for fact in reversed(state.facts[: kinds.index(Kind.DECIDED)]) if fact.kind is Kind.PROPOSED
        )
        assert proposed.by != state.decision.by
        assert SUPERVISOR in {proposed.by, state.decision.by}
    if state.closed_at:
        assert kinds[-1] is Kind.CLOSED
        assert not state.owed()
        left_out = {Step(fact.data["step"]) for fact in state.facts if fact.kind is Kind.SKIPPED}
        assert all(step in state.done or step in left_out or not state.applies(step) for step in Step)


@given(st.booleans(), EVERYTHING)
def test_the_fold_of_the_kept_facts_is_the_same_state(attempt, tries):
    state = play(attempt, tries)
    again = State([Fact(fact.kind, fact.at, fact.by, dict(fact.data)) for fact in state.facts])

    assert (again.done, again.owed(), again.decided, again.calls, again.attempt) == (
        state.done,
        state.owed(),
        state.decided,
        state.calls,
        state.attempt,
    )


@given(st.lists(st.floats(0, 1e6), min_size=1))
def test_a_percentile_is_one_of_the_values_and_that_share_is_within(values):
    late = clocks.percentile(values, 0.95)

    assert late in values
    assert sum(value <= late for value in values) >= 0.95 * len(values)
    assert clocks.percentile([], 0.5) is None
