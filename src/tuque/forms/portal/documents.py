"""PDFs that buttons open: taken in, sealed, replaced under the same address, shown to those they are for."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from tuque.accounts.api import Team, Worker
from tuque.audit import api as audit
from tuque.core.crypto import files
from tuque.core.problems import NotFound, Problem
from tuque.forms import permissions
from tuque.forms.models import Document

MOST_BYTES = 20 * 1024 * 1024
HEAD = b"%PDF-"


@dataclass
class DocumentRefused(Problem):
    """`why`: missing, too_large or not_pdf."""

    why: str

    code = "forms.document_refused"
    status = 422

    def message(self) -> str:
        return {
            "missing": _("Choose a PDF file first."),
            "too_large": _("This file is too large: at most %(most)s MB. Save it smaller, then choose it again.")
            % {"most": MOST_BYTES // 1024 // 1024},
            "not_pdf": _("This file is not a PDF. Save or print your document as a PDF, then choose that file."),
        }[self.why]


@transaction.atomic
def add_document(
    *, upload: "UploadedFile[bytes] | None", title: str, team: Team | None, by: Worker, at: datetime
) -> Document:
    """Keep a PDF for a button. Raises DocumentRefused."""
    permissions.check_can_configure(by, by.organization, team)
    row = Document(organization=by.organization, team=team, title=title.strip()[:120])
    _take_in(row, upload, by=by, at=at)
    audit.record("forms.document_added", by=by, subject=row, at=at, details={"size": row.size})
    return row


@transaction.atomic
def replace_document(*, public_id: UUID, upload: "UploadedFile[bytes] | None", by: Worker, at: datetime) -> Document:
    """Put a new PDF in the place of the former one, which is removed: the buttons that open it need no change."""
    row = Document.objects.select_for_update().filter(organization=by.organization, public_id=public_id).first()
    if row is None:
        raise NotFound
    permissions.check_can_configure(by, by.organization, row.team)
    storage, former = row.file.storage, str(row.file.name)
    _take_in(row, upload, by=by, at=at)
    audit.record("forms.document_replaced", by=by, subject=row, at=at, details={"size": row.size})
    transaction.on_commit(lambda: storage.delete(former))
    return row


def list_documents(*, viewer: Worker) -> QuerySet[Document]:
    """Those that `viewer` may open: of the organization, and of their teams; all of them for who configures everything."""
    rows = Document.objects.filter(organization=viewer.organization).select_related("team")
    if not viewer.holds(*permissions.EVERYTHING):
        rows = rows.filter(Q(team=None) | Q(team__in=viewer.teams))
    return rows.order_by("-changed_at")


@transaction.atomic
def open_document(public_id: UUID, *, viewer: Worker, at: datetime) -> Document:
    """The document, for showing: recorded, since a hand-off may speak of people. Raises NotFound."""
    row = list_documents(viewer=viewer).filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    audit.look("forms.document_seen", by=viewer, subject=row, at=at)
    return row


def read_document(row: Document) -> IO[bytes]:
    kept: FieldFile = row.file
    return files.reader(kept.storage.open(str(kept.name), "rb"), files.place_of(row, "file"))


def _take_in(row: Document, upload: Any, *, by: Worker, at: datetime) -> None:
    if upload is None or not upload.size:
        raise DocumentRefused("missing")
    if upload.size > MOST_BYTES:
        raise DocumentRefused("too_large")
    upload.seek(0)
    if not upload.read(len(HEAD)).startswith(HEAD):
        raise DocumentRefused("not_pdf")
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    row.digest, row.size, row.changed_at, row.changed_by = digest.hexdigest(), upload.size, at, by
    with files.sealed_copy(upload.file, files.place_of(row, "file")) as sealed:
        # Named by its own id: what it was called may hold a name.
        row.file.save(f"{row.public_id}.pdf", File(sealed), save=False)
    row.save()
