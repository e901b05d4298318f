"""A service closed from one day to another, for a reason that the public page tells: a flood, a move."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.core.problems import NotFound
from tuque.directory import visibility
from tuque.directory.models import Service, SpecialDay
from tuque.directory.search import following


@transaction.atomic
def close(
    service: UUID, *, starts_on: date, ends_on: date, reason_en: str, reason_fr: str, by: Worker, at: datetime
) -> UUID:
    """The id of the closure, by which it is taken back. Raises NotFound for another organization's service."""
    row = Service.objects.filter(organization=by.organization, public_id=service, gone_at=None).first()
    if row is None:
        raise NotFound
    day = SpecialDay.objects.create(
        organization=by.organization,
        service=row,
        starts_on=starts_on,
        ends_on=ends_on,
        reason_en=reason_en,
        reason_fr=reason_fr,
    )
    visibility.show_special(day)
    following.changed([row.pk], organization_id=row.organization_id)
    audit.record("directory.record_changed", by=by, subject=row, at=at, details={"special_day": str(day.public_id)})
    return day.public_id


@transaction.atomic
def take_back(closure: UUID, *, by: Worker, at: datetime) -> None:
    """Open again. Nothing happens where it was taken back before."""
    day = SpecialDay.objects.filter(organization=by.organization, public_id=closure).select_related("service").first()
    if day is None:
        return
    row = day.service
    day.delete()
    following.changed([row.pk], organization_id=row.organization_id)
    audit.record("directory.record_changed", by=by, subject=row, at=at, details={"special_day": str(closure)})
