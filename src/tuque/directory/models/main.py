"""Who offers what, and where. `Agency` is HSDS's organization: `organization` on our rows says who keeps them."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuque.directory.models.base import Record, text


class Status(models.TextChoices):
    """As HSDS writes them."""

    ACTIVE = "active", _("Active")
    INACTIVE = "inactive", _("Inactive")
    DEFUNCT = "defunct", _("No longer exists")
    CLOSED = "temporarily closed", _("Temporarily closed")


class Main(Record):
    """A record that may stand for another one: the same thing, told by two sources."""

    merged_into = models.UUIDField(null=True, blank=True, help_text="The public id of the record that stands for it.")
    held_back = models.CharField(max_length=20, blank=True, help_text="Why it is kept from the public: a code.")

    class Meta(Record.Meta):
        abstract = True


class Agency(Main):
    name = text()
    alternate_name = text()
    description = text()
    email = text()
    website = text()
    tax_status = text()
    tax_id = text()
    year_incorporated = models.IntegerField(null=True, blank=True)
    legal_status = text()
    logo = text()
    uri = text()
    parent_organization = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="parts"
    )

    def __str__(self) -> str:
        return self.name


class Program(Record):
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, related_name="programs")
    name = text()
    alternate_name = text()
    description = text()


class Service(Main):
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, related_name="services")
    program = models.ForeignKey(Program, on_delete=models.SET_NULL, null=True, blank=True, related_name="services")
    name = text()
    alternate_name = text()
    description = text()
    url = text()
    email = text()
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.ACTIVE)
    interpretation_services = text()
    application_process = text()
    fees_description = text()
    wait_time = text()
    fees = text()
    accreditations = text()
    eligibility_description = text()
    minimum_age = models.FloatField(null=True, blank=True)
    maximum_age = models.FloatField(null=True, blank=True)
    assured_date = models.DateField(null=True, blank=True, help_text="When someone last made sure that it is right.")
    assurer_email = text()
    licenses = text()
    alert = text()
    last_modified = models.DateTimeField(null=True, blank=True)
    # Ours, beyond HSDS.
    fee_type = models.CharField(max_length=30, blank=True, help_text="A code of data/fees.csv.")
    on_holidays = models.CharField(max_length=6, blank=True, help_text="closed, open, or empty: nobody said.")

    class Meta(Main.Meta):
        indexes: ClassVar = [models.Index(fields=["organization", "is_public"], name="directory_service_public")]

    def __str__(self) -> str:
        return self.name

    @property
    def verified_on(self) -> date | None:
        return self.assured_date


class Location(Main):
    """A confidential one is never public: neither its address, nor its coordinates, nor that a service is there."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, blank=True, related_name="locations")
    location_type = models.CharField(max_length=20, default="physical")
    url = text()
    name = text()
    alternate_name = text()
    description = text()
    transportation = text()
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    external_identifier = text()
    external_identifier_type = text()


class ServiceAtLocation(Record):
    service = models.ForeignKey(Service, on_delete=models.CASCADE, null=True, related_name="at_locations")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, null=True, related_name="services_here")
    description = text()
