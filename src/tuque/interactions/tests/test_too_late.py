"""A record that was finished or made void while somebody wrote: their words are shown again, and can be kept."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tuque.accounts.models import Worker
from tuque.core.ids import new_id
from tuque.interactions import services
from tuque.interactions.models import Interaction
from tuque.interactions.problems import NotOpen, RecordVoid
from tuque.interactions.tests import factories

pytestmark = pytest.mark.django_db
SENT = {"duration": "2:05", "reason": "withdrawal", "outcome": "to_service", "note": "By the old oak"}
CORRECTED = {"outcome": "gone", "people.adult": 1, "note": "By the old oak"}


def address_of(row: Interaction, way: str) -> str:
    return reverse(f"interactions:{way}", kwargs={"public_id": row.public_id})


def ended(row: Interaction) -> None:
    row.status, row.answers = "recorded", {"outcome": "no_thanks"}
    row.save()


def undone(row: Interaction) -> None:
    Interaction.objects.filter(pk=row.pk).update(status="void")


@pytest.mark.parametrize(
    ("language", "happened", "words", "kept"),
    [
        ("en", ended, "already finished", "Save as a new record"),
        ("fr", ended, "déjà terminé", "Enregistrer comme une nouvelle fiche"),
        ("en", undone, "made void", "Save as a new record"),
        ("fr", undone, "annulée", "Enregistrer comme une nouvelle fiche"),
    ],
)
def test_what_was_typed_about_something_that_ended_meanwhile_is_kept_as_a_new_record(
    cast, sign_in, language, happened, words, kept
):
    Worker.objects.filter(pk=cast.noor.pk).update(language=language)
    noor, row = sign_in(cast.noor), factories.running(cast)
    happened(row)

    answer = noor.post(address_of(row, "finish"), SENT)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert words in page
    assert "By the old oak" in page
    assert kept in page
    action, key = re.search(r'action="(/log/wait)"', page)[1], re.search(r'name="_key" value="([^"]+)"', page)[1]
    noor.post(action, {**SENT, "_key": key})
    made = Interaction.objects.exclude(pk=row.pk).get()
    assert (made.note, made.duration_seconds, made.status) == ("By the old oak", 7500, "recorded")


def test_whoever_presses_finish_twice_sees_their_record(cast, sign_in):
    noor, row = sign_in(cast.noor), factories.running(cast)

    noor.post(address_of(row, "finish"), SENT)
    again = noor.post(address_of(row, "finish"), SENT)

    assert again.status_code == 302
    assert again["Location"] == address_of(row, "detail")
    assert Interaction.objects.count() == 1


def test_a_photo_that_came_with_it_is_asked_for_again(cast, sign_in):
    noor, row = sign_in(cast.noor), factories.running(cast)
    undone(row)

    page = noor.post(address_of(row, "finish"), {**SENT, "photos": SimpleUploadedFile("x.jpg", b"x")}).content.decode()

    assert "Choose the photos and other files again" in page


@pytest.mark.parametrize(("language", "words"), [("en", "made void"), ("fr", "annulée")])
def test_a_correction_of_what_was_made_void_meanwhile_keeps_its_words(cast, sign_in, language, words):
    Worker.objects.filter(pk=cast.noor.pk).update(language=language)
    noor, row = sign_in(cast.noor), factories.filled(cast)
    undone(row)

    answer = noor.post(address_of(row, "correct"), {"_revision": 1, "outcome": "gone", "note": "My words"})

    assert answer.status_code == 409
    assert words in answer.content.decode()
    assert "My words" in answer.content.decode()
    assert noor.get(address_of(row, "correct")).status_code == 302


@pytest.mark.parametrize(
    ("way", "service", "refusal", "made", "sent"),
    [
        ("finish", "finish_interaction", NotOpen, factories.running, SENT),
        ("correct", "correct_interaction", RecordVoid, factories.filled, CORRECTED),
    ],
)
def test_in_the_same_instant_too(cast, sign_in, monkeypatch, way, service, refusal, made, sent):
    noor, row = sign_in(cast.noor), made(cast)

    def refuse(**_):
        undone(row)
        raise refusal

    monkeypatch.setattr(services, service, refuse)
    answer = noor.post(address_of(row, way), {**sent, "_revision": 1, "_reason": "x"})

    assert answer.status_code == 409
    assert "By the old oak" in answer.content.decode()


def test_a_beginning_that_was_sent_with_other_answers_is_shown_again(cast, sign_in):
    factories.install_forms(cast)
    noor, key = sign_in(cast.noor), str(new_id())
    noor.post("/log/wait/begin", {"_key": key, "_answers": "{}"})

    answer = noor.post("/log/wait/begin", {"_key": key, "_answers": '{"note": "Other words"}'})

    assert answer.status_code == 409
    assert "Other words" in answer.content.decode()
    assert Interaction.objects.count() == 1
