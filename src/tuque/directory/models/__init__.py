"""The tables of the directory: the objects of HSDS 3.0 and 3.1, the texts in other languages, and what keeping them needs."""

from tuque.directory.models.base import Record
from tuque.directory.models.classes import (
    Attribute,
    EligibilityRule,
    LayTerm,
    ServiceTopic,
    Taxonomy,
    TaxonomyTerm,
    TopicMatch,
)
from tuque.directory.models.details import (
    Accessibility,
    Address,
    ContactPoint,
    CostOption,
    Funding,
    Language,
    OrganizationIdentifier,
    Phone,
    RequiredDocument,
    ServiceArea,
    Url,
)
from tuque.directory.models.finders import ThemedFinder
from tuque.directory.models.main import Agency, Location, Program, Service, ServiceAtLocation
from tuque.directory.models.searching import (
    SearchGap,
    SearchKey,
    SearchPhrase,
    SearchPlace,
    SearchRecord,
    SearchTerm,
    SearchWord,
)
from tuque.directory.models.sources import FieldText, ImportRun, Metadata, MetaTableDescription, Source
from tuque.directory.models.times import Schedule, ServiceCapacity, SpecialDay, Unit
from tuque.directory.models.upkeep import LeadsOn, Pair, Proposal, ReminderPlan, UnwantedAddress, UpdateLink

__all__ = [
    "Accessibility",
    "Address",
    "Agency",
    "Attribute",
    "ContactPoint",
    "CostOption",
    "EligibilityRule",
    "FieldText",
    "Funding",
    "ImportRun",
    "Language",
    "LayTerm",
    "LeadsOn",
    "Location",
    "MetaTableDescription",
    "Metadata",
    "OrganizationIdentifier",
    "Pair",
    "Phone",
    "Program",
    "Proposal",
    "Record",
    "ReminderPlan",
    "RequiredDocument",
    "Schedule",
    "SearchGap",
    "SearchKey",
    "SearchPhrase",
    "SearchPlace",
    "SearchRecord",
    "SearchTerm",
    "SearchWord",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "ServiceCapacity",
    "ServiceTopic",
    "Source",
    "SpecialDay",
    "Taxonomy",
    "TaxonomyTerm",
    "ThemedFinder",
    "TopicMatch",
    "Unit",
    "UnwantedAddress",
    "UpdateLink",
    "Url",
]
