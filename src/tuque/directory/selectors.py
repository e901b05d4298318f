"""What the people of an organization read of their own directory, drafts and confidential records too. The public: `published.py`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.core.problems import NotFound
from tuque.directory import quality
from tuque.directory.entities import model_of
from tuque.directory.hsds.objects import OBJECTS
from tuque.directory.models import (
    Agency,
    FieldText,
    ImportRun,
    Location,
    Metadata,
    Proposal,
    Service,
    ServiceAtLocation,
    Source,
    UpdateLink,
)
from tuque.directory.models.upkeep import ProposalState
from tuque.directory.sorting import Plain

EDITED = ("service", "organization", "location")
# What hangs on a service or its place, in the order of the page.
DETAILS = {
    "service": (
        "phone",
        "schedule",
        "language",
        "cost_option",
        "required_document",
        "service_area",
        "service_capacity",
        "url",
        "contact",
    ),
    "location": ("address", "accessibility", "phone", "schedule", "language"),
    "service_at_location": ("phone", "schedule"),
    "organization": ("phone", "url", "contact"),
}


@dataclass(frozen=True)
class Seen:
    """A service as its editors see it."""

    row: Service
    places: list[Location]
    ties: list[ServiceAtLocation]
    texts: Mapping[str, Mapping[str, FieldText]]
    details: Mapping[str, list[Any]]
    score: quality.Score
    step: quality.Step


def list_sources(viewer: Worker) -> "QuerySet[Source]":
    return Source.objects.filter(organization_id=viewer.organization_id).order_by("rank", "name")


def heard_first(proposal: Proposal, record: Any, ranks: Mapping[str, int]) -> str:
    """Of two sources that differ on a field, the name of the one that is heard first; empty where neither is, or only one speaks.
    `ranks`: of the organization's sources, by name."""
    theirs = ranks.get(proposal.told_by) if proposal.origin == "source" else None
    if theirs is None or record is None or theirs == record.source.rank:
        return ""
    return proposal.told_by if theirs < record.source.rank else str(record.source.name)


def get_source(code: str, *, viewer: Worker) -> Source:
    """A source of the viewer's organization. Raises NotFound."""
    found = list_sources(viewer).filter(code=code).first()
    if found is None:
        raise NotFound
    return found


def count_services(source: Source) -> dict[str, int]:
    """How many of its services are there, and how many of those anyone may find."""
    rows = Service.objects.filter(source=source, gone_at__isnull=True)
    return {"all": rows.count(), "public": rows.filter(is_public=True).count()}


def list_services(
    viewer: Worker, *, language: str = "", search: str = "", show: str = "", source: str = "", today: date
) -> "QuerySet[Service]":
    """The organization's services in the order of the names that a reader of `language` sees; the longest unverified first where `show`
    asks for those to verify."""
    said = FieldText.objects.filter(record=OuterRef("public_id"), field="name", language=language)
    by_name = (Plain(Coalesce(Subquery(said.exclude(text="").values("text")[:1]), F("name"))), "pk")
    rows = Service.objects.filter(organization_id=viewer.organization_id).select_related("agency", "source")
    for word in search.split()[:8]:
        texts = FieldText.objects.filter(organization_id=viewer.organization_id, entity="service", text__icontains=word)
        rows = rows.filter(
            Q(name__icontains=word) | Q(agency__name__icontains=word) | Q(public_id__in=texts.values("record"))
        )
    if source:
        rows = rows.filter(source__code=source)
    if show == "hidden":
        return rows.filter(is_public=False, gone_at__isnull=True).order_by(*by_name)
    if show == "gone":
        return rows.filter(gone_at__isnull=False).order_by(*by_name)
    rows = rows.filter(gone_at__isnull=True)
    if show == "verify":
        due = date.fromordinal(today.toordinal() - 183)
        return rows.filter(Q(assured_date__isnull=True) | Q(assured_date__lte=due)).order_by(
            F("assured_date").asc(nulls_first=True), *by_name
        )
    return rows.order_by(*by_name)


def names_in(language: str, rows: Iterable[Service | Agency]) -> dict[UUID, str]:
    """The names that services, and those who offer them, have in a language other than their own, by public id."""
    said = FieldText.objects.filter(record__in=[row.public_id for row in rows], field="name", language=language)
    return dict(said.exclude(text="").values_list("record", "text"))


def get_record(entity: str, public_id: UUID, *, viewer: Worker) -> Any:
    """A record of the viewer's organization. Raises NotFound, for another organization's too."""
    if entity not in OBJECTS:
        raise NotFound
    row = (
        model_of(entity)
        .objects.filter(public_id=public_id, organization_id=viewer.organization_id)
        .select_related("source")
        .first()
    )
    if row is None:
        raise NotFound
    return row


def get_service(public_id: UUID, *, viewer: Worker, today: date) -> Seen:
    row: Service = get_record("service", public_id, viewer=viewer)
    by_place: dict[int, ServiceAtLocation] = {}
    ties = ServiceAtLocation.objects.filter(service=row, gone_at__isnull=True, location__gone_at__isnull=True)
    for tie in ties.filter(location__isnull=False).select_related("location").order_by("location_id", "pk"):
        by_place.setdefault(tie.location_id or 0, tie)
    places = [tie.location for tie in by_place.values() if tie.location]
    details = {name: list(details_of(row, "service", name)) for name in DETAILS["service"]}
    texts = texts_of(row)
    description = row.description or next((one.text for one in texts.get("description", {}).values()), "")
    known = quality.Known(
        verified_on=row.assured_date,
        description=description,
        has_phone_or_page=bool(details["phone"] or row.url or row.email),
        has_hours=bool(details["schedule"])
        or any(place.schedules.exists() for place in places)
        or any(tie.schedules.exists() for tie in by_place.values()),
        has_place=bool(places),
        says_who_for=bool(row.eligibility_description or row.minimum_age or row.maximum_age)
        or row.eligibility_rules.exists(),
        has_both_languages=len({row.written_in, *texts.get("name", {})}) > 1
        and len({row.written_in, *texts.get("description", {})}) > 1,
        has_topic=row.topics.exists(),
    )
    return Seen(
        row,
        places,
        list(by_place.values()),
        texts,
        details,
        quality.score(known, today=today),
        quality.step(row.assured_date, today=today),
    )


def details_of(parent: Any, entity: str, name: str) -> Any:
    """What of one kind hangs on a record, and is not gone."""
    link = next(link for link in OBJECTS[name].links.values() if link.to == entity)
    return model_of(name).objects.filter(**{link.attr: parent}, gone_at__isnull=True).order_by("pk")


def texts_of(row: Any) -> dict[str, dict[str, FieldText]]:
    found: dict[str, dict[str, FieldText]] = {}
    for one in FieldText.objects.filter(record=row.public_id):
        found.setdefault(one.field, {})[one.language] = one
    return found


@dataclass(frozen=True)
class Told:
    """A line of history; `of`: what hangs on the record and was changed, where it is not the record itself."""

    line: Metadata
    of: Any | None


@transaction.atomic
def history_of(entity: str, public_id: UUID, *, viewer: Worker, at: datetime) -> tuple[Any, list[Told]]:
    """A record with every change of it and of what hangs on it, the newest first: who changed what is about workers, so the look
    is audited."""
    row = get_record(entity, public_id, viewer=viewer)
    hung = _hanging_on(entity, row)
    lines = Metadata.objects.filter(
        resource__in=[row.public_id, *hung], organization_id=viewer.organization_id
    ).select_related("worker")
    audit.look("directory.history_seen", by=viewer, subject=row, at=at)
    return row, [Told(line, hung.get(line.resource)) for line in lines.order_by("-pk")[:200] if line.resource]


def _hanging_on(entity: str, row: Any) -> dict[UUID, Any]:
    """A record's telephones, hours and so on by public id, also those that were taken out; and its ties to places."""
    found: dict[UUID, Any] = {}
    for name in (*DETAILS.get(entity, ()), *(["service_at_location"] if entity in ("service", "location") else [])):
        link = next(link for link in OBJECTS[name].links.values() if link.to == entity)
        hung = {one.public_id: one for one in model_of(name).objects.filter(**{link.attr: row})}
        found |= hung
        if (entity, name) == ("service", "service_at_location"):
            for tie in hung.values():
                found |= _hanging_on(name, tie)
    return found


def get_run(public_id: UUID, *, viewer: Worker) -> ImportRun:
    run = (
        ImportRun.objects.filter(public_id=public_id, organization_id=viewer.organization_id)
        .select_related("source")
        .defer("rows", "findings")
        .first()
    )
    if run is None:
        raise NotFound
    return run


def list_runs(viewer: Worker) -> "QuerySet[ImportRun]":
    return (
        ImportRun.objects.filter(organization_id=viewer.organization_id)
        .select_related("source")
        .defer("rows", "refused", "findings")
        .order_by("-started_at", "-pk")
    )


def waiting_proposals(viewer: Worker) -> "QuerySet[Proposal]":
    return Proposal.objects.filter(organization_id=viewer.organization_id, state=ProposalState.WAITING).order_by(
        "made_at", "pk"
    )


def links_of(row: Service) -> "QuerySet[UpdateLink]":
    return UpdateLink.objects.filter(service=row).order_by("-created_at")
