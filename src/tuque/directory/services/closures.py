"""A service closed from one day to another, everywhere or at one of its places, for a reason that the public page tells: a flood, a move."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.core.problems import NotFound
from tuque.directory import published, selectors, visibility
from tuque.directory.models import Location, Service, SpecialDay
from tuque.directory.public_values import PublicService
from tuque.directory.search import following

MOST_FOUND = 20


def closable(words: str, *, by: Worker, at: datetime) -> list[PublicService]:
    """The organization's own services that the public finds, with their places, by words of their name or of who offers them."""
    rows = selectors.list_services(by, search=words, today=at.date()).filter(is_public=True)
    first = list(rows.exclude(status__in=published.GONE_FOR_THE_PUBLIC).values_list("pk", flat=True)[:MOST_FOUND])
    return list(published.read(Service.objects.filter(pk__in=first).order_by("name", "pk")))


@transaction.atomic
def close(
    service: UUID,
    *,
    place: UUID | None = None,
    starts_on: date,
    ends_on: date,
    reason_en: str,
    reason_fr: str,
    by: Worker,
    at: datetime,
) -> UUID:
    """The id of the closure, by which it is taken back. Without a `place` it is closed everywhere. Raises NotFound for another
    organization's service, and for a place where it is not."""
    row = Service.objects.filter(organization=by.organization, public_id=service, gone_at=None).first()
    if row is None:
        raise NotFound
    day = SpecialDay.objects.create(
        organization=by.organization,
        service=row,
        location=_place_of(row, place) if place else None,
        starts_on=starts_on,
        ends_on=ends_on,
        reason_en=reason_en,
        reason_fr=reason_fr,
    )
    visibility.show_special(day)
    following.changed([row.pk], organization_id=row.organization_id)
    audit.record("directory.record_changed", by=by, subject=row, at=at, details={"special_day": str(day.public_id)})
    return day.public_id


def _place_of(row: Service, place: UUID) -> Location:
    found = Location.objects.filter(services_here__service=row, public_id=place, gone_at=None).first()
    if found is None:
        raise NotFound
    return found


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
