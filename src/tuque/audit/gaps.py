"""The one door that opens without an audit record: receiving and answering a person in crisis.

Everything else is refused when its record cannot be written (`services.NotRecorded`, 503). For a person in crisis the
refusal would cost more than the missing line: the gap itself is written to a file beside the data, at once, and becomes a
row that the privacy officer and the doctor (`tuque check`) show, with a message to the privacy officer.
"""

import json
import logging
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction

from tuque.accounts.models import Organization, Worker
from tuque.audit import notices, services
from tuque.audit.models import AuditRecord, Gap
from tuque.core import wall
from tuque.core.ids import new_id
from tuque.core.wall import Purpose

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger(__name__)


def record_in_crisis(
    action: str,
    *,
    at: datetime,
    by: Worker | None = None,
    organization: Organization | None = None,
    subject: models.Model | None = None,
    **values: Any,
) -> AuditRecord | None:
    """As `record`, for receiving and answering a person in crisis alone: what fails leaves a gap, and the act goes on.

    None when the record could not be written. Never raises for a record that is refused.
    """
    try:
        with transaction.atomic():  # a savepoint: what fails takes nothing else with it
            return services.record(action, at=at, by=by, organization=organization, subject=subject, **values)
    except services.NotRecorded:
        owner = organization or getattr(subject, "organization", None) or (by.organization if by else None)
        _keep(
            {
                "id": str(new_id()),
                "at": at.isoformat(),
                "action": action,
                "organization": str(owner.public_id) if owner else "",
                "worker": str(by.public_id) if by else "",
                "subject": str(getattr(subject, "public_id", "")),
            }
        )
        return None


def take_in(*, at: datetime) -> int:
    """Make rows of the gaps that processes of this machine wrote down, and tell the privacy officers; how many.

    Run again after any interruption: the file is set aside before it is read, and a gap is taken in once.
    """
    taken = 0
    for path in _set_aside():
        for line in path.read_text().splitlines():
            taken += _take_in_one(json.loads(line), at=at)
        path.unlink()
    return taken


@transaction.atomic
def acknowledge(*, viewer: Worker, at: datetime) -> int:
    """The privacy officer has seen the gaps of their organization; how many there were."""
    rows = list_open(viewer)
    number = rows.update(acknowledged_at=at, acknowledged_by=viewer)
    if number:
        services.record("audit.gaps_acknowledged", by=viewer, at=at, details={"gaps": number})
    return number


def list_open(viewer: Worker) -> "models.QuerySet[Gap]":
    return Gap.objects.filter(organization=viewer.organization, acknowledged_at__isnull=True).order_by("-at", "-pk")


def _file() -> Path:
    return Path(settings.DATA_DIR) / "audit-gaps.jsonl"


def _keep(gap: dict[str, str]) -> None:
    """On disk before this returns. A disk that refuses even this leaves a line in the log, and stops nobody."""
    logger.error("audit.gap %s %s", gap["action"], gap["id"])
    try:
        handle = os.open(_file(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, (json.dumps(gap) + "\n").encode())
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError:
        logger.critical("audit.gap_not_kept %s %s %s", gap["action"], gap["at"], gap["id"])


def _set_aside() -> "Iterator[Path]":
    aside = _file().with_suffix(".taking")
    if aside.exists():
        yield aside
    if _file().exists():
        _file().rename(aside)
        yield aside


def _take_in_one(line: dict[str, str], *, at: datetime) -> int:
    with wall.system(Purpose.AUDIT):
        organization = (
            Organization.objects.filter(public_id=line["organization"]).first() if line["organization"] else None
        )
        worker = Worker.objects.filter(public_id=line["worker"]).first() if line["worker"] else None
    with wall.within(organization.pk) if organization else wall.system(Purpose.AUDIT):
        return _take_in(line, organization=organization, worker=worker, at=at)


@transaction.atomic
def _take_in(line: dict[str, str], *, organization: Organization | None, worker: Worker | None, at: datetime) -> int:
    _gap, is_new = Gap.objects.get_or_create(
        public_id=UUID(line["id"]),
        defaults={
            "organization": organization,
            "at": datetime.fromisoformat(line["at"]),
            "action": line["action"],
            "worker": worker,
            "subject_id": line["subject"] or None,
            "taken_in_at": at,
        },
    )
    if is_new and organization is not None:
        notices.post("gap", organization=organization, about=_gap.public_id, at=at)
    return int(is_new)
