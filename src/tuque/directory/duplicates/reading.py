"""An organization's services as they are compared: with their places, telephones and sites. What is gone or merged is not."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from tuque.directory.duplicates.comparing import Record, site_of
from tuque.directory.models import Address, FieldText, Phone, Service, ServiceAtLocation

FIGURES = 10


def records(organization_id: int) -> Iterator[Record]:
    told = ("public_id", "name", "alternate_name", "url", "agency__name", "source__code")
    rows = live(organization_id).select_related("agency", "source").only(*told).order_by("pk")
    places: dict[int, set[int]] = defaultdict(set)
    points: dict[int, tuple[float, float]] = {}
    ties = ServiceAtLocation.objects.filter(
        organization_id=organization_id, gone_at__isnull=True, location__gone_at__isnull=True
    )
    for service, location, lon, lat in ties.values_list(
        "service_id", "location_id", "location__longitude", "location__latitude"
    ):
        if service and location:
            places[service].add(location)
            if lon is not None and lat is not None:
                points[location] = (lon, lat)
    lines: dict[int, list[tuple[str, str]]] = defaultdict(list)
    addresses = Address.objects.filter(organization_id=organization_id, gone_at__isnull=True, location__isnull=False)
    for location, line, code in addresses.values_list("location_id", "address_1", "postal_code"):
        lines[location or 0].append((line, code))
    of_service, of_place = _phones(organization_id)
    translated: dict[Any, list[str]] = defaultdict(list)
    for record, text in FieldText.objects.filter(
        organization_id=organization_id, entity="service", field="name"
    ).values_list("record", "text"):
        translated[record].append(text)
    for row in rows.iterator():
        there = sorted(places[row.pk])
        yield Record(
            id=str(row.public_id),
            names=[name for name in (row.name, row.alternate_name, *translated[row.public_id]) if name],
            agency=row.agency.name if row.agency else "",
            addresses=[line for place in there for line, _code in lines[place] if line],
            postal_codes=[code for place in there for _line, code in lines[place] if code],
            points=[points[place] for place in there if place in points],
            phones=frozenset(of_service[row.pk] | {one for place in there for one in of_place[place]}),
            site=site_of(row.url) if row.url else "",
            source=row.source.code,
        )


def changed_since(organization_id: int, at: datetime) -> set[UUID]:
    """The services of which anything that is compared was written at `at` or later: their own fields and names, their agency, their
    telephones, their places and where these are."""
    own = {"organization_id": organization_id}
    services = Service.objects.filter(**own)
    written = Q(changed_at__gte=at)
    phones = Phone.objects.filter(written, **own)
    addresses = Address.objects.filter(written, **own)
    ties = ServiceAtLocation.objects.filter(**own)
    moved = ties.filter(
        written
        | Q(location__changed_at__gte=at)
        | Q(location__in=addresses.values("location"))
        | Q(location__in=phones.values("location"))
    )
    found: set[UUID] = set()
    for some in (
        written,
        Q(agency__changed_at__gte=at),
        Q(pk__in=phones.values("service")),
        Q(pk__in=moved.values("service")),
    ):
        found.update(services.filter(some).values_list("public_id", flat=True))
    return found


def live(organization_id: int) -> Any:
    return Service.objects.filter(organization_id=organization_id, gone_at__isnull=True, merged_into__isnull=True)


def _phones(organization_id: int) -> tuple[dict[int, set[str]], dict[int, set[str]]]:
    of_service: dict[int, set[str]] = defaultdict(set)
    of_place: dict[int, set[str]] = defaultdict(set)
    rows = Phone.objects.filter(organization_id=organization_id, gone_at__isnull=True)
    for service, location, number in rows.values_list("service_id", "location_id", "number"):
        figures = "".join(letter for letter in number if letter.isdigit())[-FIGURES:]
        if len(figures) == FIGURES:
            if service:
                of_service[service].add(figures)
            if location:
                of_place[location].add(figures)
    return of_service, of_place
