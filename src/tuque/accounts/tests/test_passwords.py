"""A new password is refused when a guesser would try it."""

import timeit

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tuque.accounts import guessing
from tuque.accounts.forms import AcceptInvitation
from tuque.accounts.models import Organization, Worker
from tuque.accounts.passwords import EasyToGuess, KnownFromBreaches, cores

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


EASY = (
    "motdepasse123",
    "MotDePasse2026!",
    "tabarnak1234",
    "T@b@rn@k2024!",
    "tabarnakcalisse1",
    "canadiens2024",
    "gocanadiensgo",
    "soleil123456",
    "Québec1234567",
    "hiver2026hiver",
    "jetaimemonamour",
    "azertyuiop12",
    "PoutineHockey99",
    "winter2026winter",
    "ilovemydog123",
    "12021984-12021984",
    "TuqueTuque2026",
)
PERSONAL = (
    "NoorExample88!",
    "noor.downtown1",
    "Centre2026!!",
    "maisondescentres1",
    "tuque-tuque-tuque",
)
OF_ONES_OWN = (
    "green tuque on the corner",
    "cheval pile agrafe juste",
    "quatre bottes de neige",
    "le chat gris dort ici",
    "xK9#mQ2$vL7p",
    "Léa dort sous trois couvertures",
)


def worker() -> Worker:
    organization = Organization(pk=1, name="Maison des Centres", code="centre")
    return Worker(name="Noor Example", email="noor@downtown.example", organization=organization)


@pytest.mark.parametrize(
    ("language", "easy", "personal", "remedy"),
    [
        ("en", "common words", "your organization’s name", "four words"),
        ("fr", "mots courants", "nom de votre organisme", "quatre mots"),
    ],
)
def test_what_a_guesser_of_both_languages_finds_is_refused_with_why_and_what_to_do(language, easy, personal, remedy):
    check, wrong = EasyToGuess(), []
    for words, passwords in ((easy, EASY), (personal, PERSONAL)):
        for password in passwords:
            with translation.override(language):
                try:
                    check.validate(password, worker())
                    wrong.append((password, "accepted"))
                except ValidationError as refused:
                    (said,) = refused.messages
                    if words not in said or remedy not in said or password in said:
                        wrong.append((password, said))

    assert wrong == []
    for password in OF_ONES_OWN:
        validate_password(password, worker())


@pytest.mark.parametrize("password", ["noor", "motdepasse123", "noorexample12", "password1234"])
def test_one_reason_is_said_however_many_there_are(password):
    with pytest.raises(ValidationError) as refused:
        validate_password(password, worker())

    assert len(refused.value.messages) == 1


def test_one_persons_name_makes_nobody_elses_password_easy():
    EasyToGuess().validate("xanvikoprelud", None)

    with pytest.raises(ValidationError):
        EasyToGuess().validate("xanvikoprelud", Worker(name="Xanvik Oprelud", email="z@downtown.example"))
    EasyToGuess().validate("xanvikoprelud", None)


def test_no_text_takes_long_to_look_at():
    guessing.guess("the lists are read")
    texts = [
        "a4@8(63!1|0$5+7%2" * 30,
        "01011990" * 40,
        "111222333" * 40,
        "x" * 40 + "y" * 40,
        "abc" * 90,
        "é" * 300,
        "",
    ]

    def seconds(text: str) -> float:
        return min(timeit.repeat(lambda: guessing.guess(text), number=1, repeat=3))

    assert max(seconds(text) for text in texts) < 0.2  # a tenth of that here: the machine may be busy


@given(st.text(max_size=80), st.lists(st.text(max_size=20), max_size=3))
def test_no_text_breaks_the_estimate(text, known):
    assert guessing.guess(text, known=known).tries >= 1


def test_whoever_is_invited_is_told_of_their_organizations_name():
    organization = Organization(pk=1, name="Zebulon House", code="zeb")
    form = AcceptInvitation(
        {"name": "Ana", "language": "en", "password": "zebulonhouse1"}, email="a@b.example", organization=organization
    )

    assert "your organization’s name" in form.errors["password"][0]
