"""The file of an answer, added after its record is safe, as photos are."""

from datetime import datetime
from io import BytesIO
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.core.problems import NotFound
from tuque.interactions import kept_files, permissions, pictures
from tuque.interactions.codes import Status
from tuque.interactions.models import Attachment, Interaction
from tuque.interactions.problems import PhotoRefused, RecordVoid

MOST = 50  # of one record: a form has few, but each row of a part that repeats may have its own


def add_attachment(
    *, public_id: UUID, by: Worker, upload: "UploadedFile[bytes]", kind: str, mark: str, at: datetime
) -> Attachment:
    """Keep the drawing in `upload`, made anew, for the answer that holds `mark`; the same one is kept once.

    Raises PhotoRefused.
    """
    picture = pictures.remake_signature(upload.file, size=upload.size or 0)  # type: ignore[arg-type]
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
            media_type="image/png",
            added_at=at,
            added_by=by,
        )
        # Named by its own id: what the phone called it may hold a name.
        kept_files.keep(kept, "file", BytesIO(picture.body), called=f"{kept.public_id}.png")
        kept.save()
        details = {"attachment": str(kept.public_id)}
        audit.record(f"interactions.{kind}_added", by=by, subject=row, at=at, details=details)
        return kept
