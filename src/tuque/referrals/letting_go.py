"""What the privacy officer's rules may let go of this room, beside what is erased by itself at the end of an inquiry."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tuque.referrals import forgetting
from tuque.referrals.models import Inquiry
from tuque.retention.api import Kind


def _due(organization_id: int, before: datetime) -> QuerySet[Inquiry]:
    return Inquiry.objects.filter(organization_id=organization_id, closed_at__lt=before, erased_at=None)


def _total(organization_id: int) -> int:
    return Inquiry.objects.filter(organization_id=organization_id).count()


def _let_go(rows: Sequence[Inquiry], at: datetime) -> list[UUID]:
    forgetting.erase_words(rows, at=at)
    return [row.public_id for row in rows]


INQUIRIES = Kind(
    code="referrals.inquiries",
    label=_("What was said in inquiries"),
    effect=_(
        "The words of needs and the notes of referrals are erased, counted from the end of the inquiry. Topics, areas, age groups, states and times stay, since figures are made of them. Names and numbers are erased when an inquiry is closed, and after ninety days in any case."
    ),
    due=_due,
    total=_total,
    let_go=_let_go,
)
