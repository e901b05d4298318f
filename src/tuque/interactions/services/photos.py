"""Photos are added after their record is safe: a bad picture never costs the words."""

from datetime import datetime
from io import BytesIO
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.interactions import kept_files, pictures
from tuque.interactions.models import Photo
from tuque.interactions.problems import PHOTOS_MOST, PhotoRefused
from tuque.interactions.services.locking import locked_for_a_file


def add_photo(*, public_id: UUID, by: Worker, upload: "UploadedFile[bytes]", at: datetime) -> Photo:
    """Keep the picture in `upload`, made anew. The same picture twice is kept once. Raises PhotoRefused."""
    picture = pictures.remake(upload.file, size=upload.size or 0)  # type: ignore[arg-type]
    with transaction.atomic():
        row = locked_for_a_file(public_id, by)
        known = row.photos.filter(file_hash=picture.digest).first()
        if known is not None:
            return known
        if row.photos.count() >= PHOTOS_MOST:
            raise PhotoRefused("too_many")
        photo = Photo(
            organization_id=row.organization_id,
            interaction=row,
            file_hash=picture.digest,
            width=picture.width,
            height=picture.height,
            added_at=at,
            added_by=by,
        )
        # Named by its own id: what the phone called it may hold a name.
        kept_files.keep(photo, "file", BytesIO(picture.body), called=f"{photo.public_id}.jpg")
        photo.save()
        audit.record("interactions.photo_added", by=by, subject=row, at=at, details={"photo": str(photo.public_id)})
        return photo
