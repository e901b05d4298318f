"""Who hears whom, by property."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuque.channels.voice.hearing import Part, Party, hears, pairs

pytestmark = pytest.mark.once

everyone = st.lists(
    st.builds(Party, id=st.sampled_from("abcdef"), part=st.sampled_from(Part), is_held=st.booleans()),
    max_size=6,
    unique_by=lambda one: one.id,
).map(lambda found: [Party(one.id, one.part, one.is_held and one.part == Part.CALLER) for one in found])


@given(everyone)
def test_nobody_hears_a_supervisor_who_only_listens(parties):
    quiet = {one.id for one in parties if one.part == Part.LISTENS}

    assert not [pair for pair in pairs(parties) if pair[0] in quiet]


@given(everyone)
def test_a_caller_never_hears_a_whisper(parties):
    callers = {one.id for one in parties if one.part == Part.CALLER}
    whispering = {one.id for one in parties if one.part == Part.WHISPERS}

    assert not [pair for pair in pairs(parties) if pair[0] in whispering and pair[1] in callers]


@given(everyone)
def test_a_caller_on_hold_hears_nobody_and_is_heard_by_nobody(parties):
    held = {one.id for one in parties if one.is_held}

    assert not [pair for pair in pairs(parties) if set(pair) & held]


@given(everyone)
def test_those_who_talk_hear_one_another_and_the_caller(parties):
    talking = [one for one in parties if one.part == Part.TALKS]
    for one in talking:
        for other in parties:
            if other.id != one.id and other.part in {Part.TALKS, Part.CALLER} and not other.is_held:
                assert hears(one, other)
                assert hears(other, one)
