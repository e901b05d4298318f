"""Letters to the staff, without a word of what was asked: that a request came in, that it was given to them, that it is overdue."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db import transaction

from tuque.accounts import letters
from tuque.accounts.api import Role, Worker
from tuque.core import outbox
from tuque.core.clock import now
from tuque.releases.desk import permissions
from tuque.releases.desk.models import DataRequest

LETTER, DUE = "releases.request_letter", "releases.request_due"


class About(StrEnum):
    NEW = "new"
    GIVEN = "given"
    OVERDUE = "overdue"


class NotLeft(Exception):
    """It did not leave: the outbox tries again."""


def post_new(row: DataRequest, *, at: datetime) -> None:
    """In the caller's transaction, as the others."""
    _post(row, About.NEW, _readers(row), at=at)


def post_given(row: DataRequest, *, at: datetime) -> None:
    _post(row, About.GIVEN, _readers(row), at=at)


def post_when_overdue(row: DataRequest, *, at: datetime) -> None:
    """On the morning after the day that it is due on; nothing where that day was moved meanwhile, since it has one of its own then."""
    payload = {"request": str(row.public_id), "due_on": row.due_on.isoformat()}
    due_at = datetime.combine(row.due_on + timedelta(days=1), time(8), row.organization.zone)
    outbox.post(DUE, payload, at=at, due_at=max(due_at, at), organization_id=row.organization_id)


@transaction.atomic
def fall_due(payload: Mapping[str, object], message_id: UUID) -> None:
    row = _find(payload)
    if row is not None and row.is_open and row.due_on.isoformat() == payload["due_on"]:
        _post(row, About.OVERDUE, _readers(row), at=now())


def send(payload: Mapping[str, object], message_id: UUID) -> None:
    """What ended meanwhile needs no letter. Raises NotLeft."""
    row = _find(payload)
    reader = Worker.objects.filter(public_id=str(payload["worker"]), is_active=True).first()
    if row is None or reader is None or not row.is_open or not settings.EMAIL_SETTINGS.get("host"):
        return
    context = {"reference": row.reference, "due_on": row.due_on, "organization": row.organization.name}
    template = f"desk/staff_{About(str(payload['about'])).value}"
    if not letters.send(template, to=reader.email, language=reader.language, context=context):
        raise NotLeft


def _post(row: DataRequest, about: About, readers: list[Worker], *, at: datetime) -> None:
    """A message for each, so that one address that fails does not have the others written to twice."""
    for worker in readers:
        payload = {"request": str(row.public_id), "worker": str(worker.public_id), "about": about.value}
        outbox.post(LETTER, payload, at=at, organization_id=row.organization_id)


def _readers(row: DataRequest) -> list[Worker]:
    """Who took it up, while they may answer; else the directors."""
    holder = row.assigned_to
    if holder is not None and holder.is_active and holder.holds(*permissions.ANSWERERS):
        return [holder]
    workers = Worker.objects.filter(organization_id=row.organization_id, is_active=True)
    held = workers.filter(role_assignments__role=Role.DIRECTOR, role_assignments__ends_at=None)
    return list(held.distinct().order_by("pk"))


def _find(payload: Mapping[str, object]) -> DataRequest | None:
    found = DataRequest.objects.select_related("organization", "assigned_to")
    return found.filter(public_id=str(payload["request"])).first()
