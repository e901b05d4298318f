"""When a service is there, and how much room it has."""

from typing import ClassVar

from django.db import models

from tuque.core.ids import PublicIdField
from tuque.directory.models.base import Record, text
from tuque.directory.models.details import of
from tuque.directory.models.main import Location, Service, ServiceAtLocation


class Schedule(Record):
    """A rule of RFC 5545 in columns, as HSDS has it; `description` keeps the words that it was read from."""

    service = of(Service, "schedules")
    location = of(Location, "schedules")
    service_at_location = of(ServiceAtLocation, "schedules")
    valid_from = text()
    valid_to = text()
    dtstart = text()
    timezone = text()
    until = text()
    count = text()
    wkst = text()
    freq = text()
    interval = text()
    byday = text()
    byweekno = text()
    bymonthday = text()
    byyearday = text()
    description = text()
    opens_at = text()
    closes_at = text()
    schedule_link = text()
    attending_type = text()
    notes = text()


class Unit(Record):
    """HSDS 3.1: what a capacity is counted in."""

    name = text()
    scheme = text()
    identifier = text()
    uri = text()


class ServiceCapacity(Record):
    """HSDS 3.1: "12 beds as of 14:02"."""

    service = of(Service, "capacities")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, related_name="capacities")
    available = models.FloatField(null=True)
    maximum = models.FloatField(null=True, blank=True)
    description = text()
    updated = models.DateTimeField(null=True)


class SpecialDay(models.Model):
    """Closed, or open at other hours, from one day to another: a holiday, a season, a move, a storm. Ours, beyond HSDS."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="special_days")
    location = models.ForeignKey(
        Location,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="special_days",
        help_text="Empty: everywhere.",
    )
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The last day.")
    opens_at = models.TimeField(null=True, blank=True, help_text="Empty: closed.")
    closes_at = models.TimeField(null=True, blank=True)
    reason_en = text()
    reason_fr = text()
    is_public = models.BooleanField(default=False, editable=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["service", "ends_on"], name="directory_special_day")]
