"""Days that differ: a service is closed, or open at other hours, from one day to another."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.directory.models import Service, SpecialDay
from tuque.directory.services.history import DAYS, note
from tuque.directory.services.records import touch


@transaction.atomic
def add(*, service: Service, values: Mapping[str, Any], by: Worker, at: datetime) -> SpecialDay:
    row = SpecialDay.objects.create(organization_id=service.organization_id, service=service, **values)
    note("service", service, DAYS, "", _told(row), by=by, at=at, action="create")
    touch("service", service, at=at)
    audit.record("directory.days_added", by=by, subject=row, at=at)
    return row


@transaction.atomic
def take_away(*, row: SpecialDay, by: Worker, at: datetime) -> None:
    audit.record("directory.days_taken_away", by=by, subject=row, at=at)
    service = row.service
    note("service", service, DAYS, _told(row), "", by=by, at=at, action="delete")
    row.delete()
    touch("service", service, at=at)


def _told(row: SpecialDay) -> str:
    """For the history, in figures: 2026-07-01/2026-07-03 09:00-12:00, why."""
    days = f"{row.starts_on}/{row.ends_on}" if row.starts_on != row.ends_on else f"{row.starts_on}"
    times = f"{row.opens_at:%H:%M}-{row.closes_at:%H:%M}" if row.opens_at and row.closes_at else ""
    return " ".join(part for part in (days, times, row.reason_en or row.reason_fr) if part)
