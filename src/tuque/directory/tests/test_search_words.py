"""Words as they are looked for; the phone's own search is held to the ways of writing that are the same (words.examples.json)."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuque.directory.search.spelling import LONG, corrections, distance, keys_of
from tuque.directory.search.words import stem, telling_terms, terms_of, words_of

pytestmark = pytest.mark.once

EXAMPLES = json.loads((Path(__file__).parents[1] / "search" / "words.examples.json").read_text("utf-8"))
WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=14)


@pytest.mark.parametrize(("text", "expected"), EXAMPLES["terms"])
def test_a_text_gives_its_terms(text, expected):
    assert terms_of(text) == expected


@pytest.mark.parametrize(("one", "other"), EXAMPLES["same"])
def test_two_ways_of_writing_are_found_as_one(one, other):
    assert telling_terms(one) == telling_terms(other)


@pytest.mark.parametrize(("one", "other"), EXAMPLES["apart"])
def test_two_words_stay_apart(one, other):
    assert telling_terms(one) != telling_terms(other)


@given(st.text(max_size=200))
def test_any_text_gives_plain_terms(text):
    for term in terms_of(text):
        assert term
        assert " " not in term
        assert term == term.casefold()


def test_a_text_made_to_harm_is_cut_short():
    assert len(terms_of("word " * 2_000_000)) <= 1200
    assert len(words_of("a" * 5000)[0]) <= 40


@given(WORD)
def test_one_letter_too_many_or_too_few_shares_a_key(word):
    for place in range(len(word)):
        assert keys_of(word) & keys_of(word[:place] + word[place + 1 :])
        assert keys_of(word) & keys_of(word[:place] + "q" + word[place:])


@given(WORD, st.data())
def test_one_mistake_is_put_right(word, data):
    place = data.draw(st.integers(0, len(word) - 2))
    kinds = {
        "left out": word[:place] + word[place + 1 :],
        "added": word[:place] + "z" + word[place:],
        "changed": word[:place] + "z" + word[place + 1 :],
        "exchanged": word[:place] + word[place + 1] + word[place] + word[place + 2 :],
    }
    for wrong in kinds.values():
        if len(wrong) < 3 or wrong == word:
            continue
        assert keys_of(wrong) & keys_of(word)
        assert (word in corrections(wrong, {word: 3})) is not begins_otherwise(wrong, word)


def begins_otherwise(one, other):
    return len(one) < LONG and one[0] != other[0] and one[1:] == other[1:]


def test_a_short_word_of_another_first_letter_is_another_word():
    assert corrections("manger", {"danger": 9}) == []
    assert corrections("anger", {"danger": 9}) == ["danger"]
    assert corrections("adnger", {"danger": 9}) == ["danger"]


def test_a_word_is_no_correction_of_itself():
    assert corrections("manger", {"manger": 1, "mangez": 1}) == ["mangez"]


@given(WORD, WORD)
def test_distance_is_the_same_both_ways(one, other):
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)


def test_the_word_of_more_records_is_meant_first():
    assert corrections("fooe", {"food": 90, "foot": 2, "fool": 0}) == ["food", "foot"]


def test_short_words_are_never_what_was_meant():
    assert corrections("dla", {"del": 4}) == []


def test_a_stem_keeps_enough_of_the_word():
    assert stem("logement") != stem("logique")
    assert len(stem("eee")) == 3
