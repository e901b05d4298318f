"""What was sent beside the words of a record: kept once the record is safe, and shown to those who may."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tuque.accounts.api import WorkerRequest, limits, roles_allowed
from tuque.core.clock import now
from tuque.core.storage import is_away, is_disk_full
from tuque.forms import api as forms
from tuque.interactions import kept_files, permissions, selectors, services
from tuque.interactions.models import Attachment, Photo
from tuque.interactions.problems import PhotoRefused, RecordingRefused

PART = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")


@roles_allowed(*permissions.WRITERS)
@require_POST
def add_photo(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    selectors.get_interaction(public_id, viewer=request.worker, at=now(), to_change=True)
    limits.check(request, "photo")
    keep_photos(request, public_id, names=request.FILES)
    return redirect("interactions:detail", public_id=public_id)


def keep_photos(request: WorkerRequest, public_id: UUID, *, names: Iterable[str]) -> None:
    """Keep every photo that came under `names`; say which were not kept and why. The record is safe already."""
    kept = 0
    for upload in (file for name in names for file in request.FILES.getlist(name)):
        with _record_is_safe(request, upload):
            services.add_photo(public_id=public_id, by=request.worker, upload=upload, at=now())
            kept += 1
    if kept:
        messages.success(
            request, _("Photos kept: %(count)s. What the phone had written in them was taken out.") % {"count": kept}
        )


def keep_files(request: WorkerRequest, public_id: UUID, form: forms.Form) -> None:
    """Keep what came beside the answers: photos, and what belongs to one answer. The record is safe already."""
    keep_photos(request, public_id, names=[name for name in request.FILES if _type(name, form) == "photo"])
    for name in request.FILES:
        kind, upload = _type(name, form), request.FILES.getlist(name)[-1]
        if kind not in Attachment.Kind.values:
            continue
        with _record_is_safe(request, upload):
            services.add_attachment(
                public_id=public_id,
                by=request.worker,
                upload=upload,
                kind=kind,
                mark=forms.mark_of(upload),
                at=now(),
            )


@contextmanager
def _record_is_safe(request: WorkerRequest, upload: "UploadedFile[bytes]") -> Iterator[None]:
    """What keeps a file from being kept is said, and costs nothing else: its record was written before."""
    try:
        yield
    except (PhotoRefused, RecordingRefused) as refused:
        messages.warning(request, refused.message())
    except (OSError, OperationalError) as trouble:
        if not (is_disk_full(trouble) or is_away(trouble)):
            raise
        words = _(
            "The record is saved; “%(name)s” is not: the server has no room for it now, or cannot be reached. Tell your administrator, and add it to the record later."
        )
        messages.warning(request, words % {"name": upload.name})


def _type(name: str, form: forms.Form) -> str:
    """The type of the question to which the input `name` belongs, in a row or not."""
    one = form.find_field(name.rpartition(".")[2])
    return one.type if one else ""


@roles_allowed(*permissions.READERS)
@require_GET
def photo(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    return as_picture(selectors.get_photo(public_id, viewer=request.worker, at=now()))


@roles_allowed(*permissions.READERS)
@require_GET
def attachment(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    return as_file(selectors.get_attachment(public_id, viewer=request.worker, at=now()), request)


def as_picture(found: Photo) -> HttpResponse:
    return _served(found, "image/jpeg", "jpg")


def as_file(found: Attachment, request: HttpRequest) -> HttpResponse:
    """The whole file, or the part of it that a player asks for: Safari plays nothing that cannot be had in parts."""
    answer = _served(found, found.media_type, str(found.file.name).rpartition(".")[2])
    answer.headers["Accept-Ranges"] = "bytes"
    asked = PART.fullmatch(request.headers.get("Range", ""))
    whole = answer.content
    if asked is None:
        return answer
    first, last = int(asked[1]), min(int(asked[2] or len(whole)), len(whole) - 1)
    if first > last:
        answer.content, answer.status_code = b"", 416
        answer.headers["Content-Range"] = f"bytes */{len(whole)}"
        return answer
    answer.content, answer.status_code = whole[first : last + 1], 206
    answer.headers["Content-Range"] = f"bytes {first}-{last}/{len(whole)}"
    return answer


def _served(found: Photo | Attachment, media_type: str, ending: str) -> HttpResponse:
    with kept_files.opened(found, "file") as file:
        answer = HttpResponse(file.read(), content_type=media_type)
    answer.headers["Content-Disposition"] = f'inline; filename="{found.public_id}.{ending}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
