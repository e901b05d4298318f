"""The file of an answer, added after its record is safe, as photos are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.interactions import kept_files, pictures, recordings
from tuque.interactions.models import Attachment
from tuque.interactions.problems import ATTACHMENTS_MOST, PhotoRefused
from tuque.interactions.services.locking import locked_for_a_file


@dataclass(frozen=True)
class Made:
    """What is kept of a file."""

    body: bytes
    media_type: str
    ending: str
    seconds: int | None = None


def _drawing(upload: "UploadedFile[bytes]") -> Made:
    made = pictures.remake_signature(upload.file, size=upload.size or 0)  # type: ignore[arg-type]
    return Made(made.body, "image/png", "png")


def _recording(upload: "UploadedFile[bytes]") -> Made:
    made = recordings.clean(upload.file, size=upload.size or 0)  # type: ignore[arg-type]
    return Made(made.body, made.media_type, made.ending, made.seconds)


MAKERS: Mapping[str, Callable[["UploadedFile[bytes]"], Made]] = {
    Attachment.Kind.SIGNATURE: _drawing,
    Attachment.Kind.AUDIO: _recording,
}


def add_attachment(
    *, public_id: UUID, by: Worker, upload: "UploadedFile[bytes]", kind: str, mark: str, at: datetime
) -> Attachment:
    """Keep the drawing or the recording in `upload` for the answer that holds `mark`; the same one is kept once.

    Raises PhotoRefused or RecordingRefused.
    """
    made = MAKERS[kind](upload)
    with transaction.atomic():
        row = locked_for_a_file(public_id, by)
        known = row.attachments.filter(mark=mark).first()
        if known is not None:
            return known
        if row.attachments.count() >= ATTACHMENTS_MOST:
            raise PhotoRefused("too_many_attached")
        kept = Attachment(
            organization_id=row.organization_id,
            interaction=row,
            kind=kind,
            mark=mark,
            media_type=made.media_type,
            seconds=made.seconds,
            added_at=at,
            added_by=by,
        )
        # Named by its own id: what the phone called it may hold a name.
        kept_files.keep(kept, "file", BytesIO(made.body), called=f"{kept.public_id}.{made.ending}")
        kept.save()
        details = {"attachment": str(kept.public_id)}
        audit.record(f"interactions.{kind}_added", by=by, subject=row, at=at, details=details)
        return kept
