"""Files on disk, whole or not at all: what was acknowledged survives a power cut, what failed leaves nothing behind."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.utils.crypto import get_random_string


class WholeFileStorage(FileSystemStorage):
    """Writes beside, to the disk, then gives the name; a full disk leaves no half file under any name."""

    def _save(self, name: str, content: File[bytes] | IO[bytes]) -> str:
        folder = Path(self.path(name)).parent
        folder.mkdir(mode=self.directory_permissions_mode or 0o700, parents=True, exist_ok=True)
        beside = folder / f".{get_random_string(16)}.part"
        try:
            self._write(beside, content)
            return self.give_name(beside, name)
        finally:
            with suppress(FileNotFoundError):
                beside.unlink()

    def _write(self, beside: Path, content: File[bytes] | IO[bytes]) -> None:
        with beside.open("xb") as file:
            for chunk in chunks_of(content):
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(self.file_permissions_mode or 0o600)

    def replace(self, name: str, content: File[bytes] | IO[bytes]) -> None:
        """Put `content` in the place of the file `name`, at once: whoever has the former one open reads it to its end."""
        path = Path(self.path(name))
        beside = path.with_name(f".{get_random_string(16)}.part")
        try:
            self._write(beside, content)
            beside.replace(path)
            sync_folder(path.parent)
        finally:
            beside.unlink(missing_ok=True)

    def give_name(self, beside: Path, name: str) -> str:
        """A link fails where a file has the name already, so that two writers never share one."""
        while True:
            path = Path(self.path(name))
            try:
                os.link(beside, path)
            except FileExistsError:
                name = self.get_available_name(name)
            else:
                sync_folder(path.parent)
                return name


def chunks_of(content: File[bytes] | IO[bytes]) -> Iterator[bytes]:
    return content.chunks() if isinstance(content, File) else iter(lambda: content.read(65536), b"")


def sync_folder(folder: Path) -> None:
    """The name itself is on the disk only once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
