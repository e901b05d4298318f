"""The objects of HSDS: their fields, in the order of the specification, what they hang on, and what is nested in them.

Everything else is made from this table: reading, writing, comparing, the interface. Source: HSDS 3.0 `schema/`, `datapackage.json`,
and 3.1-dev for service_capacity, unit and url (CC BY-SA 4.0).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

LONGEST_TEXT = 50_000  # letters: what is longer is no description


class Kind(StrEnum):
    TEXT = "text"
    LONG = "long"  # words that people read, which may be in another language too
    NUMBER = "number"
    WHOLE = "whole"
    DATE = "date"
    INSTANT = "instant"
    URL = "url"
    EMAIL = "email"


@dataclass(frozen=True)
class Field:
    """One field: its name in HSDS, and in our table where that differs."""

    name: str
    kind: Kind
    column: str = ""

    @property
    def at(self) -> str:
        return self.column or self.name


@dataclass(frozen=True)
class Link:
    """A field that holds the id of another object; `attr` is the foreign key in our table."""

    name: str
    to: str
    attr: str


@dataclass(frozen=True)
class Nested:
    """Objects inside another one in JSON: `key` holds those whose `link` names it. `one`: a single object."""

    key: str
    object: str
    link: str
    one: bool = False


@dataclass(frozen=True)
class Object:
    name: str
    file: str
    model: str
    fields: Mapping[str, Field]
    links: Mapping[str, Link]
    required: tuple[str, ...]
    order: tuple[str, ...]  # all fields and links, as the specification orders them
    nested: tuple[Nested, ...] = ()
    since: str = "3.0"

    @property
    def texts(self) -> tuple[Field, ...]:
        """The fields that people read: those that may be in two languages."""
        return tuple(field for field in self.fields.values() if field.kind is Kind.LONG)


KINDS = {"": Kind.TEXT, "w": Kind.LONG, "n": Kind.NUMBER, "i": Kind.WHOLE, "d": Kind.DATE, "t": Kind.INSTANT, "u": Kind.URL, "e": Kind.EMAIL}  # fmt: skip


def _object(name: str, file: str, model: str, words: str, *, required: str = "", since: str = "3.0") -> Object:
    """`name:w` is a field of kind w; `name=column`; `name>object.attr` is a link; `*` marks what must be there."""
    fields: dict[str, Field] = {}
    links: dict[str, Link] = {}
    for word in words.split():
        if ">" in word:
            field, target = word.split(">")
            to, attr = target.split(".")
            links[field] = Link(field, to, attr)
            continue
        spec, _, kind = word.partition(":")
        field, _, column = spec.partition("=")
        fields[field] = Field(field, KINDS[kind], column)
    order = ("id", *(word.split(">")[0].split(":")[0].split("=")[0] for word in words.split()))
    return Object(name, file, model, fields, links, ("id", *required.split()), order, since=since)


_ALL = (
    _object("unit", "units", "Unit", "name:w scheme identifier uri:u", required="name", since="3.1"),
    _object("taxonomy", "taxonomies", "Taxonomy", "name:w description:w uri:u version", required="name"),
    _object(
        "taxonomy_term",
        "taxonomy_terms",
        "TaxonomyTerm",
        "code name:w description:w parent_id>taxonomy_term.parent taxonomy=taxonomy_name language taxonomy_id>taxonomy.taxonomy term_uri:u",
        required="name",
    ),
    _object(
        "organization",
        "organizations",
        "Agency",
        "name:w alternate_name:w description:w email:e website:u tax_status tax_id year_incorporated:i legal_status logo uri:u "
        "parent_organization_id>organization.parent_organization",
        required="name",
    ),
    _object(
        "program",
        "programs",
        "Program",
        "organization_id>organization.agency name:w alternate_name:w description:w",
        required="name",
    ),
    _object(
        "service",
        "services",
        "Service",
        "organization_id>organization.agency program_id>program.program name:w alternate_name:w description:w url:u email:e status "
        "interpretation_services:w application_process:w fees_description:w wait_time:w fees:w accreditations:w "
        "eligibility_description:w minimum_age:n maximum_age:n assured_date:d assurer_email:e licenses:w alert:w last_modified:t",
        required="name status",
    ),
    _object(
        "location",
        "locations",
        "Location",
        "location_type url:u organization_id>organization.agency name:w alternate_name:w description:w transportation:w latitude:n longitude:n "
        "external_identifier external_identifier_type",
        required="location_type",
    ),
    _object(
        "service_at_location",
        "service_at_location",
        "ServiceAtLocation",
        "service_id>service.service location_id>location.location description:w",
    ),
    _object(
        "address",
        "addresses",
        "Address",
        "location_id>location.location attention address_1 address_2 city region state_province postal_code country address_type",
        required="address_1 city state_province postal_code country address_type",
    ),
    _object(
        "contact",
        "contacts",
        "ContactPoint",
        "organization_id>organization.agency service_id>service.service service_at_location_id>service_at_location.service_at_location "
        "location_id>location.location name title:w department:w email:e",
    ),
    _object(
        "phone",
        "phones",
        "Phone",
        "location_id>location.location service_id>service.service organization_id>organization.agency contact_id>contact.contact "
        "service_at_location_id>service_at_location.service_at_location number extension type description:w",
        required="number",
    ),
    _object(
        "language",
        "languages",
        "Language",
        "service_id>service.service location_id>location.location phone_id>phone.phone name code note:w",
    ),
    _object(
        "schedule",
        "schedules",
        "Schedule",
        "service_id>service.service location_id>location.location service_at_location_id>service_at_location.service_at_location valid_from valid_to "
        "dtstart timezone until count wkst freq interval byday byweekno bymonthday byyearday description:w opens_at closes_at "
        "schedule_link:u attending_type notes:w",
    ),
    _object(
        "service_area",
        "service_areas",
        "ServiceArea",
        "service_id>service.service service_at_location_id>service_at_location.service_at_location name:w description:w extent extent_type uri:u",
    ),
    _object(
        "cost_option",
        "cost_options",
        "CostOption",
        "service_id>service.service valid_from valid_to option:w currency amount:n amount_description:w",
    ),
    _object(
        "required_document", "required_documents", "RequiredDocument", "service_id>service.service document:w uri:u"
    ),
    _object(
        "funding",
        "funding",
        "Funding",
        "organization_id>organization.agency service_id>service.service source=funder:w",
    ),
    _object(
        "accessibility", "accessibility", "Accessibility", "location_id>location.location description:w details:w url:u"
    ),
    _object(
        "organization_identifier",
        "organization_identifiers",
        "OrganizationIdentifier",
        "organization_id>organization.agency identifier_scheme identifier_type identifier",
        required="identifier_type identifier",
    ),
    _object(
        "url",
        "urls",
        "Url",
        "label:w url:u organization_id>organization.agency service_id>service.service",
        required="url",
        since="3.1",
    ),
    _object(
        "service_capacity",
        "service_capacity",
        "ServiceCapacity",
        "service_id>service.service unit_id>unit.unit available:n maximum:n description:w updated:t",
        required="available",
        since="3.1",
    ),
    # An attribute and a line of history name what they belong to by its kind and id: see `readers.normal`.
    _object(
        "attribute",
        "attributes",
        "Attribute",
        "taxonomy_term_id>taxonomy_term.term link_type link_entity value label",
        required="",
    ),
    _object(
        "metadata",
        "metadata",
        "Metadata",
        "resource_type last_action_date last_action_type field_name previous_value replacement_value updated_by",
    ),
    _object("meta_table_description", "meta_table_descriptions", "MetaTableDescription", "name language character_set"),
)
OBJECTS: Mapping[str, Object] = {one.name: one for one in _ALL}

_NESTED = {
    "organization": "funding:funding.organization_id contacts:contact.organization_id phones:phone.organization_id locations:location.organization_id "
    "programs:program.organization_id organization_identifiers:organization_identifier.organization_id additional_websites:url.organization_id",
    "service": "phones:phone.service_id schedules:schedule.service_id service_areas:service_area.service_id "
    "service_at_locations:service_at_location.service_id languages:language.service_id funding:funding.service_id "
    "cost_options:cost_option.service_id required_documents:required_document.service_id contacts:contact.service_id "
    "capacities:service_capacity.service_id additional_urls:url.service_id",
    "location": "languages:language.location_id addresses:address.location_id contacts:contact.location_id accessibility:accessibility.location_id "
    "phones:phone.location_id schedules:schedule.location_id",
    "service_at_location": "contacts:contact.service_at_location_id phones:phone.service_at_location_id schedules:schedule.service_at_location_id "
    "service_areas:service_area.service_at_location_id",
    "contact": "phones:phone.contact_id",
    "phone": "languages:language.phone_id",
}
# A single object that JSON puts in the place of an id.
_ONE = {
    "service": (("organization", "organization_id"), ("program", "program_id")),
    "service_at_location": (("location", "location_id"),),
    "service_capacity": (("unit", "unit_id"),),
    "attribute": (("taxonomy_term", "taxonomy_term_id"),),
    "taxonomy_term": (("taxonomy_detail", "taxonomy_id"),),
}
WITHOUT_ATTRIBUTES = frozenset({"attribute", "metadata", "taxonomy", "taxonomy_term"})


def nested_in(name: str) -> Iterator[Nested]:
    """The lists inside an object in JSON; attributes and metadata, which hang on nearly everything, apart."""
    for word in _NESTED.get(name, "").split():
        key, target = word.split(":")
        child, link = target.split(".")
        yield Nested(key, child, link)


def single_in(name: str) -> tuple[tuple[str, str], ...]:
    """(key, link): the object that the link names is written under the key."""
    return _ONE.get(name, ())


# The same things under the names of 1.x and 2.x, and of people who wrote them by hand.
FILES = {
    **{one.file: one.name for one in _ALL},
    **{one.name: one.name for one in _ALL},
    "physical_addresses": "address",
    "postal_addresses": "address",
    "regular_schedules": "schedule",
    "holiday_schedules": "holiday_schedule",
    "services_at_location": "service_at_location",
    "service_at_locations": "service_at_location",
    "accessibility_for_disabilities": "accessibility",
    "service_taxonomy": "service_taxonomy",
    "services_taxonomy": "service_taxonomy",
    "fundings": "funding",
    "url": "url",
    "service_capacities": "service_capacity",
    "eligibility": "eligibility",
    "payment_accepted": "payment_accepted",
}
