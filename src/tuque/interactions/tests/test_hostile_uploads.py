"""Sixty files sent to do harm, by the site's own pages: none is served as it came, none costs the record or the server."""

import io
import json
import subprocess
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from hostile import EICAR, MARK, PHOTOS, SCRIPT, TABLES, picture, png_that_says
from tuque.core import reading_tables as reading
from tuque.interactions import pictures
from tuque.interactions.models import ImportUpload, Photo
from tuque.interactions.problems import PhotoRefused
from tuque.interactions.tests import factories

pytestmark = pytest.mark.once
MEMORY_MB, SECONDS = 256, 5.0


def sent(name: str, body: bytes, kind: str = "text/html") -> SimpleUploadedFile:
    """With a type that lies: the server must not believe it."""
    file = SimpleUploadedFile("x", body, content_type=kind)
    file.name = file._name = name  # Django's own cleaning of names is for the server to do, not for this test
    return file


def test_there_are_sixty_of_them():
    assert len(PHOTOS) + len(TABLES) >= 60


@pytest.mark.parametrize("name", sorted(PHOTOS))
def test_no_photo_is_served_as_it_came_and_the_record_is_kept(name, cast, sign_in):
    row = factories.interaction(cast.noor, note="Kept whatever comes with it")
    noor = sign_in(cast.noor)

    answer = noor.post(f"/records/{row.public_id}/photos", {"photos": sent(name, PHOTOS[name])})

    assert answer.status_code == 302
    assert "Kept whatever comes with it" in noor.get(f"/records/{row.public_id}").content.decode()
    for kept in Photo.objects.all():
        served = noor.get(f"/photos/{kept.public_id}.jpg")
        assert served["Content-Type"] == "image/jpeg"
        assert served["X-Content-Type-Options"] == "nosniff"
        assert served["Content-Disposition"] == f'inline; filename="{kept.public_id}.jpg"'
        assert ".." not in str(kept.file.name)
        check_inert(served.content)


def check_inert(body: bytes) -> None:
    """A JPEG from its first byte to its last, of points alone."""
    assert body.startswith(b"\xff\xd8\xff")
    assert body.endswith(b"\xff\xd9")
    for left in (MARK, SCRIPT, EICAR, b"<?php", b"PK\x03\x04", b"Exif", b"xmpmeta", b"ICC_PROFILE"):
        assert left not in body
    with Image.open(io.BytesIO(body)) as read:
        assert not dict(read.getexif())
        assert max(read.size) <= pictures.LONGEST_SIDE


def test_the_words_sent_with_a_bad_photo_are_kept(cast, sign_in):
    factories.install_forms(cast)
    noor = sign_in(cast.noor)

    for number, name in enumerate(sorted(PHOTOS)):
        body = {"_key": f"018f0000-0000-7000-8000-{number:012d}", "outcome": "spoke", "people.adult": 1, "note": name}
        body["photos"] = sent(name, PHOTOS[name])
        assert noor.post("/log/check-in", body).status_code == 302

    from tuque.interactions.models import Interaction

    assert Interaction.objects.count() == len(PHOTOS)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_no_table_is_served_as_it_came(name, cast, sign_in):
    dana = sign_in(cast.dana)

    answer = dana.post("/import", {"file": sent(name, TABLES[name]), "mapping": ""})

    assert answer.status_code in {302, 422}
    if answer.status_code == 302:
        page = dana.get(answer["Location"])
        assert page.status_code == 200
        assert SCRIPT not in page.content
        assert page["Content-Type"].startswith("text/html")
    for kept in ImportUpload.objects.all():
        assert "/" not in kept.file_name
        assert ".." not in str(kept.file.name)
        assert dana.get(f"/media/{kept.file.name}").status_code == 404


@pytest.mark.parametrize(
    "name", ["../../../outside.csv", "/etc/cron.d/x", "a\r\nX-Injected: yes.csv", "n" * 5000 + ".csv"]
)
def test_the_name_of_a_file_leads_nowhere(name, cast, sign_in):
    dana = sign_in(cast.dana)

    answer = dana.post("/import", {"file": sent(name, b"id,date,type\n1,2026-01-01 10:00,Visit\n"), "mapping": ""})

    assert answer.status_code in {302, 400, 422}
    assert "X-Injected" not in answer.headers
    for kept in ImportUpload.objects.all():
        assert not {"/", "\r", "\n"} & set(kept.file_name)
        assert str(kept.public_id) in str(kept.file.name)


def test_a_file_that_unpacks_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MAX_INSIDE", 1_000_000)
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(TABLES["bomb-after-a-header.csv.gz"])

    with pytest.raises(reading.FileRefused) as refused:
        reading.verify(path)

    assert refused.value.code == "too_large_inside"


@pytest.mark.parametrize("size", [(10_000, 10_000), (3_500, 3_500)])
def test_what_must_be_held_whole_is_refused_by_its_header(size):
    with pytest.raises(PhotoRefused):
        pictures.remake(io.BytesIO(png_that_says(*size)), size=1000)


LARGEST = {
    "twelve megapixels, see-through": lambda: picture("PNG", (3464, 3464), "RGBA", compress_level=1),
    "twelve megapixels, WebP": lambda: picture("WEBP", (3464, 3464), "RGBA", lossless=True, method=0),
    "twelve megapixels, in steps": lambda: picture("JPEG", (4000, 3000), progressive=True, subsampling=0),
    "sixty megapixels, plain": lambda: picture("JPEG", (7700, 7700), quality=30),
}
READING = """
import io, json, resource, sys, time
body = sys.stdin.buffer.read()
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
from tuque.interactions import pictures
from tuque.interactions.problems import PhotoRefused
before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
try:
    pictures.remake(io.BytesIO(body), size=len(body)); kept = True
except PhotoRefused:
    kept = False
used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(json.dumps({"mb": used / 1024, "seconds": time.process_time() - began, "kept": kept}))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("which", "kept"),
    [
        ("twelve megapixels, see-through", True),
        ("twelve megapixels, WebP", True),
        ("twelve megapixels, in steps", True),
        ("sixty megapixels, plain", True),
        ("words-bomb.png", None),
        ("profile-bomb.png", None),
        ("sixty-frames.webp", True),
        ("thirteen-megapixels.png", False),
    ],
)
def test_memory_and_time_are_bounded(which, kept):
    """In a process of its own, which may not take more than a gigabyte of addresses nor twenty seconds."""
    made = LARGEST[which]() if which in LARGEST else PHOTOS[which]
    done = subprocess.run([sys.executable, "-c", READING], input=made, capture_output=True, check=True)
    figures = json.loads(done.stdout)

    assert figures["mb"] < MEMORY_MB, figures
    assert figures["seconds"] < SECONDS, figures
    assert kept is None or figures["kept"] is kept
