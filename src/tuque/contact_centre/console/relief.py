"""What one shift leaves to the next: a few words without names, for a day."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.contact_centre import permissions
from tuque.contact_centre.console.models import ShiftWord

KEPT = timedelta(hours=24)
LONGEST = 1_000
MOST = 12


@transaction.atomic
def leave_word(text: str, *, key: UUID, by: Worker, at: datetime) -> None:
    """Keep a word for whoever answers next, and let go of those whose day is over. Nothing written is nothing; twice is once."""
    permissions.check_can_answer(by)
    ShiftWord.objects.filter(organization=by.organization, at__lt=at - KEPT).delete()
    if not text.strip() or ShiftWord.objects.filter(organization=by.organization, public_id=key).exists():
        return
    row = ShiftWord.objects.create(
        organization=by.organization, public_id=key, written_by=by, at=at, text=text.strip()[:LONGEST]
    )
    audit.record("contact_centre.word_left", by=by, subject=row, at=at)


def words_left(viewer: Worker, *, at: datetime) -> list[ShiftWord]:
    """Those of the last day, the newest first."""
    rows = ShiftWord.objects.filter(organization=viewer.organization, at__gte=at - KEPT)
    return list(rows.select_related("written_by").order_by("-at", "-pk")[:MOST])
