"""Writes of events: opened, changed, its places kept, counted, withdrawn; closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.core.problems import NotFound, PermissionRefused, Problem
from tuque.directory import api as directory
from tuque.referrals import live, permissions
from tuque.referrals.events.models import Event, EventPlace, Kind, PlaceKind


@dataclass
class EventClosed(Problem):
    code, status = "referrals.event_closed", 409

    def message(self) -> str:
        return _("This event is closed, so nothing was changed. Open another one if it begins again.")


@dataclass(frozen=True)
class Said:
    """What the public page says of an event, in both languages."""

    kind: Kind
    name_en: str
    name_fr: str
    words_en: str
    words_fr: str
    where: str = ""


@dataclass(frozen=True)
class Place:
    """A shelter, a temporary service or a closure. `service` is the directory's record of what is closed."""

    kind: PlaceKind
    name_en: str
    name_fr: str
    starts_at: datetime
    ends_at: datetime | None = None
    words_en: str = ""
    words_fr: str = ""
    address: str = ""
    phone: str = ""
    lon: float | None = None
    lat: float | None = None
    capacity: int | None = None
    service: UUID | None = None
    locations: Sequence[str] = ()
    """Public ids of the places of `service` that are closed; none: everywhere."""


@transaction.atomic
def open_event(*, key: UUID, said: Said, by: Worker, at: datetime) -> Event:
    """Public from now on. Sent twice, it is the same event."""
    _check_lead(by)
    found = Event.objects.filter(organization=by.organization, public_id=key).first()
    if found is not None:
        return found
    row = Event.objects.create(
        organization=by.organization,
        public_id=key,
        slug=_slug(said.name_en, at=at),
        kind=said.kind,
        name_en=said.name_en,
        name_fr=said.name_fr,
        words_en=said.words_en,
        words_fr=said.words_fr,
        where=said.where,
        opened_at=at,
        opened_by=by,
        changed_at=at,
    )
    audit.record("referrals.event_opened", by=by, subject=row, at=at)
    live.ring(by.organization_id)
    return row


def _slug(name: str, *, at: datetime) -> str:
    """Of the name and the month; with a number where another has it."""
    base = f"{slugify(name)[:40] or 'event'}-{at:%Y-%m}"
    with directory.opened():
        taken = set(Event.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug


@transaction.atomic
def change(event: Event, *, said: Said, by: Worker, at: datetime) -> Event:
    row = _lock(event.public_id, by)
    _check_lead(by)
    row.kind, row.where = said.kind, said.where
    row.touch(at=at)
    row.name_en, row.name_fr, row.words_en, row.words_fr = said.name_en, said.name_fr, said.words_en, said.words_fr
    row.save()
    audit.record("referrals.event_changed", by=by, subject=row, at=at)
    return row


@transaction.atomic
def close(event: Event, *, by: Worker, at: datetime) -> Event:
    """The page stays, and says that it is over. What was closed in the directory meanwhile opens again."""
    row = _lock(event.public_id, by)
    _check_lead(by)
    for place in row.places.exclude(special_day=None):
        _open_again(place, by=by, at=at)
    row.closed_at = at
    row.touch(at=at)
    row.save(update_fields=["closed_at", "changed_at", "earlier"])
    audit.record("referrals.event_closed", by=by, subject=row, at=at)
    live.ring(by.organization_id)
    return row


@transaction.atomic
def add_place(event: Event, *, key: UUID, place: Place, by: Worker, at: datetime) -> EventPlace:
    """Sent twice, it is the same place. A record of the directory is closed there too, for as long."""
    row = _lock(event.public_id, by)
    _check_lead(by)
    found = EventPlace.objects.filter(event=row, public_id=key).first()
    if found is not None:
        return found
    made = EventPlace.objects.create(
        organization=by.organization,
        public_id=key,
        event=row,
        kind=place.kind,
        name_en=place.name_en,
        name_fr=place.name_fr,
        words_en=place.words_en,
        words_fr=place.words_fr,
        address=place.address,
        phone=place.phone,
        lon=place.lon,
        lat=place.lat,
        capacity=place.capacity,
        starts_at=place.starts_at,
        ends_at=place.ends_at,
        service=place.service,
        locations=list(place.locations),
        changed_at=at,
    )
    _close_in_directory(row, made, by=by, at=at)
    _touch(row, made, "referrals.event_place_kept", by=by, at=at)
    return made


@transaction.atomic
def change_place(place: EventPlace, *, told: Place, by: Worker, at: datetime) -> EventPlace:
    """Another end, other words, more places. The directory is told of a closure anew. What was counted stays."""
    row = _lock(place.event.public_id, by)
    _check_lead(by)
    fresh = EventPlace.objects.select_for_update().filter(pk=place.pk, withdrawn_at=None).first()
    if fresh is None:
        raise NotFound
    said = vars(told) | {"locations": list(told.locations)}
    changed = [name for name, value in said.items() if getattr(fresh, name) != value]
    if not changed:
        return fresh
    for name in changed:
        setattr(fresh, name, said[name])
    fresh.changed_at = at
    fresh.save(update_fields=[*changed, "changed_at"])
    if {"kind", "service", "locations", "starts_at", "ends_at"} & set(changed):
        _open_again(fresh, by=by, at=at)
        _close_in_directory(row, fresh, by=by, at=at)
    _touch(row, fresh, "referrals.event_place_kept", by=by, at=at, details={"fields": sorted(changed)})
    return fresh


def _close_in_directory(event: Event, place: EventPlace, *, by: Worker, at: datetime) -> None:
    """A record of the directory that is closed meanwhile is closed there too, at the same places, for as many whole days: what
    ends at midnight is open the next day."""
    if not (place.service and place.ends_at and place.kind == PlaceKind.CLOSURE):
        return
    zone = by.organization.zone
    days = [
        directory.close_service(
            place.service,
            place=UUID(one) if one else None,
            starts_on=place.starts_at.astimezone(zone).date(),
            ends_on=(place.ends_at - timedelta(microseconds=1)).astimezone(zone).date(),
            reason_en=event.name_en,
            reason_fr=event.name_fr,
            by=by,
            at=at,
        )
        for one in place.locations or [""]
    ]
    place.special_day, place.more_days = days[0], [str(one) for one in days[1:]]
    place.save(update_fields=["special_day", "more_days"])


@transaction.atomic
def count(place: EventPlace, *, occupied: int, capacity: int | None, by: Worker, at: datetime) -> EventPlace:
    """How many places are taken, as of now. Whoever helps may count, not leads alone."""
    row = _lock(place.event.public_id, by)
    fresh = EventPlace.objects.select_for_update().get(pk=place.pk)
    fresh.occupied, fresh.counted_at, fresh.changed_at = occupied, at, at
    if capacity is not None:
        fresh.capacity = capacity
    fresh.save(update_fields=["occupied", "capacity", "counted_at", "changed_at"])
    _touch(row, fresh, "referrals.event_place_counted", by=by, at=at)
    return fresh


@transaction.atomic
def withdraw(place: EventPlace, *, by: Worker, at: datetime) -> EventPlace:
    """It was wrong, or is over before its time: no longer on the page."""
    row = _lock(place.event.public_id, by)
    _check_lead(by)
    fresh = EventPlace.objects.select_for_update().get(pk=place.pk)
    if fresh.withdrawn_at is None:
        fresh.withdrawn_at = fresh.changed_at = at
        fresh.save(update_fields=["withdrawn_at", "changed_at"])
        _open_again(fresh, by=by, at=at)
        _touch(row, fresh, "referrals.event_place_withdrawn", by=by, at=at)
    return fresh


def _open_again(place: EventPlace, *, by: Worker, at: datetime) -> None:
    if place.special_day is not None:
        for day in (place.special_day, *map(UUID, place.more_days)):
            directory.open_service_again(day, by=by, at=at)
        place.special_day, place.more_days = None, []
        place.save(update_fields=["special_day", "more_days"])


def _touch(
    event: Event,
    place: EventPlace,
    action: str,
    *,
    by: Worker,
    at: datetime,
    details: Mapping[str, object] | None = None,
) -> None:
    event.touch(at=at)
    event.save(update_fields=["changed_at", "earlier"])
    audit.record(action, by=by, subject=place, at=at, details=details or {})
    live.ring(by.organization_id)


def _lock(public_id: UUID, by: Worker) -> Event:
    """Raises NotFound, PermissionRefused, EventClosed."""
    if not permissions.can_refer(by):
        raise PermissionRefused
    row = Event.objects.select_for_update().filter(organization=by.organization, public_id=public_id).first()
    if row is None:
        raise NotFound
    if row.closed_at is not None:
        raise EventClosed
    return row


def _check_lead(by: Worker) -> None:
    if not permissions.can_lead(by):
        raise PermissionRefused
