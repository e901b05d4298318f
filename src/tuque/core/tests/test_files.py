"""Files on disk are whole or absent."""

import errno
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from tuque.core.files import WholeFileStorage


@pytest.fixture
def storage(tmp_path: Path) -> WholeFileStorage:
    return WholeFileStorage(location=str(tmp_path), base_url=None)


def test_a_file_is_kept_whole_and_for_its_owner_only(storage, tmp_path):
    name = storage.save("photos/a.webp", ContentFile(b"x" * 200_000))

    assert storage.open(name).read() == b"x" * 200_000
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "photos").iterdir()] == ["a.webp"]


def test_two_files_never_share_a_name(storage):
    names = {storage.save("a.webp", ContentFile(bytes([n]))) for n in range(5)}

    assert len(names) == 5


def test_a_full_disk_leaves_nothing_behind(storage, tmp_path):
    class Content(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"first half"
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        storage.save("photos/a.webp", Content(b""))

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
