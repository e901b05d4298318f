"""The one layer through which everything public goes: pages, maps, exports, distances, the search, the interface.

It takes no viewer: it gives what anyone may know, as plain values. What is not public is never read here, whoever asks.
Within an organization, the second wall lets others' public rows through only `with walls.opened():`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import QuerySet

from tuque.core.holidays import public_holidays
from tuque.directory.entities import model_of
from tuque.directory.hsds.objects import OBJECTS
from tuque.directory.imports import eligibility
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
from tuque.directory.opening import Hours, Rule, Special
from tuque.directory.public_values import (
    PublicAccess,
    PublicCapacity,
    PublicCost,
    PublicLanguage,
    PublicPhone,
    PublicPlace,
    PublicRule,
    PublicService,
    Texts,
    Told,
)

GONE_FOR_THE_PUBLIC = (Status.INACTIVE, Status.DEFUNCT)
AT_ONCE = 500
# What hangs on a service, on a place and on both together, and has words that people read.
OF_SERVICE = (
    "phones",
    "schedules",
    "languages",
    "cost_options",
    "required_documents",
    "service_areas",
    "capacities",
    "additional_urls",
)
OF_PLACE = ("phones", "schedules", "languages", "accessibility")
OF_BOTH = ("phones", "schedules")
OBJECT_OF = {one.model: one for one in OBJECTS.values()}
NOT_TOLD = frozenset({"metadata", "meta_table_description", "contact"})
# Fields of what is public that name a person: who made sure of it, to whom mail goes.
NAMES_A_PERSON = frozenset({("service", "assurer_email"), ("address", "attention")})


def services() -> "QuerySet[Service]":
    """Every service that the public may find: of every organization of the site."""
    return Service.objects.filter(is_public=True).exclude(status__in=GONE_FOR_THE_PUBLIC)


def find(public_id: UUID) -> PublicService | None:
    """One service, also when it is closed for good: a link that someone kept says so."""
    row = Service.objects.filter(is_public=True, public_id=public_id)
    return next(iter(read(row)), None)


def with_a_page(public_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these services that have a public page, or lead on to one."""
    wanted = set(public_ids)
    found = set(Service.objects.filter(is_public=True, public_id__in=wanted).values_list("public_id", flat=True))
    return found | {one for one in wanted - found if kept_for(one)}


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
    by_service, by_place, by_tie = (
        _Hung("service", pks),
        _Hung("location", list(locations)),
        _Hung("service_at_location", [tie.pk for tie in ties]),
    )
    hung = [*by_service.every(OF_SERVICE), *by_place.every(OF_PLACE), *by_tie.every(OF_BOTH)]
    units = [one.unit for one in by_service.every(["capacities"]) if one.unit]
    overlay = _overlay([*found.values(), *locations.values(), *agencies.values(), *ties, *hung, *units])
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
                ],
                overlay,
            ),
            topics=frozenset(one.topic for one in by_service.of(pk, "topics")),
            terms=terms[row.public_id],
            fee_type=row.fee_type,
            costs=tuple(_cost(one, overlay) for one in by_service.of(pk, "cost_options")),
            rules=tuple(_rules(by_service.of(pk, "eligibility_rules"))),
            minimum_age=row.minimum_age,
            maximum_age=row.maximum_age,
            capacities=tuple(
                _capacity(one, overlay)
                for one in by_service.of(pk, "capacities")
                if one.available is not None and one.updated is not None
            ),
            areas=_worded(by_service.of(pk, "service_areas"), overlay),
            documents=_worded(by_service.of(pk, "required_documents"), overlay),
            hours=hours_of(own, None),
            schedule_words=_worded(own, overlay),
            verified_on=row.verified_on,
            changed_at=row.changed_at or row.last_modified,
            source=row.source.name,
            attribution=row.source.attribution,
            licence=row.source.licence,
            extra_urls=tuple((_texts(one, overlay), one.url) for one in by_service.of(pk, "additional_urls")),
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

    def every(self, kinds: Iterable[str]) -> list[Any]:
        return [row for kind in kinds for pk in self.pks for row in self.of(pk, kind)]


Overlay = Mapping[UUID, Mapping[str, Mapping[str, Told]]]


def _overlay(rows: Iterable[Any]) -> Overlay:
    found: dict[UUID, dict[str, dict[str, Told]]] = defaultdict(lambda: defaultdict(dict))
    wanted = [row.public_id for row in rows]
    for one in FieldText.objects.filter(record__in=wanted, is_public=True):
        found[one.record][one.field][one.language] = Told(one.text, one.language, one.state, one.dated_on)
    return found


def _texts(row: Any, overlay: Overlay) -> Texts:
    described = OBJECT_OF[type(row).__name__]
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


def _rules(rows: Iterable[Any]) -> Iterator[PublicRule]:
    """Those that someone could be held to: one that is half understood would refuse people wrongly."""
    for one in rows:
        if eligibility.is_sound(one.kind, one.least, one.most, one.values):
            yield PublicRule(one.kind, one.least, one.most, tuple(one.values))


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
        access=tuple(PublicAccess(one.kind, _texts(one, overlay)) for one in by_place.of(location.pk, "accessibility")),
        phones=tuple(_phone(one, overlay) for one in [*phones, *by_place.of(location.pk, "phones")]),
        hours=hours,
        schedule_words=_worded(times, overlay),
    )


def _languages(rows: Sequence[Any], overlay: Overlay) -> tuple[PublicLanguage, ...]:
    found = {(one.spoken or one.name): PublicLanguage(one.spoken, one.name, _texts(one, overlay)) for one in rows}
    return tuple(found.values())


def _cost(row: Any, overlay: Overlay) -> PublicCost:
    return PublicCost(row.amount, row.currency, row.valid_from, row.valid_to, _texts(row, overlay))


def _capacity(row: Any, overlay: Overlay) -> PublicCapacity:
    unit = _texts(row.unit, overlay) if row.unit and row.unit.is_public else None
    return PublicCapacity(row.public_id, row.available, row.maximum, unit, _texts(row, overlay), row.updated)


def _worded(rows: Sequence[Any], overlay: Overlay) -> tuple[Texts, ...]:
    """Those that have any words."""
    return tuple(texts for one in rows if (texts := _texts(one, overlay)).told)


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
