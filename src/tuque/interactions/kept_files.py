"""The files of the log, sealed each for its own row: photos, what belongs to an answer, tables waiting to be imported, tables of refused rows."""

import io
from typing import IO, Any

from django.core.files import File
from django.db.models.fields.files import FieldFile

from tuque.core.crypto import files
from tuque.interactions.models import Attachment, ImportUpload, Photo

Sealed = Attachment | Photo | ImportUpload


def keep(row: Sealed, name: str, content: IO[bytes], *, called: str) -> None:
    """Seal `content` into the file field `name` of `row`, which is not saved here."""
    with files.sealed_copy(content, files.place_of(row, name)) as sealed:
        getattr(row, name).save(called, File(sealed), save=False)


def opened(row: Sealed, name: str) -> IO[bytes]:
    """The plain bytes, from any position; nothing plain touches the disk. Raises Unreadable."""
    kept: FieldFile = getattr(row, name)
    return files.reader(kept.storage.open(str(kept.name), "rb"), files.place_of(row, name))


class Kept:
    """A file field's content, opened as a `Path` is."""

    def __init__(self, row: Sealed, name: str) -> None:
        self._row, self._name = row, name

    def open(self, mode: Any = "rb", /) -> IO[bytes]:
        return opened(self._row, self._name)


class Refused:
    """Where the rows that were not taken are written, sealed as they come."""

    def __init__(self, upload: ImportUpload, sink: IO[bytes]) -> None:
        self._upload, self._sink = upload, sink

    def open(self, mode: str = "w", *, encoding: str = "utf-8", newline: str = "") -> io.TextIOWrapper:
        sealing = files.writer(self._sink, files.place_of(self._upload, "refused_file"))
        return io.TextIOWrapper(io.BufferedWriter(sealing, files.BLOCK), encoding=encoding, newline=newline)
