"""A recording is kept for its sound: what else stands in it goes, and what is no recording is refused in plain words."""

import io
import struct

import pytest
from conftest import NOON
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from mutagen.id3 import TIT2
from mutagen.mp3 import MP3

from tuque.core.ids import new_id
from tuque.forms import services as form_services
from tuque.forms.models import Definition
from tuque.forms.tests.factories import starter_set
from tuque.interactions import recordings
from tuque.interactions.models import Attachment, Interaction
from tuque.interactions.problems import RecordingRefused

SECRET = b"Invented Person, room 12"
SPOKEN = {
    "language": 1, "code": "spoken", "base_type": "check_in", "origin": "found", "icon": "speech",
    "title": {"en": "Spoken note", "fr": "Note parlée"},
    "fields": [{"code": "told", "type": "audio", "required": True, "label": {"en": "What was said", "fr": "Ce qui a été dit"}}],
}  # fmt: skip


def part(code, body, size=None):
    """A part of a WebM file; `size` 0 says that its end is not known yet."""
    length = b"\x01" + b"\xff" * 7 if size == 0 else (0x4000 | len(body)).to_bytes(2)
    return bytes.fromhex(code) + length + body


def webm(*, kind=2, tags=True, at=4_000):
    tracks = part("1654AE6B", part("AE", part("83", bytes([kind])) + part("86", b"A_OPUS") + part("536E", SECRET)))
    info = part("1549A966", part("2AD7B1", (1_000_000).to_bytes(3)) + part("7BA9", SECRET))
    cluster = part(
        "1F43B675", part("E7", at.to_bytes(4)) + part("A3", b"\x81" + struct.pack(">h", 500) + b"\x80sound"), 0
    )
    told = part("1254C367", b"x" * 200 + SECRET) if tags else b""
    return part("1A45DFA3", part("4282", b"webm")) + part("18538067", info + tracks + told + cluster, 0)


def box(kind, body):
    return struct.pack(">I", 8 + len(body)) + kind + body


def m4a(*, seconds=7, handler=b"soun"):
    header = box(b"mvhd", bytes(12) + struct.pack(">II", 1000, seconds * 1000) + bytes(80))
    media = box(b"mdhd", bytes(12) + struct.pack(">II", 1000, seconds * 1000) + bytes(4)) + box(
        b"hdlr", bytes(8) + handler + bytes(13)
    )
    track = box(b"trak", box(b"mdia", media) + box(b"udta", SECRET))
    place = box(b"udta", box(b"\xa9xyz", b"\0\x12\x15\xc7+49.8951-097.1384/"))
    return box(b"ftyp", b"M4A \0\0\0\0M4A mp42") + box(b"moov", header + track + place) + box(b"mdat", b"sound")


def mp3(frames=100, title=True):
    frame = b"\xff\xfb\x90\x00" + bytes(413)  # 128 kbit/s, 44.1 kHz
    file = io.BytesIO(frame * frames)
    if title:
        sound = MP3(file)
        sound.add_tags()
        sound.tags.add(TIT2(text=SECRET.decode()))
        file.seek(0)
        sound.save(file)
    return file.getvalue()


def chunk(kind, body):
    return kind + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)


def wav(*, seconds=2, rate=8000):
    told = chunk(b"LIST", b"INFO" + chunk(b"IART", SECRET)) + chunk(b"bext", SECRET * 3)
    form = chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, rate, rate, 1, 8))
    parts = told + form + chunk(b"data", b"sound" + bytes(rate * seconds - 5)) + chunk(b"id3 ", SECRET)
    return b"RIFF" + struct.pack("<I", 4 + len(parts)) + b"WAVE" + parts


def amr(*, frames=150, wide=False, cut=0):
    head, frame = (b"#!AMR-WB\n", b"\x04" + bytes(17)) if wide else (b"#!AMR\n", b"\x3c" + b"sound" + bytes(26))
    body = head + frame * frames
    return body[: len(body) - cut]


def clean(body):
    return recordings.clean(io.BytesIO(body), size=len(body))


def why(body):
    with pytest.raises(RecordingRefused) as refused:
        clean(body)
    assert refused.value.message()
    return refused.value.reason


@pytest.mark.parametrize(
    ("body", "media_type", "seconds"),
    [
        (webm(), "audio/webm", 4),
        (m4a(), "audio/mp4", 7),
        (mp3(), "audio/mpeg", 3),
        (wav(), "audio/wav", 2),
        (amr(), "audio/amr", 3),
        (amr(wide=True, frames=200), "audio/amr-wb", 4),
    ],
    ids=["webm", "m4a", "mp3", "wav", "amr", "amr-wb"],
)
def test_each_kind_is_told_by_its_content_and_keeps_only_its_sound(body, media_type, seconds):
    made = clean(body)

    assert (made.media_type, made.seconds) == (media_type, seconds)
    assert SECRET not in made.body
    assert b"49.8951" not in made.body
    assert b"sound" in made.body or media_type in ("audio/mpeg", "audio/amr-wb")
    assert clean(made.body).body == made.body


def test_what_is_no_recording_is_refused():
    assert why(b"") == "empty"
    assert why(b"<html><script>alert(1)</script></html>") == "unreadable"
    assert why(b"%PDF-1.7 ...") == "unreadable"
    assert why(b"RIFF....WAVEfmt ") == "unreadable"
    assert why(b"RIFF\0\0\0\0WAVE" + chunk(b"fmt ", bytes(16)) + chunk(b"data", b"xx")) == "unreadable"
    assert why(b"#!AMR\n") == "unreadable"
    assert why(b"#!AMR\n<script>alert(1)</script>") == "unreadable"
    assert why(webm()[:60]) == "unreadable"
    assert why(m4a()[:90]) == "unreadable"
    assert why(b"\xff\xfb" + b"<script>" * 40) == "unreadable"
    assert why(webm(kind=1)) in {"film", "unreadable"}
    assert why(m4a(handler=b"vide")) == "film"


def test_a_last_frame_that_was_cut_is_left_out():
    assert clean(amr(cut=3)).body == amr(frames=149)


def test_what_no_browser_plays_is_downloaded(cast, noor):
    noor.post("/log/spoken", {"_key": new_id(), "told": SimpleUploadedFile("note.amr", amr())})

    page = noor.get(reverse("interactions:detail", args=[Interaction.objects.get().public_id])).content.decode()

    assert f'href="{reverse("interactions:attachment", args=[Attachment.objects.get().public_id])}" download' in page


def test_a_long_or_heavy_one_is_refused():
    assert why(m4a(seconds=16 * 60)) == "too_long"
    assert why(webm(at=16 * 60_000)) == "too_long"
    with pytest.raises(RecordingRefused) as refused:
        recordings.clean(io.BytesIO(b""), size=recordings.HEAVIEST_BYTES + 1)
    assert refused.value.reason == "too_heavy"


@pytest.fixture
def noor(cast, sign_in):
    starter_set(cast.downtown, at=NOON)
    definition = form_services.create_definition(
        organization=cast.downtown, kind=Definition.Kind.FORM, code="spoken", by=None, at=NOON
    )
    form_services.save_draft(definition=definition, body=SPOKEN, by=None, at=NOON)
    form_services.publish(definition=definition, by=None, at=NOON)
    return sign_in(cast.noor)


def test_a_recording_is_kept_played_in_parts_and_closed_to_others(cast, noor, sign_in):
    noor.post("/log/spoken", {"_key": new_id(), "told": SimpleUploadedFile("Invented.m4a", m4a())})

    row, kept = Interaction.objects.get(), Attachment.objects.get()
    address = reverse("interactions:attachment", args=[kept.public_id])
    whole, begun = noor.get(address), noor.get(address, headers={"Range": "bytes=0-1"})
    assert (row.answers, kept.kind, kept.seconds) == ({"told": kept.mark}, "audio", 7)
    assert (whole.status_code, whole["Content-Type"], whole["X-Content-Type-Options"]) == (200, "audio/mp4", "nosniff")
    assert "Invented" not in whole["Content-Disposition"]
    assert (begun.status_code, begun.content) == (206, whole.content[:2])
    assert begun["Content-Range"] == f"bytes 0-1/{len(whole.content)}"
    assert noor.get(address, headers={"Range": "bytes=999999-"}).status_code == 416
    assert {sign_in(one).get(address).status_code for one in (cast.workers["analyst"], cast.odile)} == {404}
    page = noor.get(reverse("interactions:detail", args=[row.public_id])).content.decode()
    assert f'src="{address}"' in page
    assert "(lasts 0:07)" in page


def test_a_bad_recording_never_costs_the_record(noor):
    answer = noor.post("/log/spoken", {"_key": new_id(), "told": SimpleUploadedFile("x.mp3", b"no sound")}, follow=True)

    assert Interaction.objects.exists()
    assert not Attachment.objects.exists()
    assert "not a recording that can be read" in answer.content.decode()
