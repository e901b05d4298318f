"""Reading the audit: one organization's own records, for its privacy officer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tuque.accounts.api import Role, Worker
from tuque.accounts.models import Invitation, Team
from tuque.audit.models import AuditRecord
from tuque.audit.sentences import in_words
from tuque.core.clock import day_bounds
from tuque.core.problems import PermissionRefused


@dataclass(frozen=True)
class Filters:
    """What to look for; an empty field looks for everything."""

    worker: UUID | None = None
    action: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Line:
    public_id: UUID
    at: datetime
    action: str
    sentence: str


def list_records(*, viewer: Worker, filters: Filters) -> QuerySet[AuditRecord]:
    """The newest first. Raises PermissionRefused for anyone but a privacy officer."""
    _check_may_read(viewer)
    records = AuditRecord.objects.filter(organization=viewer.organization).select_related("worker")
    if filters.worker:
        records = records.filter(worker__public_id=filters.worker)
    if filters.action:
        records = records.filter(action=filters.action)
    if filters.day:
        starts_at, ends_at = day_bounds(filters.day, zone=viewer.organization.zone)
        records = records.filter(at__gte=starts_at, at__lt=ends_at)
    return records.order_by("-at", "-pk")


def list_actions(*, viewer: Worker) -> list[str]:
    """The codes of what was ever done here, for the filter."""
    _check_may_read(viewer)
    found = AuditRecord.objects.filter(organization=viewer.organization).order_by().values_list("action", flat=True)
    return sorted(found.distinct())


def list_workers(*, viewer: Worker) -> QuerySet[Worker]:
    _check_may_read(viewer)
    return Worker.objects.filter(organization=viewer.organization).order_by("name")


def in_lines(records: Iterable[AuditRecord], *, viewer: Worker) -> list[Line]:
    """Each record as a sentence. Names come from rows of the viewer's organization, never from the record."""
    rows = list(records)
    names = _names_of(rows, viewer)
    return [
        Line(
            row.public_id,
            row.at,
            row.action,
            in_words(row.action, who=_who(row), subject=_subject(row, names), details=row.details),
        )
        for row in rows
    ]


def _check_may_read(viewer: Worker) -> None:
    if not viewer.holds(Role.PRIVACY_OFFICER):
        raise PermissionRefused


def _who(row: AuditRecord) -> str:
    if row.worker:
        return str(row.worker.name)
    kinds = {"token": _("A program"), "public": _("Someone not signed in"), "system": _("The system")}
    return kinds.get(row.actor_kind, row.actor_kind)


def _subject(row: AuditRecord, names: dict[UUID, str]) -> str:
    if row.subject_id is None:
        return ""
    return names.get(row.subject_id) or str(row.subject_id)[-6:]


def _names_of(rows: list[AuditRecord], viewer: Worker) -> dict[UUID, str]:
    ids = {row.subject_id for row in rows if row.subject_id and row.subject_type.startswith("accounts.")}
    names: dict[UUID, str] = {}
    for model in (Worker, Invitation):
        found = model.objects.filter(organization=viewer.organization, public_id__in=ids)
        names |= dict(found.values_list("public_id", "name"))
    for team in Team.objects.filter(organization=viewer.organization, public_id__in=ids):
        names[team.public_id] = team.name
    return names
