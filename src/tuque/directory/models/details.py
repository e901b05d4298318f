"""What hangs on a service, a place or an agency: how to reach it, in which languages, for how much, for whom."""

from django.db import models

from tuque.directory.models.base import Record, text
from tuque.directory.models.main import Agency, Location, Service, ServiceAtLocation


def of(model: type[Record], name: str) -> "models.ForeignKey[Record | None, Record | None]":
    """Belongs to `model`, where it does; what belongs to a record goes with it."""
    return models.ForeignKey(model, on_delete=models.CASCADE, null=True, blank=True, related_name=name)


class Address(Record):
    location = of(Location, "addresses")
    attention = text()
    address_1 = text()
    address_2 = text()
    city = text()
    region = text()
    state_province = text()
    postal_code = text()
    country = text()
    address_type = text()


class ContactPoint(Record):
    """HSDS's contact: whom to reach. A person's name: never public unless the organization says so."""

    agency = of(Agency, "contacts")
    service = of(Service, "contacts")
    service_at_location = of(ServiceAtLocation, "contacts")
    location = of(Location, "contacts")
    name = text()
    title = text()
    department = text()
    email = text()


class Phone(Record):
    location = of(Location, "phones")
    service = of(Service, "phones")
    agency = of(Agency, "phones")
    contact = of(ContactPoint, "phones")
    service_at_location = of(ServiceAtLocation, "phones")
    number = text()
    extension = text()
    type = text()
    description = text()


class Language(Record):
    """A language that is spoken there. `spoken` is its code in data/languages.csv, where Cantonese is not Mandarin."""

    service = of(Service, "languages")
    location = of(Location, "languages")
    phone = of(Phone, "languages")
    name = text()
    code = text()
    note = text()
    spoken = models.CharField(max_length=40, blank=True, db_index=True)


class ServiceArea(Record):
    service = of(Service, "service_areas")
    service_at_location = of(ServiceAtLocation, "service_areas")
    name = text()
    description = text()
    extent = text()
    extent_type = text()
    uri = text()


class CostOption(Record):
    service = of(Service, "cost_options")
    valid_from = text()
    valid_to = text()
    option = text()
    currency = text()
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    amount_description = text()


class RequiredDocument(Record):
    service = of(Service, "required_documents")
    document = text()
    uri = text()


class Funding(Record):
    agency = of(Agency, "funding")
    service = of(Service, "funding")
    # Named beside `source`, which says where the row comes from.
    funder = text()


class Accessibility(Record):
    """`kind` is a code of data/accessibility.csv."""

    location = of(Location, "accessibility")
    description = text()
    details = text()
    url = text()
    kind = models.CharField(max_length=40, blank=True, db_index=True)


class OrganizationIdentifier(Record):
    agency = of(Agency, "organization_identifiers")
    identifier_scheme = text()
    identifier_type = text()
    identifier = text()


class Url(Record):
    """HSDS 3.1."""

    agency = of(Agency, "additional_websites")
    service = of(Service, "additional_urls")
    label = text()
    url = text()
