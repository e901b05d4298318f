"""Reading the audit: one organization's own records, for its privacy officer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tuque.accounts.api import Role, Worker
from tuque.accounts.models import Invitation, Team
from tuque.audit.models import AuditRecord
from tuque.audit.sentences import in_words, listed, role_name
from tuque.core.clock import day_bounds
from tuque.core.problems import PermissionRefused

PAGE_SIZE = 50
MOST_UNDER_ONE = 200


@dataclass(frozen=True)
class Filters:
    """What to look for; an empty field looks for everything."""

    worker: UUID | None = None
    action: str = ""
    day: date | None = None
    subject: UUID | None = None


@dataclass(frozen=True)
class Line:
    public_id: UUID
    at: datetime
    action: str
    sentence: str


@dataclass(frozen=True)
class Act:
    """One act at one row: who did it, under the name they have now, and the codes it left."""

    subject: UUID
    at: datetime
    who: str
    details: Mapping[str, object]


@dataclass(frozen=True)
class Page:
    """Records from the newest; `before` asks for the older ones, empty at the end. None is counted."""

    rows: list[AuditRecord]
    before: str


def get_page(*, viewer: Worker, filters: Filters, before: UUID | None = None) -> Page:
    """One page, from the record after `before`; as quick in a million records as in ten."""
    rows = list_records(viewer=viewer, filters=filters)
    if before is not None:
        place = AuditRecord.objects.filter(organization=viewer.organization, public_id=before)
        found = place.values_list("at", "pk").first()
        if found is not None:
            at, pk = found
            rows = rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk), at__lte=at)
    shown = list(rows[: PAGE_SIZE + 1])
    more = len(shown) > PAGE_SIZE
    shown = shown[:PAGE_SIZE]
    return Page(rows=shown, before=str(shown[-1].public_id) if more else "")


def list_records(*, viewer: Worker, filters: Filters) -> QuerySet[AuditRecord]:
    """The newest first. Raises PermissionRefused for anyone but a privacy officer."""
    _check_may_read(viewer)
    records = AuditRecord.objects.filter(organization=viewer.organization).select_related("worker")
    if filters.worker:
        records = records.filter(worker__public_id=filters.worker)
    if filters.action:
        records = records.filter(action=filters.action)
    if filters.subject:
        records = records.filter(Q(subject_id=filters.subject) | Q(seen__holds=filters.subject))
    if filters.day:
        starts_at, ends_at = day_bounds(filters.day, zone=viewer.organization.zone)
        records = records.filter(at__gte=starts_at, at__lt=ends_at)
    return records.order_by("-at", "-pk")


def opened_since(worker: UUID, *, viewer: Worker, since: datetime) -> QuerySet[AuditRecord]:
    """What one worker opened or did since an instant, the newest first: when their phone was stolen, for instance."""
    _check_may_read(viewer)
    rows = AuditRecord.objects.filter(organization=viewer.organization, worker__public_id=worker, at__gte=since)
    return rows.select_related("worker").order_by("-at", "-pk")


def lines_under(opening: UUID, *, by: Worker, since: datetime, viewer: Worker) -> list[Line]:
    """What `by` looked at under an emergency opening, the oldest first. The caller decides who may ask, and audits it."""
    rows = AuditRecord.objects.filter(
        organization=viewer.organization, worker=by, at__gte=since, details__opening=str(opening)
    )
    return in_lines(rows.select_related("worker").order_by("at", "pk")[:MOST_UNDER_ONE], viewer=viewer)


def acts_on(model: type[models.Model], subjects: Iterable[UUID], *, action: str, viewer: Worker) -> list[Act]:
    """What was done to rows of a room, the oldest first: their history where no revision keeps it. The caller decides who may ask."""
    rows = AuditRecord.objects.filter(
        organization=viewer.organization,
        subject_type=model._meta.label_lower,
        subject_id__in=list(subjects),
        action=action,
    )
    named = rows.select_related("worker").order_by("at", "pk")
    return [Act(row.subject_id, row.at, _who(row), row.details) for row in named if row.subject_id]


def ids_in(rows: Iterable[AuditRecord]) -> set[UUID]:
    """The public ids of everything that these records say was shown."""
    return {
        one
        for row in rows
        if row.purpose  # a look has one
        for one in [*(row.seen or []), *([row.subject_id] if row.subject_id else [])]
    }


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
    if row.details.get("reader"):
        roles = ", ".join(role_name(code) for code in listed(row.details.get("roles")))
        return f"{row.details['reader']} ({roles})"
    if row.worker:
        return str(row.worker.name)
    if row.worker_id:
        return _("Someone")  # of a partner, in a record of before readers were named
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
