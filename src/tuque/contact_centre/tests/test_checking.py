"""A policy that would leave someone without an answer is found before it is published."""

import pytest

from tuque.contact_centre.routing.checking import Cover, Trouble, check
from tuque.contact_centre.routing.policy import Policy, Reach, Step
from tuque.contact_centre.routing.values import Channel, Risk, Target

pytestmark = pytest.mark.once

LOCAL_THEN_ALL = (Step(0, Reach.LOCAL), Step(10, Reach.EVERYONE))


def troubles(policy, cover=()):
    return {finding.trouble for finding in check(policy, cover)}


def test_the_reference_policy_is_sound():
    assert check(Policy(steps=LOCAL_THEN_ALL)) == []


def test_a_timer_equal_to_the_target_is_pointed_out_and_does_not_block():
    steps = (Step(0, Reach.LOCAL), Step(20, Reach.EVERYONE))
    (finding,) = check(Policy(steps=steps, targets={"en": Target(20, 0.95)}))

    assert finding.trouble is Trouble.TIMER_IS_TARGET
    assert finding.values["after"] == finding.values["target"] == 20
    assert not finding.is_blocking


def test_steps_that_never_reach_everyone_or_every_level_are_found():
    assert troubles(Policy(steps=(Step(0, Reach.LOCAL),))) == {Trouble.NEVER_EVERYONE}
    assert troubles(Policy(steps=(Step(0, Reach.EVERYONE, 3),))) == {Trouble.NEVER_ANY_LEVEL}
    assert Trouble.FIRST_STEP_LATE in troubles(Policy(steps=(Step(5, Reach.EVERYONE),)))
    assert Trouble.STEPS_IN_DISORDER in troubles(
        Policy(steps=(Step(0, Reach.LOCAL), Step(9, Reach.LOCAL), Step(5, Reach.EVERYONE)))
    )


def test_nobody_who_speaks_a_language_at_night_is_found_with_the_hours():
    english = Cover(frozenset({"en"}), [1] * 24)
    both = Cover(frozenset({"en", "fr"}), [0] * 6 + [2] * 18)

    (finding,) = check(Policy(steps=LOCAL_THEN_ALL), [english, both])

    assert finding.trouble is Trouble.NOBODY_SPEAKS
    assert finding.values == {"language": "fr", "start": 0, "end": 6}
    assert finding.is_blocking


def test_zero_staff_is_found():
    assert troubles(Policy(steps=LOCAL_THEN_ALL), [Cover(frozenset({"en", "fr"}), [0] * 24)]) == {Trouble.NOBODY}


def test_a_reserve_that_holds_everyone_who_is_there_is_found():
    alone = [Cover(frozenset({"en", "fr"}), [1] * 24)]

    assert troubles(Policy(steps=LOCAL_THEN_ALL, reserves={"fr": 1}), alone) == {Trouble.RESERVE_HOLDS_ALL}
    assert troubles(Policy(steps=LOCAL_THEN_ALL, reserves={"fr": 1}, reserve_ends_after=1e6)) == {
        Trouble.RESERVE_WITHOUT_END
    }


def test_numbers_that_make_no_sense_are_found():
    backwards = {Risk.LOW: 0.0, Risk.MODERATE: 300.0, Risk.HIGH: 60.0, Risk.IMMINENT: 900.0}

    assert troubles(Policy(steps=LOCAL_THEN_ALL, head_starts=backwards)) == {Trouble.RISK_BACKWARDS}
    assert troubles(Policy(steps=LOCAL_THEN_ALL, offer_seconds={Channel.VOICE: 1.0})) == {Trouble.NO_TIME_TO_ACCEPT}
    assert troubles(Policy(steps=LOCAL_THEN_ALL, capacity={Channel.CHAT: 0})) == {Trouble.NO_ROOM}
