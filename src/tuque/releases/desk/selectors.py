"""What is shown of requests, of the library, and of how the desk does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.core.problems import NotFound
from tuque.releases.desk import counting, permissions
from tuque.releases.desk.models import AnswerFile, DataDesk, DataRequest, LibraryAnswer, State, What

A_YEAR = timedelta(days=365)


def open_desks() -> "QuerySet[DataDesk]":
    """Those that anyone may ask, by name."""
    return DataDesk.objects.filter(is_open=True, organization__is_active=True).order_by("organization__name", "pk")


def own_desk(viewer: Worker) -> DataDesk | None:
    return DataDesk.objects.filter(organization=viewer.organization).first()


def list_requests(viewer: Worker) -> "QuerySet[DataRequest]":
    """The open ones first, the most pressing of them before the others; then those that ended, newest first."""
    permissions.check_can_answer(viewer)
    rows = DataRequest.objects.filter(organization=viewer.organization).select_related("assigned_to", "organization")
    return rows.order_by(F("ended_at").desc(nulls_first=True), "due_on", "pk")


@transaction.atomic
def open_request(public_id: UUID, *, viewer: Worker, at: datetime) -> DataRequest:
    """One request with the words of whoever asked: a look that is audited. Raises NotFound, PermissionRefused."""
    row = get_request(public_id, viewer=viewer)
    audit.look("releases.request_read", by=viewer, subject=row, at=at)
    return row


def get_request(public_id: UUID, *, viewer: Worker) -> DataRequest:
    row = list_requests(viewer).filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def get_file(request: DataRequest, public_id: UUID) -> AnswerFile:
    row = request.files.filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def answerers(viewer: Worker) -> Sequence[Worker]:
    """Those of the organization who may take a request up, by name."""
    rows = Worker.objects.filter(organization=viewer.organization, is_active=True).order_by("name", "pk")
    roles = [role.value for role in permissions.ANSWERERS]
    return list(rows.filter(role_assignments__role__in=roles, role_assignments__ends_at=None).distinct())


def public_answers() -> "QuerySet[LibraryAnswer]":
    """What anyone may read, of every organization."""
    return LibraryAnswer.objects.filter(is_public=True).select_related("organization")


def get_public_answer(public_id: UUID) -> LibraryAnswer:
    row = public_answers().filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def list_answers(viewer: Worker) -> "QuerySet[LibraryAnswer]":
    permissions.check_can_answer(viewer)
    return LibraryAnswer.objects.filter(organization=viewer.organization)


def find_answer(public_id: UUID, *, viewer: Worker) -> LibraryAnswer | None:
    return list_answers(viewer).filter(public_id=public_id).first()


@dataclass(frozen=True)
class Figures:
    """Of twelve months. `by_themselves` counts uses of the whole site, about nobody; the rest is the organization's."""

    by_themselves: dict[str, int]
    asked: int
    answered: int
    refused: int
    median_days: float | None
    open: int
    overdue: int


def figures(viewer: Worker, *, today: date, at: datetime) -> Figures:
    rows = list_requests(viewer)
    recent = rows.filter(asked_at__gte=at - A_YEAR)
    counts = counting.counted(since=today - A_YEAR)
    return Figures(
        by_themselves={str(What(what).label): times for what, times in counts.items()},
        asked=recent.count(),
        answered=recent.filter(state=State.ANSWERED).count(),
        refused=recent.filter(state=State.REFUSED).count(),
        median_days=median_days(recent.filter(ended_at__isnull=False).values_list("asked_at", "ended_at")),
        open=rows.filter(ended_at=None).count(),
        overdue=rows.filter(ended_at=None, due_on__lt=today).count(),
    )


def median_days(spans: Iterable[tuple[datetime, datetime | None]]) -> float | None:
    """Half were answered or refused within so many days; None when none was."""
    days = [(ended - asked) / timedelta(days=1) for asked, ended in spans if ended is not None]
    return round(median(days), 1) if days else None
