"""One place where several services are: chosen among those that are there, and let go again."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from tuque.accounts.api import Worker
from tuque.core.problems import NotFound
from tuque.directory.models import Location, Service, ServiceAtLocation
from tuque.directory.services import records

MOST = 30


def others_for(service: Service, *, search: str = "") -> "QuerySet[Location]":
    """Places of the organization where the service is not yet: those of its agency, or those that the words name."""
    there = ServiceAtLocation.objects.filter(service=service, gone_at__isnull=True, location__isnull=False)
    rows = Location.objects.filter(
        organization_id=service.organization_id, gone_at__isnull=True, merged_into__isnull=True
    )
    rows = rows.exclude(pk__in=there.values("location"))
    if not search:
        return rows.filter(agency__isnull=False, agency=service.agency_id).order_by("name", "pk")[:MOST]
    for word in search.split()[:6]:
        street = Q(addresses__address_1__icontains=word) | Q(addresses__city__icontains=word)
        rows = rows.filter(Q(name__icontains=word) | Q(addresses__postal_code__istartswith=word) | street)
    return rows.distinct().order_by("name", "pk")[:MOST]


@transaction.atomic
def share(*, service: Service, location: Location, by: Worker, at: datetime) -> ServiceAtLocation:
    """The service is at this place too. Raises NotFound where the place is another organization's or was taken out."""
    if location.organization_id != service.organization_id or location.gone_at:
        raise NotFound
    ties = ServiceAtLocation.objects.filter(service=service, location=location).order_by("gone_at", "pk")
    tie = ties.first()
    if tie is None:
        made: ServiceAtLocation = records.add(
            entity="service_at_location", values={}, links={"service": service, "location": location}, by=by, at=at
        )
        return made
    records.retire(entity="service_at_location", record=tie, is_gone=False, by=by, at=at)
    return tie
