"""Words at which networks stop, in both languages; and silence that chance does not explain."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from conftest import NOON

from tuque.channels.providers.silence import judge, usual_at
from tuque.channels.providers.stopping import Word, is_start_word, stop_word

pytestmark = pytest.mark.once

WINNIPEG = ZoneInfo("America/Winnipeg")


@pytest.mark.parametrize(
    "text",
    ["STOP", "stop.", " Stop! ", "END", "quit", "Cancel", "unsubscribe", "STOP ALL", "ARRET", "Arrêt", "arrêt 🙏"],
)
def test_words_that_networks_act_upon_are_known(text):
    assert stop_word(text) is Word.NETWORK


@pytest.mark.parametrize("text", ["fin", "Fin.", "arrêtez", "ARRÊTE", "désabonner", "annuler"])
def test_words_that_people_use_for_the_same_are_known(text):
    assert stop_word(text) is Word.PEOPLE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "please stop",
        "I want it to stop",
        "stop hurting me",
        "the end",
        "c'est la fin",
        "je veux que ça arrête",
        "👍",
    ],
)
def test_sentences_are_left_alone(text):
    assert stop_word(text) is None


def test_words_to_begin_again_are_known():
    assert is_start_word("Début")
    assert is_start_word("START")
    assert not is_start_word("let us start")


def hours(number):
    return timedelta(hours=number)


def test_silence_is_odd_only_where_chance_does_not_explain_it():
    """Twelve an hour: half an hour without one has odds of 0.2 %. One an hour: half an hour is nothing."""
    since = NOON - timedelta(days=60)

    assert judge(last=NOON - hours(0.5), since=since, at=NOON, usual=12).is_odd
    assert not judge(last=NOON - hours(0.5), since=since, at=NOON, usual=1).is_odd
    assert judge(last=NOON - hours(5), since=since, at=NOON, usual=1).is_odd
    assert not judge(last=NOON - timedelta(minutes=9), since=since, at=NOON, usual=1000).is_odd
    assert judge(last=NOON - hours(0.5), since=since, at=NOON, usual=12).minutes == 30


def test_an_account_that_never_heard_anything_is_told_after_a_day():
    assert not judge(last=None, since=NOON - hours(23), at=NOON, usual=0).is_odd
    assert judge(last=None, since=NOON - hours(24), at=NOON, usual=0).is_odd


def test_what_is_usual_is_that_of_the_same_hour_of_the_same_weekday():
    arrivals = [NOON - timedelta(weeks=week, minutes=-5) for week in (1, 1, 2, 3, 4, 9)]
    others = [NOON - timedelta(days=1), NOON - timedelta(weeks=1, hours=3), NOON - timedelta(minutes=3)]

    assert usual_at(arrivals + others, at=NOON, zone=WINNIPEG, since=NOON - timedelta(days=90)) == 5 / 4
    assert usual_at(arrivals, at=NOON, zone=WINNIPEG, since=NOON - timedelta(days=8)) == 2
