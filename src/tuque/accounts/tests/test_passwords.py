"""A new password is refused when a guesser would try it."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tuque.accounts.models import Worker
from tuque.accounts.passwords import KnownFromBreaches, cores

pytestmark = pytest.mark.once

LIST = KnownFromBreaches()
KNOWN = sorted(word for word in LIST.passwords if len(word) >= 6 and word.isalpha())[:2000]


@pytest.mark.parametrize(
    "password", ["Password2026!", "p@ssw0rd12345", "passwordpassword", "!!qwertyuiop!!", "iloveyou 2026", "short one"]
)
def test_what_guessers_try_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize("password", ["green tuque on the corner", "four quiet snowy boots", "Trois-Pistoles l’hiver"])
def test_a_sentence_of_ones_own_is_accepted(password):
    validate_password(password)


@pytest.mark.django_db
def test_a_long_sentence_is_taken_whole(cast, client):
    sentence = (
        "forty quiet snowy boots beside the door of a warm kitchen, and one more pair for whoever comes late " * 2
    )
    validate_password(sentence)
    cast.noor.set_password(sentence)
    cast.noor.save()

    shorter = client.post("/account/login/", {"login": cast.noor.email, "password": sentence[:72]})
    whole = client.post("/account/login/", {"login": cast.noor.email, "password": sentence})

    assert (shorter.status_code, whole.status_code) == (200, 302)


@given(st.sampled_from(KNOWN), st.text("0123456789!?.-", max_size=8), st.booleans())
def test_digits_signs_and_capitals_around_a_known_one_change_nothing(known, around, capital):
    with pytest.raises(ValidationError):
        LIST.validate((known.capitalize() if capital else known) + around)


@given(st.text(max_size=60))
def test_no_text_breaks_the_check(text):
    assert all(len(core) >= 4 for core in cores(text))


@pytest.mark.parametrize(("language", "words"), [("en", "known from breaches"), ("fr", "connu par des fuites")])
def test_the_reason_is_said_in_both_languages(language, words):
    with translation.override(language), pytest.raises(ValidationError) as refused:
        LIST.validate("Password2026!")

    assert words in refused.value.messages[0]


def test_ones_own_name_is_refused():
    with pytest.raises(ValidationError):
        validate_password("Noor Example1", Worker(name="Noor Example", email="noor@downtown.example"))
