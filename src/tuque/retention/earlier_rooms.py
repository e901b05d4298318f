"""What the rooms before this one may let go: they cannot say so themselves. The audit's own records are never among it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tuque.audit.models import Finding
from tuque.breakglass.codes import State
from tuque.breakglass.models import Notice, Opening, Review
from tuque.retention.kinds import Kind


def _openings_due(organization_id: int, before: datetime) -> QuerySet[Opening]:
    """Those that were reviewed to the end: what waits for a review or a follow-up is kept until then."""
    return Opening.objects.filter(organization_id=organization_id, opened_at__lt=before, state=State.CLOSED)


def _openings_total(organization_id: int) -> int:
    return Opening.objects.filter(organization_id=organization_id).count()


def _let_openings_go(rows: Sequence[Opening], at: datetime) -> list[UUID]:
    for several in (Notice, Review):
        several.objects.filter(opening__in=rows).delete()
    Opening.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return [row.public_id for row in rows]


def _findings_due(organization_id: int, before: datetime) -> QuerySet[Finding]:
    """Those that someone closed before that instant."""
    return Finding.objects.filter(organization_id=organization_id, closed_at__lt=before)


def _findings_total(organization_id: int) -> int:
    return Finding.objects.filter(organization_id=organization_id).count()


def _let_findings_go(rows: Sequence[Finding], at: datetime) -> list[UUID]:
    Finding.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return [row.public_id for row in rows]


KINDS = (
    Kind(
        code="breakglass.openings",
        label=_("Emergency openings and their reviews"),
        effect=_(
            "The opening, its words, its reviews and who was told are deleted, once the review is closed. The audit keeps that it was opened, by whom, and what was looked at."
        ),
        due=_openings_due,
        total=_openings_total,
        let_go=_let_openings_go,
    ),
    Kind(
        code="audit.findings",
        label=_("Findings of unusual looking"),
        effect=_(
            "A finding and the word that closed it are deleted, counted from its closing. One that is still open stays, and so does the audit."
        ),
        due=_findings_due,
        total=_findings_total,
        let_go=_let_findings_go,
    ),
)
