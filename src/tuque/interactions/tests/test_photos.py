"""Photos come from strangers' phones: metadata goes, and what would hurt the server is refused in plain words."""

import errno
import io
import struct
import zlib

import pytest
from conftest import NOON
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tuque.accounts.models import Worker
from tuque.core.ids import new_id
from tuque.interactions import kept_files, pictures, services
from tuque.interactions.models import Interaction, Photo
from tuque.interactions.problems import PhotoRefused
from tuque.interactions.tests import factories


def jpeg(size=(640, 480), **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG", **options)
    return out.getvalue()


def with_position() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    exif[0x0112] = 6  # turned: upright it is taller than wide
    exif.get_ifd(0x8825).update({1: "N", 2: (49.0, 53.0, 42.0), 3: "W", 4: (97.0, 8.0, 18.0)})
    return jpeg(exif=exif, comment=b"Jane Doe, room 12")


def remade(body: bytes) -> pictures.Picture:
    return pictures.remake(io.BytesIO(body), size=len(body))


def why(body: bytes) -> str:
    with pytest.raises(PhotoRefused) as refused:
        remade(body)
    assert refused.value.message()
    return refused.value.reason


def png_that_says(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises more points than memory holds."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 999)) + chunk(b"IEND", b"")
    )


def test_place_phone_and_comment_are_gone_and_the_picture_is_upright():
    picture = remade(with_position())

    assert (picture.width, picture.height) == (480, 640)
    assert b"SecretPhone" not in picture.body
    assert b"Jane" not in picture.body
    with Image.open(io.BytesIO(picture.body)) as read:
        assert not dict(read.getexif())
        assert not {"comment", "exif", "icc_profile", "xmp"} & read.info.keys()


def test_a_large_photo_is_made_smaller():
    assert remade(jpeg((4000, 3000))).width == pictures.LONGEST_SIDE


def test_what_was_see_through_becomes_white():
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "PNG")

    with Image.open(io.BytesIO(remade(out.getvalue()).body)) as read:
        assert read.getpixel((4, 4)) == (255, 255, 255)


def test_a_bomb_is_refused_before_it_is_opened():
    assert why(png_that_says(60_000, 60_000)) == "too_large"
    assert why(png_that_says(9_000, 9_000)) == "too_large"


def test_a_page_dressed_as_a_photo_is_refused():
    assert why(b"<html><script>alert(1)</script></html>") == "unreadable"
    assert why(b"GIF89a" + b"\0" * 100) == "unreadable"
    assert why(b"%PDF-1.7 ...") == "unreadable"
    assert why(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>") == "unreadable"


def test_a_photo_cut_short_is_refused():
    assert why(jpeg()[:900]) == "unreadable"
    assert why(b"") == "empty"


def test_words_hidden_after_the_picture_are_not_kept():
    assert b"<script>" not in remade(jpeg() + b"<script>alert(1)</script>").body


def test_heic_is_refused_with_advice():
    body = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 50

    assert why(body) == "heic"


def test_a_heavy_file_is_not_read():
    with pytest.raises(PhotoRefused) as refused:
        pictures.remake(io.BytesIO(b""), size=pictures.HEAVIEST_BYTES + 1)

    assert refused.value.reason == "too_heavy"


@pytest.mark.django_db
def test_the_same_photo_twice_is_kept_once_under_a_name_of_its_own(cast):
    row = factories.interaction(cast.noor)

    for _ in range(2):
        services.add_photo(
            public_id=row.public_id,
            by=cast.noor,
            upload=SimpleUploadedFile("jane-doe.jpg", with_position()),
            at=NOON,
        )

    photo = Photo.objects.get()
    assert str(photo.public_id) in photo.file.name
    assert "jane" not in photo.file.name


@pytest.mark.django_db
def test_photos_are_served_to_whom_may_see_details_and_to_no_one_else(cast, sign_in):
    row = factories.interaction(cast.noor)
    upload = SimpleUploadedFile("a.jpg", jpeg())
    photo = services.add_photo(public_id=row.public_id, by=cast.noor, upload=upload, at=NOON)
    address = f"/photos/{photo.public_id}.jpg"

    answers = {
        name: sign_in(worker).get(address)
        for name, worker in [("noor", cast.noor), ("ana", cast.workers["analyst"]), ("odile", cast.odile)]
    }

    assert {name: answer.status_code for name, answer in answers.items()} == {"noor": 200, "ana": 404, "odile": 404}
    assert answers["noor"]["Content-Type"] == "image/jpeg"
    assert answers["noor"]["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answers["noor"]["Cache-Control"]


@pytest.mark.parametrize(
    ("language", "safe", "what"),
    [
        ("en", "The record is saved", "“photo.jpg” is not"),
        ("fr", "La fiche est enregistrée", "«\xa0photo.jpg\xa0» ne l’est pas"),
    ],
)
def test_a_full_disk_costs_the_photo_and_says_that_the_record_is_safe(cast, sign_in, monkeypatch, language, safe, what):
    factories.install_forms(cast)
    Worker.objects.filter(pk=cast.noor.pk).update(language=language)

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(kept_files, "keep", full)
    sent = {"_key": new_id(), "outcome": "spoke", "photos": factories.one_point_photo()}
    sent["photos"].name = "photo.jpg"

    answer = sign_in(cast.noor).post("/log/check-in", sent, follow=True)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert safe in page
    assert what in page
    assert Interaction.objects.get().outcome == "helped"


def test_a_fault_of_ours_is_never_taken_for_a_full_disk(cast, sign_in, monkeypatch):
    factories.install_forms(cast)

    def broken(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(kept_files, "keep", broken)
    sent = {"_key": new_id(), "outcome": "spoke", "photos": factories.one_point_photo()}

    with pytest.raises(PermissionError):
        sign_in(cast.noor).post("/log/check-in", sent)
