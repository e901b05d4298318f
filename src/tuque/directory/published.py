"""The one layer through which everything public goes: pages, maps, exports, distances, the search, the interface.

It takes no viewer: it gives what anyone may know, as plain values. What is not public is never read here, whoever asks.
Within an organization, the second wall lets others' public rows through only `with walls.opened():`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import QuerySet

from tuque.core.holidays import public_holidays
from tuque.directory import opening
from tuque.directory.entities import model_of
from tuque.directory.hsds.objects import OBJECTS
from tuque.directory.models import (
    Address,
    Agency,
    Attribute,
    FieldText,
    LeadsOn,
    Location,
    Schedule,
    Service,
    ServiceAtLocation,
    Source,
)
from tuque.directory.models.main import Status
from tuque.directory.opening import Hours, Rule, Special, State

GONE_FOR_THE_PUBLIC = (Status.INACTIVE, Status.DEFUNCT)
AT_ONCE = 500
NOT_TOLD = frozenset({"metadata", "meta_table_description", "contact"})
# Fields of what is public that name a person: who made sure of it, to whom mail goes.
NAMES_A_PERSON = frozenset({("service", "assurer_email"), ("address", "attention")})


@dataclass(frozen=True)
class Told:
    """One text in one language, with what is known of it."""

    text: str
    language: str
    state: str = "written"
    dated_on: date | None = None


@dataclass(frozen=True)
class Texts:
    """The texts of a record: field -> language -> told."""

    told: Mapping[str, Mapping[str, Told]]
    written_in: str

    def get(self, name: str, language: str) -> Told | None:
        """In the reader's language where it is there; else in the record's own, with its language named."""
        by_language = self.told.get(name, {})
        return by_language.get(language) or by_language.get(self.written_in) or next(iter(by_language.values()), None)

    def every(self, name: str) -> Sequence[Told]:
        return tuple(self.told.get(name, {}).values())


@dataclass(frozen=True)
class PublicPhone:
    number: str
    extension: str
    type: str
    texts: Texts


@dataclass(frozen=True)
class PublicLanguage:
    """`spoken` is a code of data/languages.csv; empty when the source's words were not understood."""

    spoken: str
    name: str
    note: str


@dataclass(frozen=True)
class PublicPlace:
    id: UUID
    texts: Texts
    address: tuple[str, ...]
    city: str
    postal_code: str
    latitude: float | None
    longitude: float | None
    accessibility: tuple[str, ...]  # codes of data/accessibility.csv
    accessibility_words: tuple[str, ...]
    phones: tuple[PublicPhone, ...]
    hours: Hours
    schedule_words: tuple[str, ...]

    @property
    def point(self) -> tuple[float, float] | None:
        """Lon, lat."""
        if self.longitude is None or self.latitude is None:
            return None
        return self.longitude, self.latitude


@dataclass(frozen=True)
class PublicCapacity:
    available: float
    maximum: float | None
    unit: str
    as_of: datetime


@dataclass(frozen=True)
class PublicRule:
    kind: str
    least: float | None
    most: float | None
    values: tuple[str, ...]


@dataclass(frozen=True)
class PublicService:
    """All that anyone may know of a service."""

    id: UUID
    owner_id: int
    hsds_id: str
    status: str
    texts: Texts
    agency_id: UUID | None
    agency: Texts | None
    url: str
    email: str
    phones: tuple[PublicPhone, ...]
    places: tuple[PublicPlace, ...]
    languages: tuple[PublicLanguage, ...]
    topics: frozenset[str]
    terms: tuple[tuple[str, str], ...]  # (code, name) in taxonomies of others
    fee_type: str
    rules: tuple[PublicRule, ...]
    minimum_age: float | None
    maximum_age: float | None
    capacities: tuple[PublicCapacity, ...]
    areas: tuple[str, ...]
    documents: tuple[str, ...]
    hours: Hours
    schedule_words: tuple[str, ...]
    verified_on: date | None
    changed_at: datetime | None
    source: str
    attribution: str
    licence: str
    extra_urls: tuple[tuple[str, str], ...] = field(default=())

    def open_at(self, at: datetime, *, place: PublicPlace | None = None) -> State:
        """Whether it is open there; where it is in one place alone, that one is meant."""
        if place is None and len(self.places) == 1:
            place = self.places[0]
        return opening.opening_at(place.hours if place else self.hours, at=at)


def services() -> "QuerySet[Service]":
    """Every service that the public may find: of every organization of the site."""
    return Service.objects.filter(is_public=True).exclude(status__in=GONE_FOR_THE_PUBLIC)


def find(public_id: UUID) -> PublicService | None:
    """One service, also when it is closed for good: a link that someone kept says so."""
    row = Service.objects.filter(is_public=True, public_id=public_id)
    return next(iter(read(row)), None)


def kept_for(public_id: UUID) -> UUID | None:
    """The public service that stands for one that was merged; by way of others where that one was merged too."""
    seen = {public_id}
    here: UUID | None = public_id
    while here is not None:
        here = LeadsOn.objects.filter(record=here).values_list("kept", flat=True).first()
        if here is None or here in seen:
            return None
        if Service.objects.filter(is_public=True, public_id=here).exists():
            return here
        seen.add(here)
    return None


def read(rows: "QuerySet[Service]") -> Iterator[PublicService]:
    """The services as plain values, in the order of `rows`, some hundreds at a time whatever their number."""
    ordered = list(rows.filter(is_public=True).values_list("pk", flat=True))
    for start in range(0, len(ordered), AT_ONCE):
        yield from _read_some(ordered[start : start + AT_ONCE])


def _read_some(pks: Sequence[int]) -> Iterator[PublicService]:
    found = Service.objects.filter(pk__in=pks, is_public=True).select_related("agency", "source").in_bulk()
    ties = list(
        ServiceAtLocation.objects.filter(service__in=pks, is_public=True, location__is_public=True)
        .select_related("location")
        .order_by("pk")
    )
    locations: dict[int, Location] = {tie.location.pk: tie.location for tie in ties if tie.location}
    agencies = {row.agency_id: row.agency for row in found.values() if row.agency and row.agency.is_public}
    overlay = _overlay([*found.values(), *locations.values(), *agencies.values(), *ties])
    by_service, by_place, by_tie = (
        _Hung("service", pks),
        _Hung("location", list(locations)),
        _Hung("service_at_location", [tie.pk for tie in ties]),
    )
    terms = _terms([row.public_id for row in found.values()])
    ties_of: dict[int | None, list[tuple[int, Location]]] = defaultdict(list)
    for tie in ties:
        if tie.location:
            ties_of[tie.service_id].append((tie.pk, tie.location))
    for pk in pks:
        row = found.get(pk)
        if row is None:
            continue
        specials = list(by_service.of(pk, "special_days"))
        own = by_service.of(pk, "schedules")

        def hours_of(
            schedules: Sequence[Schedule], location_id: int | None, row: Service = row, specials: Any = specials
        ) -> Hours:
            return _hours(row, schedules, [one for one in specials if one.location_id in (None, location_id)])

        places = []
        for tie_pk, location in ties_of[pk]:
            times = by_tie.of(tie_pk, "schedules") or own or by_place.of(location.pk, "schedules")
            places.append(
                _place(location, by_place, by_tie.of(tie_pk, "phones"), hours_of(times, location.pk), times, overlay)
            )
        yield PublicService(
            id=row.public_id,
            owner_id=row.organization_id,
            hsds_id=row.hsds_id,
            status=row.status,
            texts=_texts(row, overlay),
            agency_id=row.agency.public_id if row.agency and row.agency_id in agencies else None,
            agency=_texts(row.agency, overlay) if row.agency_id in agencies else None,
            url=row.url,
            email=row.email,
            phones=tuple(_phone(one, overlay) for one in by_service.of(pk, "phones")),
            places=tuple(places),
            languages=_languages(
                [
                    *by_service.of(pk, "languages"),
                    *(one for _pk, location in ties_of[pk] for one in by_place.of(location.pk, "languages")),
                ]
            ),
            topics=frozenset(one.topic for one in by_service.of(pk, "topics")),
            terms=terms[row.public_id],
            fee_type=row.fee_type,
            rules=tuple(
                PublicRule(one.kind, one.least, one.most, tuple(one.values))
                for one in by_service.of(pk, "eligibility_rules")
            ),
            minimum_age=row.minimum_age,
            maximum_age=row.maximum_age,
            capacities=tuple(
                PublicCapacity(one.available, one.maximum, one.unit.name if one.unit else "", one.updated)
                for one in by_service.of(pk, "capacities")
                if one.available is not None and one.updated is not None
            ),
            areas=tuple(
                one.name or one.description for one in by_service.of(pk, "service_areas") if one.name or one.description
            ),
            documents=tuple(one.document for one in by_service.of(pk, "required_documents") if one.document),
            hours=hours_of(own, None),
            schedule_words=_schedule_words(own),
            verified_on=row.verified_on,
            changed_at=row.changed_at or row.last_modified,
            source=row.source.name,
            attribution=row.source.attribution,
            licence=row.source.licence,
            extra_urls=tuple((one.label, one.url) for one in by_service.of(pk, "additional_urls")),
        )


class _Hung:
    """The public rows that hang on some parents by one foreign key, each kind read once when it is first asked for."""

    def __init__(self, link: str, pks: Sequence[int]) -> None:
        self.link, self.pks = link, pks
        self.kinds: dict[str, dict[int, list[Any]]] = {}

    def of(self, pk: int, kind: str) -> list[Any]:
        if kind not in self.kinds:
            parent = {"service": Service, "location": Location, "service_at_location": ServiceAtLocation}[self.link]
            model = parent._meta.get_field(kind).related_model
            rows = model.objects.filter(**{f"{self.link}__in": self.pks}, is_public=True).order_by("pk")  # type: ignore[union-attr]
            if kind == "capacities":
                rows = rows.select_related("unit")
            grouped: dict[int, list[Any]] = defaultdict(list)
            for row in rows:
                grouped[getattr(row, f"{self.link}_id")].append(row)
            self.kinds[kind] = grouped
        return self.kinds[kind].get(pk, [])


Overlay = Mapping[UUID, Mapping[str, Mapping[str, Told]]]


def _overlay(rows: Iterable[Any]) -> Overlay:
    found: dict[UUID, dict[str, dict[str, Told]]] = defaultdict(lambda: defaultdict(dict))
    wanted = [row.public_id for row in rows]
    for one in FieldText.objects.filter(record__in=wanted, is_public=True):
        found[one.record][one.field][one.language] = Told(one.text, one.language, one.state, one.dated_on)
    return found


def _texts(row: Any, overlay: Overlay) -> Texts:
    described = next(one for one in OBJECTS.values() if one.model == type(row).__name__)
    told: dict[str, dict[str, Told]] = {}
    for one in described.texts:
        own = getattr(row, one.at)
        by_language = {row.written_in: Told(own, row.written_in)} if own else {}
        by_language |= {
            language: text for language, text in overlay.get(row.public_id, {}).get(one.name, {}).items() if text.text
        }
        if by_language:
            told[one.name] = by_language
    return Texts(told, row.written_in)


def _phone(row: Any, overlay: Overlay) -> PublicPhone:
    return PublicPhone(row.number, row.extension, row.type, _texts(row, overlay))


def _place(
    location: Location,
    by_place: _Hung,
    phones: Sequence[Any],
    hours: Hours,
    times: Sequence[Schedule],
    overlay: Overlay,
) -> PublicPlace:
    addresses = by_place.of(location.pk, "addresses")
    chosen = next(
        (one for one in addresses if one.address_type in ("physical", "")), addresses[0] if addresses else None
    )
    access = by_place.of(location.pk, "accessibility")
    lines: tuple[str, ...] = ()
    if chosen is not None:
        town = " ".join(part for part in (chosen.city, chosen.state_province, chosen.postal_code) if part)
        lines = tuple(line for line in (chosen.address_1, chosen.address_2, town) if line)
    return PublicPlace(
        id=location.public_id,
        texts=_texts(location, overlay),
        address=lines,
        city=chosen.city if chosen else "",
        postal_code=chosen.postal_code if chosen else "",
        latitude=location.latitude,
        longitude=location.longitude,
        accessibility=tuple(dict.fromkeys(one.kind for one in access if one.kind)),
        accessibility_words=tuple(words for one in access if (words := one.details or one.description)),
        phones=tuple(_phone(one, overlay) for one in [*phones, *by_place.of(location.pk, "phones")]),
        hours=hours,
        schedule_words=_schedule_words(times),
    )


def _languages(rows: Sequence[Any]) -> tuple[PublicLanguage, ...]:
    return tuple({(one.spoken or one.name): PublicLanguage(one.spoken, one.name, one.note) for one in rows}.values())


def _schedule_words(rows: Sequence[Schedule]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words for one in rows if (words := one.description or one.notes)))


def _terms(links: Sequence[UUID]) -> Mapping[UUID, tuple[tuple[str, str], ...]]:
    found: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    rows = Attribute.objects.filter(link__in=links, link_entity="service", is_public=True, term__isnull=False)
    for link, code, name in rows.order_by("pk").values_list("link", "term__code", "term__name"):
        if link is not None:
            found[link].append((code or "", name or ""))
    return defaultdict(tuple, {link: tuple(terms) for link, terms in found.items()})


def _hours(row: Service, schedules: Sequence[Schedule], specials: Sequence[Any]) -> Hours:
    source = row.source
    return Hours(
        rules=tuple(rule_of(one) for one in schedules),
        zone=zone_of(source),
        specials=tuple(
            Special(one.starts_on, one.ends_on, one.opens_at, one.closes_at, one.reason_en, one.reason_fr)
            for one in specials
        ),
        on_holidays=row.on_holidays,
        is_holiday=lambda day: day in public_holidays(source.country, source.region, day.year),
        verified_on=row.verified_on,
        is_suspended=row.status == Status.CLOSED,
    )


def rule_of(row: Schedule) -> Rule:
    return Rule(**{name: str(getattr(row, name)) for name in Rule.__dataclass_fields__})


def zone_of(source: Source) -> ZoneInfo:
    try:
        return ZoneInfo(source.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def tables(source: Source | None = None) -> "dict[str, QuerySet[Any]]":
    """The public rows of every object, of one source or of all: for exports and the interface. No history, no named people."""
    chosen: dict[str, QuerySet[Any]] = {}
    for name in OBJECTS:
        if name in NOT_TOLD:
            continue
        rows = model_of(name).objects.filter(is_public=True)
        chosen[name] = rows.filter(source=source) if source else rows
    return chosen


def texts_of(records: Iterable[UUID]) -> Mapping[UUID, list[dict[str, str]]]:
    """The public texts in other languages of some records, as the overlay writes them."""
    found: dict[UUID, list[dict[str, str]]] = defaultdict(list)
    for one in FieldText.objects.filter(record__in=list(records), is_public=True).order_by("field", "language"):
        dated_on = one.dated_on.isoformat() if one.dated_on else ""
        told = {"field": one.field, "language": one.language, "text": one.text, "state": one.state}
        found[one.record].append({**told, "dated_on": dated_on, "origin": one.origin})
    return found


def addresses() -> Iterator[tuple[str, str, float, float]]:
    """City, postal code, lon and lat of every public address where a public service is."""
    where = Address.objects.filter(
        is_public=True,
        address_type__in=("physical", ""),
        location__is_public=True,
        location__longitude__isnull=False,
        location__latitude__isnull=False,
        location__in=ServiceAtLocation.objects.filter(is_public=True, service__in=services()).values("location"),
    )
    columns = ("city", "postal_code", "location__longitude", "location__latitude")
    return where.order_by("pk").values_list(*columns).iterator()


def agencies() -> "QuerySet[Agency]":
    return Agency.objects.filter(is_public=True)
