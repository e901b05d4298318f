"""What was found, for those who watch over privacy; closed with a word, never by the worker it concerns."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tuque.accounts.api import Role, Worker
from tuque.audit import services
from tuque.audit.models import AuditRecord, Finding
from tuque.audit.selectors import Line, in_lines
from tuque.core.problems import NotFound, PermissionRefused, Problem

MAY_CLOSE = (Role.PRIVACY_OFFICER, Role.DIRECTOR)
MOST_SHOWN, MOST_LINES = 50, 100


@dataclass
class OwnFinding(Problem):
    code = "audit.own_finding"
    status = 403

    def message(self) -> str:
        return _("This concerns your own looking: someone else must close it, whatever roles you hold.")


@dataclass
class FindingClosed(Problem):
    code = "audit.finding_closed"
    status = 409

    def message(self) -> str:
        return _("Someone else closed this already: nothing more is needed.")


def list_findings(*, viewer: Worker, at: datetime) -> tuple[list[Finding], list[Finding]]:
    """Those that are open, the oldest first; and the last that were closed. Raises PermissionRefused."""
    _check(viewer)
    rows = Finding.objects.filter(organization=viewer.organization).select_related("worker", "closed_by")
    opened = list(rows.filter(closed_at__isnull=True).order_by("on", "pk")[:MOST_SHOWN])
    closed = list(rows.filter(closed_at__isnull=False).order_by("-closed_at", "-pk")[:MOST_SHOWN])
    if opened or closed:
        with transaction.atomic():
            services.record("audit.findings_read", by=viewer, at=at)
    return opened, closed


@transaction.atomic
def get_finding(public_id: UUID, *, viewer: Worker, at: datetime) -> tuple[Finding, list[Line]]:
    """One finding, and what its worker looked at from its first to its last look. Audited. Raises NotFound."""
    _check(viewer)
    rows = Finding.objects.select_related("worker", "closed_by", "organization")
    finding = rows.filter(public_id=public_id, organization=viewer.organization).first()
    if finding is None:
        raise NotFound
    looks = AuditRecord.objects.filter(
        organization=viewer.organization,
        worker=finding.worker,
        at__gte=finding.first_at,
        at__lte=finding.last_at,
    ).exclude(purpose="")
    lines = in_lines(looks.select_related("worker").order_by("at", "pk")[:MOST_LINES], viewer=viewer)
    services.record("audit.finding_read", by=viewer, subject=finding, at=at)
    return finding, lines


@transaction.atomic
def close(finding: Finding, *, judgement: str, words: str, by: Worker, at: datetime) -> None:
    """Raises OwnFinding for the worker it concerns, FindingClosed, PermissionRefused, NotFound for another's."""
    _check(by)
    if finding.worker_id == by.pk:
        raise OwnFinding
    row = Finding.objects.select_for_update().filter(pk=finding.pk, organization=by.organization).first()
    if row is None:
        raise NotFound
    if row.closed_at is not None:
        raise FindingClosed
    row.closed_at, row.closed_by, row.judgement, row.words = at, by, Finding.Judgement(judgement), words.strip()
    row.save(update_fields=["closed_at", "closed_by", "judgement", "words"])
    services.record("audit.finding_closed", by=by, subject=row, at=at, details={"judgement": row.judgement})


def _check(viewer: Worker) -> None:
    if not viewer.holds(*MAY_CLOSE):
        raise PermissionRefused
