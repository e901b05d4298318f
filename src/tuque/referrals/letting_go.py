"""What the privacy officer's rules may let go of this room, beside what is erased by itself at the end of an inquiry."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tuque.referrals import forgetting, latest
from tuque.referrals.models import Inquiry
from tuque.retention.api import Kind


def _due(organization_id: int, before: datetime) -> QuerySet[Inquiry]:
    """Closed before, or never closed and not touched since."""
    kept = Inquiry.objects.filter(organization_id=organization_id, opened_at__lt=before, erased_at=None)
    return latest.with_last_move(kept).filter(Q(closed_at__lt=before) | Q(closed_at=None, moved_at__lt=before))


def _total(organization_id: int) -> int:
    return Inquiry.objects.filter(organization_id=organization_id).count()


def _let_go(rows: Sequence[Inquiry], at: datetime) -> list[UUID]:
    """What nobody closed is closed with it: without a word it serves nobody."""
    for row in rows:
        if row.closed_at is None:
            forgetting.close(row, at=at)
    forgetting.erase_words(rows, at=at)
    return [row.public_id for row in rows]


INQUIRIES = Kind(
    code="referrals.inquiries",
    label=_("What was said in inquiries"),
    effect=_(
        "The words of needs and the notes of referrals are erased, counted from the end of the inquiry, or from what was last done in one that nobody closed; that one is closed too. Topics, areas, age groups, states and times stay, since figures are made of them. Names and numbers are erased when an inquiry is closed, and after ninety days in any case."
    ),
    due=_due,
    total=_total,
    let_go=_let_go,
)
