"""Files kept as objects: sealed, replaced under their name when keys change, read to their end by whoever reads them.

Against a bucket of the tests' own, which speaks S3 as far as it is asked: docs/reference/security-tests.md says so.
"""

import io

import pytest
from conftest import NOON
from django.core.files.storage import storages

from tuque.config import env
from tuque.core.crypto import rotation
from tuque.core.ids import new_id
from tuque.core.tests.bucket import bucket
from tuque.interactions import kept_files
from tuque.interactions.models import Photo
from tuque.interactions.tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PIXELS = b"pixels" * 50_000


@pytest.fixture
def kept(settings, monkeypatch):
    """A bucket as TUQUE_FILES_URL names it."""
    with bucket() as serving:
        monkeypatch.setenv("TUQUE_FILES_URL", f"s3+http://key:secret@{serving.address.removeprefix('http://')}/bucket")
        on_s3 = env.files("TUQUE_FILES_URL", folder="unused")
        settings.STORAGES = {**settings.STORAGES, "default": on_s3}
        assert type(storages["default"]).__name__ == "S3Storage"
        yield serving


@pytest.fixture
def photo(cast, kept):
    made = Photo(
        organization=cast.downtown, public_id=new_id(), interaction=factories.interaction(cast.noor), file_hash="",
        width=1, height=1, added_at=NOON, added_by=cast.noor,
    )  # fmt: skip
    kept_files.keep(made, "file", io.BytesIO(PIXELS), called="one.jpg")
    made.save()
    return made


def read():
    with kept_files.opened(Photo.objects.get(), "file") as file:
        return file.read()


def test_a_file_is_replaced_under_its_name_with_the_new_key(cast, kept, photo):
    ((name, before),) = kept.objects.items()
    assert PIXELS not in before
    assert read() == PIXELS
    rotation.begin(cast.downtown.pk)

    done = rotation.seal_anew(cast.downtown.pk)

    ((same, after),) = kept.objects.items()
    assert (done.files, done.unreadable, same) == (1, [], name)
    assert after != before
    assert read() == PIXELS
    assert rotation.seal_anew(cast.downtown.pk).files == 0  # a second time changes nothing


def test_whoever_is_reading_reads_to_the_end(cast, kept, photo):
    rotation.begin(cast.downtown.pk)
    with kept_files.opened(Photo.objects.get(), "file") as file:
        start = file.read(10)
        rotation.seal_anew(cast.downtown.pk)
        assert start + file.read() == PIXELS


def test_a_file_that_went_missing_stops_nothing(cast, kept, photo):
    kept.objects.clear()
    rotation.begin(cast.downtown.pk)

    done = rotation.seal_anew(cast.downtown.pk)

    assert (done.files, done.unreadable) == (0, [])
