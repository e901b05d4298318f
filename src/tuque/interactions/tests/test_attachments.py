"""What belongs to an answer: a drawn signature, sealed, shown to those who may, gone with the words."""

import io
from functools import partial

import pytest
from conftest import NOON
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, ImageDraw

from tuque.audit.models import AuditRecord
from tuque.core.ids import new_id
from tuque.forms import api as forms
from tuque.forms import services as form_services
from tuque.forms.models import Definition
from tuque.forms.tests.factories import starter_set
from tuque.interactions import letting_go, pictures, services
from tuque.interactions.models import Attachment, Interaction
from tuque.interactions.problems import PhotoRefused
from tuque.interactions.tests import factories

WORDS = {"en": "Agreed by", "fr": "Accord de"}
RECEIPT = {
    "language": 1, "code": "receipt", "base_type": "items", "origin": "found", "icon": "gift",
    "title": {"en": "Receipt", "fr": "Reçu"},
    "fields": [
        {"code": "signed", "type": "signature", "required": True, "label": WORDS},
        {
            "code": "witnesses", "type": "repeat", "label": {"en": "Witness", "fr": "Témoin"},
            "fields": [{"code": "by", "type": "signature", "label": {"en": "Signature", "fr": "Signature"}}],
        },
    ],
}  # fmt: skip


def drawing(kind="PNG", ink="black") -> bytes:
    picture = Image.new("RGB", (300, 120), "white")
    ImageDraw.Draw(picture).line([(10, 100), (150, 20), (290, 90)], fill=ink, width=4)
    out = io.BytesIO()
    picture.save(out, kind, **({"comment": b"Invented Person"} if kind == "JPEG" else {}))
    return out.getvalue()


def sent(body=None, name="signature.png"):
    return SimpleUploadedFile(name, drawing() if body is None else body)


@pytest.fixture
def noor(cast, sign_in):
    starter_set(cast.downtown, at=NOON)
    definition = form_services.create_definition(
        organization=cast.downtown, kind=Definition.Kind.FORM, code="receipt", by=None, at=NOON
    )
    form_services.save_draft(definition=definition, body=RECEIPT, by=None, at=NOON)
    form_services.publish(definition=definition, by=None, at=NOON)
    return sign_in(cast.noor)


def test_a_drawing_is_made_anew_as_a_small_png():
    made = pictures.remake_signature(io.BytesIO(drawing("JPEG")), size=10)

    with Image.open(io.BytesIO(made.body)) as read:
        assert (read.format, read.mode, read.size) == ("PNG", "L", (300, 120))
    assert b"Invented" not in made.body


@pytest.mark.parametrize(
    ("body", "reason"), [(drawing(ink="white"), "blank"), (b"<svg/>", "unreadable"), (drawing()[:200], "unreadable")]
)
def test_what_is_no_drawing_is_refused(body, reason):
    with pytest.raises(PhotoRefused) as refused:
        pictures.remake_signature(io.BytesIO(body), size=len(body))

    assert refused.value.reason == reason
    assert refused.value.message()


def test_a_drawn_signature_is_kept_sealed_and_shown_on_its_record(noor):
    answer = noor.post("/log/receipt", {"_key": new_id(), "signed": sent()}, follow=True)

    row, kept = Interaction.objects.get(), Attachment.objects.get()
    assert answer.status_code == 200
    assert row.answers == {"signed": {"file": kept.mark}}
    with default_storage.open(kept.file.name, "rb") as stored:
        assert b"PNG" not in stored.read()
    shown = noor.get(reverse("interactions:attachment", args=[kept.public_id]))
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    assert shown.content.startswith(b"\x89PNG")
    assert "no-store" in shown["Cache-Control"]
    page = noor.get(reverse("interactions:detail", args=[row.public_id])).content.decode()
    assert 'alt="Signature: Agreed by"' in page
    assert set(AuditRecord.objects.filter(action__startswith="interactions.signature").values_list("action", flat=True)) == {
        "interactions.signature_added", "interactions.signature_seen",
    }  # fmt: skip


def test_sending_twice_keeps_one(noor):
    key = new_id()
    for _ in range(2):
        noor.post("/log/receipt", {"_key": key, "signed": sent()})

    assert (Interaction.objects.count(), Attachment.objects.count()) == (1, 1)


def test_a_name_that_was_typed_is_enough(noor):
    noor.post("/log/receipt", {"_key": new_id(), "signed.name": "Invented Person"})

    row = Interaction.objects.get()
    assert row.answers == {"signed": {"name": "Invented Person"}}
    assert "Invented Person" in noor.get(reverse("interactions:detail", args=[row.public_id])).content.decode()


def test_nothing_at_all_is_refused_and_a_page_drawn_again_asks_to_sign_again(noor):
    empty = noor.post("/log/receipt", {"_key": new_id()})
    lost = noor.post("/log/receipt", {"_key": new_id(), "signed": sent(), "_add": "witnesses"})

    assert empty.status_code == 422
    assert "sign again" in lost.content.decode()
    assert not Interaction.objects.exists()


def test_a_bad_drawing_never_costs_the_record(noor):
    answer = noor.post("/log/receipt", {"_key": new_id(), "signed": sent(b"not a picture")}, follow=True)

    assert Interaction.objects.exists()
    assert "not a photo that can be read" in answer.content.decode()
    page = noor.get(reverse("interactions:detail", args=[Interaction.objects.get().public_id])).content.decode()
    assert "has not arrived" in page


def test_each_row_has_its_own_and_a_correction_keeps_it(noor):
    posted = {"_key": new_id(), "signed.name": "A", "witnesses": ["0", "1"]}
    noor.post("/log/receipt", {**posted, "witnesses.0.by": sent(), "witnesses.1.by": sent(drawing(ink="navy"))})
    row = Interaction.objects.get()
    marks = [one["by"]["file"] for one in row.answers["witnesses"]]
    address = reverse("interactions:correct", args=[row.public_id])

    page = noor.get(address).content.decode()
    again = {"_revision": 1, "_reason": "Name", "signed.name": "B", "witnesses": ["0"], "witnesses.0.by.file": marks[1]}
    noor.post(address, again)

    row.refresh_from_db()
    assert all(mark in page for mark in marks)
    assert "Keep the signature" in page
    assert row.answers == {"signed": {"name": "B"}, "witnesses": [{"by": {"file": marks[1]}}]}
    detail = noor.get(reverse("interactions:detail", args=[row.public_id])).content.decode()
    assert "Witness 1 · Signature" in detail


def test_a_page_that_was_open_moves_to_the_newer_form_when_asked(cast, noor):
    """What was typed comes along; a drawing that the page could not hold is asked for again, and a kept one stays kept."""
    first = forms.get_form("receipt", viewer=cast.noor).form.version
    noor.post("/log/receipt", {"_key": new_id(), "signed": sent(), "_version": first})
    kept = Attachment.objects.get()
    spoken = {"code": "told", "type": "audio", "label": {"en": "Voice note", "fr": "Note vocale"}}
    definition = Definition.objects.get(code="receipt")
    form_services.save_draft(
        definition=definition, body={**RECEIPT, "fields": [*RECEIPT["fields"], spoken]}, by=None, at=NOON
    )
    form_services.publish(definition=definition, by=None, at=NOON)
    typed = {
        "_version": first,
        "signed.name": "Invented Person",
        "witnesses": ["0"],
        "witnesses.0.by.name": "Invented Two",
    }

    under_old = noor.post("/log/receipt", {**typed, "_find": "x"}).content.decode()
    moved = noor.post("/log/receipt", {**typed, "signed": sent(), "_newest": "yes"}).content.decode()
    saved = noor.post("/log/receipt", {**typed, "_key": new_id()})
    correct = noor.get(reverse("interactions:correct", args=[kept.interaction.public_id])).content.decode()

    assert "A newer version of this form was published" in under_old
    assert 'data-field="told"' not in under_old
    assert 'data-field="told"' in moved
    assert all(name in moved for name in ('value="Invented Person"', 'value="Invented Two"', "sign again"))
    assert saved.status_code == 302
    assert f'value="{kept.mark}" checked' in correct
    assert 'data-field="told"' not in correct


def test_signatures_go_with_the_words(noor, django_capture_on_commit_callbacks):
    noor.post("/log/receipt", {"_key": new_id(), "signed": sent()})
    name = Attachment.objects.get().file.name

    with django_capture_on_commit_callbacks(execute=True):
        letting_go._let_words_go(list(Interaction.objects.all()), NOON)

    assert not Attachment.objects.exists()
    assert not default_storage.exists(name)


def test_one_signature_too_many_is_told_as_such(cast, monkeypatch):
    row = factories.interaction(cast.noor, note="Kept whatever comes with it")
    monkeypatch.setattr("tuque.interactions.services.attachments.ATTACHMENTS_MOST", 1)
    add = partial(services.add_attachment, public_id=row.public_id, by=cast.noor, kind="signature", at=NOON)
    add(upload=sent(), mark="first")

    with pytest.raises(PhotoRefused) as refused:
        add(upload=sent(), mark="second")

    assert "signatures and recordings" in refused.value.message()
