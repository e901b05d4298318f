"""Days that differ: a service is closed, or open at other hours, from one day to another."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.directory.models import Service, SpecialDay
from tuque.directory.services.records import touch


@transaction.atomic
def add(*, service: Service, values: Mapping[str, Any], by: Worker, at: datetime) -> SpecialDay:
    row = SpecialDay.objects.create(organization_id=service.organization_id, service=service, **values)
    touch("service", service, at=at)
    audit.record("directory.days_added", by=by, subject=row, at=at)
    return row


@transaction.atomic
def take_away(*, row: SpecialDay, by: Worker, at: datetime) -> None:
    audit.record("directory.days_taken_away", by=by, subject=row, at=at)
    service = row.service
    row.delete()
    touch("service", service, at=at)
