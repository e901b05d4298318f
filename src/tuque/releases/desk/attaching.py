"""A file of one's own that goes with an answer: of few kinds, small, what its name says it is; sealed, with its licence, its day and its
method. Whoever asked takes it by their link."""

import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import IO

from django.core.files import File
from django.db import transaction

from tuque.accounts.api import Worker
from tuque.core.crypto import files as sealed
from tuque.releases.desk.models import AnswerFile, DataRequest
from tuque.releases.desk.problems import FileNotTaken

LARGEST = 10 * 1024 * 1024
LONGEST_NAME = 120
TEXT = "; charset=utf-8"


@dataclass(frozen=True)
class Attached:
    """What comes with an answer: the file's own name and bytes, and what it says of itself."""

    name: str
    body: bytes
    licence: str
    dated_on: date
    method: str


def _is_text(body: bytes) -> bool:
    try:
        return "\x00" not in body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except ValueError:
        return False
    return True


def _is_workbook(body: bytes) -> bool:
    """A workbook without programs in it."""
    try:
        with zipfile.ZipFile(BytesIO(body)) as parts:
            names = set(parts.namelist())
    except zipfile.BadZipFile:
        return False
    return "xl/workbook.xml" in names and not any("vbaProject" in name for name in names)


# Ending -> what it is served as, and whether the bytes are that.
KINDS: Mapping[str, tuple[str, Callable[[bytes], bool]]] = {
    "csv": ("text/csv" + TEXT, _is_text),
    "txt": ("text/plain" + TEXT, _is_text),
    "json": ("application/json", _is_json),
    "geojson": ("application/geo+json", _is_json),
    "pdf": ("application/pdf", lambda body: body.startswith(b"%PDF-")),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _is_workbook),
}


def check(name: str, body: bytes) -> None:
    """Raises FileNotTaken."""
    ending = ending_of(name)
    if ending not in KINDS:
        raise FileNotTaken("kind")
    if not body:
        raise FileNotTaken("empty")
    if len(body) > LARGEST:
        raise FileNotTaken("large")
    if not KINDS[ending][1](body):
        raise FileNotTaken("content")


def ending_of(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def keep(request: DataRequest, attached: Attached, *, by: Worker, at: datetime) -> AnswerFile:
    """In the caller's transaction. Raises FileNotTaken."""
    check(attached.name, attached.body)
    row = AnswerFile(
        organization=request.organization,
        request=request,
        name=safe_name(attached.name),
        size=len(attached.body),
        licence=attached.licence,
        dated_on=attached.dated_on,
        method=attached.method,
        added_at=at,
        added_by=by,
    )
    # Named by its own id on the disk: a name that was given may tell of someone.
    with sealed.sealed_copy(BytesIO(attached.body), sealed.place_of(row, "file")) as copy:
        row.file.save(f"{row.public_id}.{ending_of(row.name)}", File(copy), save=False)
    row.save()
    return row


def safe_name(name: str) -> str:
    """As a browser may save it: without a folder, a quotation mark or a line's end; the ending stays."""
    told = "".join(" " if letter in '\\/:*?"<>|' or not letter.isprintable() else letter for letter in name)
    stem, _point, ending = " ".join(told.split()).rpartition(".")
    return f"{stem.strip('. ')[: LONGEST_NAME - len(ending) - 1] or 'file'}.{ending.strip().lower()}"


def opened(row: AnswerFile) -> IO[bytes]:
    """The plain bytes; nothing plain touches the disk. Raises Unreadable."""
    return sealed.reader(row.file.storage.open(str(row.file.name), "rb"), sealed.place_of(row, "file"))


def media_type(row: AnswerFile) -> str:
    return KINDS[ending_of(row.name)][0]


def drop(row: AnswerFile) -> None:
    """In the caller's transaction; the file goes once it has committed."""
    name, storage = row.file.name, row.file.storage
    row.delete()
    if name:
        transaction.on_commit(lambda: storage.delete(name))
