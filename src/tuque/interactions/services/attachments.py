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
from tuque.core.problems import NotFound
from tuque.interactions import kept_files, permissions, pictures, recordings
from tuque.interactions.codes import Status
from tuque.interactions.models import Attachment, Interaction
from tuque.interactions.problems import PhotoRefused, RecordVoid

MOST = 50  # of one record: a form has few, but each row of a part that repeats may have its own


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
        row = (
            Interaction.objects.select_for_update(of=("self",))
            .filter(organization_id=by.organization_id, public_id=public_id)
            .first()
        )
        if row is None:
            raise NotFound
        permissions.check_can_change(by, row)
        if row.status == Status.VOID:
            raise RecordVoid
        known = row.attachments.filter(mark=mark).first()
        if known is not None:
            return known
        if row.attachments.count() >= MOST:
            raise PhotoRefused("too_many")
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
