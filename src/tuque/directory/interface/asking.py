"""What a program asks for, in an address or in a body, made clean; and the rows that it means. Parameters add up (AND)."""

import json
import math
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from dateutil import parser
from django.db.models import Case, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from tuque.core.folding import fold
from tuque.directory import published, vocabulary
from tuque.directory.interface import coverage, topics
from tuque.directory.models import Address, Attribute, FieldText, Location, ServiceTopic, TaxonomyTerm
from tuque.directory.search import finding
from tuque.directory.search.databases import Site
from tuque.directory.search.documents import service_of
from tuque.geo import api as geo

MOST_PER_PAGE, PER_PAGE = 500, 50
MOST_METRES = 500_000
LONGEST = 500
FIRST_PART = 3
EARTH_M = 6_371_008.8
FLAGS = ("full", "minimal", "full_service", "top_only")


@dataclass
class Refused(Exception):
    """What is wrong with a parameter, in English: programs read it."""

    detail: str


@dataclass(frozen=True)
class Question:
    page: int = 1
    per_page: int = PER_PAGE
    format: str = "json"
    search: str = ""
    taxonomy_term_id: str = ""
    taxonomy_id: str = ""
    organization_id: str = ""
    modified_after: datetime | None = None
    full: bool = False
    minimal: bool = False
    full_service: bool = False
    top_only: bool = False
    parent_id: str = ""
    postcode: str = ""
    proximity: float | None = None


def read(request: HttpRequest) -> Question:
    """Raises Refused."""
    given = _given(request)
    words = {
        key: _word(given, key)
        for key in ("search", "taxonomy_term_id", "taxonomy_id", "organization_id", "parent_id", "postcode")
    }
    form = _word(given, "format") or "json"
    if form not in ("json", "ndjson"):
        raise Refused("format is json or ndjson.")
    after = _word(given, "modified_after")
    if _word(given, "proximity") and not words["postcode"]:
        raise Refused("proximity is a number of metres around a postcode: give one.")
    return Question(
        page=_whole(given, "page", 1, 10_000_000),
        per_page=_whole(given, "per_page", PER_PAGE, MOST_PER_PAGE),
        format=form,
        modified_after=_instant(after) if after else None,
        proximity=_metres(_word(given, "proximity")),
        **words,  # type: ignore[arg-type]
        **{flag: _word(given, flag).lower() in ("true", "1", "yes") for flag in FLAGS},  # type: ignore[arg-type]
    )


def _given(request: HttpRequest) -> Mapping[str, Any]:
    if request.method != "POST":
        return request.GET
    if "json" not in request.headers.get("Content-Type", ""):
        return {**request.GET.dict(), **request.POST.dict()}
    try:
        body = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        raise Refused("The body is not JSON.") from None
    if not isinstance(body, dict):
        raise Refused("The body is an object with the parameters.")
    return {**request.GET.dict(), **body}


def _word(given: Mapping[str, Any], key: str) -> str:
    value = given.get(key)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str | int | float):
        raise Refused(f"{key} is one value.")
    text = str(value).strip()
    if len(text) > LONGEST or "\x00" in text:
        raise Refused(f"{key} is at most {LONGEST} characters.")
    return text


def _whole(given: Mapping[str, Any], key: str, otherwise: int, most: int) -> int:
    text = _word(given, key)
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= most:
        raise Refused(f"{key} is a whole number from 1 to {most}.")
    return int(text)


def _instant(text: str) -> datetime:
    try:
        read_ = parser.isoparse(text)
    except ValueError:
        raise Refused("modified_after is a date or an instant in ISO 8601: 2026-01-31T12:00:00Z.") from None
    return read_ if read_.tzinfo else read_.replace(tzinfo=UTC)


def _metres(text: str) -> float | None:
    if not text:
        return None
    try:
        metres = float(text)
    except ValueError:
        raise Refused("proximity is a number of metres.") from None
    if not math.isfinite(metres) or not 0 <= metres <= MOST_METRES:
        raise Refused(f"proximity is from 0 to {MOST_METRES} metres.")
    return metres


def by_id(rows: "QuerySet[Any]", wanted: str) -> Any | None:
    """The public row with this id, its source's or ours. Where two sources gave it, the first in rank."""
    asked = Q(hsds_id=wanted)
    as_uuid = _uuid(wanted)
    if as_uuid:
        asked |= Q(public_id=as_uuid) | Q(hsds_id=str(as_uuid))
    return rows.filter(asked).order_by("source__rank", "pk").first()


def kept_for(wanted: str) -> uuid.UUID | None:
    """The service that stands for one that was merged, asked for by our id."""
    as_uuid = _uuid(wanted)
    return published.kept_for(as_uuid) if as_uuid else None


def services(question: Question) -> "QuerySet[Any]":
    rows = _narrowed(published.tables()["service"], question, service="")
    if not question.postcode:
        return rows
    there = published.tables()["service_at_location"].filter(
        location__is_public=True, location__in=_near(question.postcode, question.proximity)
    )
    here, areas = Q(pk__in=there.values("service")), _areas(question.postcode)
    here &= ~Q(pk__in=areas.elsewhere.values("whose"))
    return rows.filter(here if question.proximity is not None else here | Q(pk__in=areas.holding.values("whose")))


def service_at_locations(question: Question) -> "QuerySet[Any]":
    rows = _narrowed(published.tables()["service_at_location"], question, service="service__")
    if not question.postcode:
        return rows
    here, areas = Q(location__in=_near(question.postcode, question.proximity)), _areas(question.postcode)
    here &= ~Q(service__in=areas.elsewhere.values("whose"))
    served = Q(service__in=areas.holding.values("whose"))
    return rows.filter(here if question.proximity is not None else here | served)


@dataclass(frozen=True)
class Areas:
    """Public areas that services serve, each with the service `whose` it is: those that surely hold a postal code, and those of
    services that surely serve elsewhere alone."""

    holding: "QuerySet[Any]"
    elsewhere: "QuerySet[Any]"


def _areas(postcode: str) -> Areas:
    told = Coalesce("service", "service_at_location__service")
    rows = published.tables()["service_area"].order_by().annotate(whose=told).filter(whose__isnull=False)
    there = _there("".join(postcode.upper().split()))
    answers: dict[bool | None, list[str]] = defaultdict(list)
    for name in rows.filter(extent="").values_list("name", flat=True).distinct():
        answers[coverage.holds(name, "", there)].append(name)
    drawn: dict[bool | None, list[int]] = defaultdict(list)
    for pk, name, extent in rows.exclude(extent="").values_list("pk", "name", "extent").iterator():
        drawn[coverage.holds(name, extent, there)].append(pk)
    holding, outside = (Q(extent="", name__in=answers[answer]) | Q(pk__in=drawn[answer]) for answer in (True, False))
    return Areas(rows.filter(holding), rows.filter(outside).exclude(whose__in=rows.exclude(outside).values("whose")))


def _there(code: str) -> coverage.There:
    """A postal code with its middle, and the towns and areas that it is in, told by public places."""
    here = _at(code) or _at(code[:FIRST_PART])
    if not here:
        return coverage.There(code)
    lat, lon = _middle(here)
    towns = Address.objects.filter(is_public=True, location__in=[one.pk for one in here]).values_list("city", flat=True)
    names, known = geo.names_at(lon, lat), geo.area_names()
    return coverage.There(
        code,
        (lon, lat),
        {fold(town) for town in towns.distinct()} - {""},
        lambda name: geo.plain(name) in names,
        lambda name: bool(known.exactly(name)),
    )


def organizations(question: Question) -> "QuerySet[Any]":
    rows = published.tables()["organization"]
    if question.search:
        rows = rows.filter(_says("organization", question.search))
    if question.taxonomy_term_id or question.taxonomy_id:
        rows = rows.filter(services__in=_classified(published.tables()["service"], question, "")).distinct()
    if question.modified_after:
        rows = rows.filter(changed_at__gte=question.modified_after)
    return rows


def taxonomies(question: Question) -> "QuerySet[Any]":
    rows = published.tables()["taxonomy"]
    return rows.filter(name__icontains=question.search) if question.search else rows


def own_taxonomies(question: Question) -> list[topics.Json]:
    """Our own topics, which are in no table."""
    return topics.taxonomies(question.search)


def own_terms(question: Question) -> list[topics.Json]:
    return topics.terms(
        search=question.search, taxonomy=question.taxonomy_id, parent=question.parent_id, top_only=question.top_only
    )


def taxonomy_terms(question: Question) -> "QuerySet[Any]":
    rows = published.tables()["taxonomy_term"]
    if question.search:
        rows = rows.filter(Q(name__icontains=question.search) | Q(code__iexact=question.search))
    if question.taxonomy_id:
        rows = rows.filter(taxonomy__in=_with_id(published.tables()["taxonomy"], question.taxonomy_id))
    if question.top_only:
        rows = rows.filter(parent__isnull=True)
    if question.parent_id:
        rows = rows.filter(parent__in=_with_id(published.tables()["taxonomy_term"], question.parent_id))
    return rows


def _narrowed(rows: "QuerySet[Any]", question: Question, *, service: str) -> "QuerySet[Any]":
    if question.search:
        found = _found(question.search)
        rows = rows.filter(**{f"{service}pk__in": found})
        places = [When(**{f"{service}pk": pk}, then=place) for place, pk in enumerate(found)]
        rows = rows.order_by(Case(*places, default=len(found)), "pk")
    if question.taxonomy_term_id or question.taxonomy_id:
        rows = _classified(rows, question, service)
    if question.organization_id:
        rows = rows.filter(
            **{f"{service}agency__in": _with_id(published.tables()["organization"], question.organization_id)}
        )
    if question.modified_after:
        rows = rows.filter(**{f"{service}changed_at__gte": question.modified_after})
    return rows


def _classified(rows: "QuerySet[Any]", question: Question, service: str) -> "QuerySet[Any]":
    terms = published.tables()["taxonomy_term"]
    if question.taxonomy_term_id:
        chosen = _same_terms(_with_id(terms, question.taxonomy_term_id) | terms.filter(code=question.taxonomy_term_id))
        rows = rows.filter(
            Q(**{f"{service}public_id__in": _linked(chosen)})
            | Q(**{f"{service}pk__in": _under(topics.code_of(question.taxonomy_term_id))})
        )
    if question.taxonomy_id:
        if question.taxonomy_id == topics.TAXONOMY_ID:
            return rows.filter(**{f"{service}pk__in": ServiceTopic.objects.filter(is_public=True).values("service")})
        chosen = terms.filter(taxonomy__in=_with_id(published.tables()["taxonomy"], question.taxonomy_id))
        rows = rows.filter(**{f"{service}public_id__in": _linked(chosen)})
    return rows


def _under(topic: str) -> "QuerySet[Any]":
    """The services under one of our topics and what is within it."""
    codes = vocabulary.with_parts(topic) if topic else ()
    return ServiceTopic.objects.filter(is_public=True, topic__in=codes).values("service")


def _same_terms(chosen: "QuerySet[TaxonomyTerm]") -> "QuerySet[TaxonomyTerm]":
    """Those of the same taxonomy and code too: a list that was attached, and what feeds put on their services."""
    asked = Q(pk__in=chosen.values("pk"))
    for code, within, called in chosen.exclude(code="").values_list("code", "taxonomy__hsds_id", "taxonomy_name")[:20]:
        name = within or called
        if name:
            asked |= Q(Q(taxonomy__hsds_id=name) | Q(taxonomy__isnull=True, taxonomy_name=name), code=code)
    return published.tables()["taxonomy_term"].filter(asked)


def _linked(terms: "QuerySet[TaxonomyTerm]") -> "QuerySet[Any]":
    return Attribute.objects.filter(term__in=terms, link_entity="service", is_public=True, link__isnull=False).values(
        "link"
    )


def _found(words: str) -> list[int]:
    """The services (primary keys) that the search finds for these words, the best first: some hundreds at most."""
    answer = finding.search(finding.Wish(words), Site())
    return [service_of(scored.record.key) for scored in answer.found]


def _says(name: str, words: str) -> Q:
    """Every word is somewhere in what it is called or said to be, in any of its languages."""
    asked = Q()
    for word in words.split()[:12]:
        texts = FieldText.objects.filter(entity=name, is_public=True, text__icontains=word).values("record")
        asked &= (
            Q(name__icontains=word)
            | Q(alternate_name__icontains=word)
            | Q(description__icontains=word)
            | Q(public_id__in=texts)
        )
    return asked


def _with_id(rows: "QuerySet[Any]", wanted: str) -> "QuerySet[Any]":
    asked = Q(hsds_id=wanted)
    as_uuid = _uuid(wanted)
    return rows.filter(asked | Q(public_id=as_uuid) if as_uuid else asked)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _near(postcode: str, metres: float | None) -> list[int]:
    """Public places within some metres of where the public places of this postal code are, on average; of its first part where no
    place has all of it. Without metres: those of the code. What is confidential is neither counted in nor found."""
    code = "".join(postcode.upper().split())
    here = _at(code)
    if metres is None:
        return [one.pk for one in here]
    here = here or _at(code[:FIRST_PART])
    if not here:
        return []
    lat, lon = _middle(here)
    around = math.degrees(metres / EARTH_M) + 1e-4
    wide = min(around / max(math.cos(math.radians(lat)), 0.01), 180)
    box = _places().filter(latitude__range=(lat - around, lat + around), longitude__range=(lon - wide, lon + wide))
    return [
        pk
        for pk, y, x in box.values_list("pk", "latitude", "longitude")
        if y is not None and x is not None and distance_m((lat, lon), (y, x)) <= metres
    ]


@dataclass(frozen=True)
class _Place:
    pk: int
    lat: float
    lon: float


def _places() -> "QuerySet[Location]":
    return Location.objects.filter(
        is_public=True, latitude__isnull=False, longitude__isnull=False, addresses__is_public=True
    )


def _at(code: str) -> list[_Place]:
    """Public places whose postal code begins so."""
    rows = _places().filter(addresses__postal_code__istartswith=code[:1]) if code else _places().none()
    told = rows.values_list("addresses__postal_code", "pk", "latitude", "longitude")
    return [
        _Place(pk, lat, lon)
        for written, pk, lat, lon in told
        if lat is not None and lon is not None and "".join(written.upper().split()).startswith(code)
    ]


def _middle(places: Sequence[_Place]) -> tuple[float, float]:
    """Latitude, longitude, on average."""
    return sum(one.lat for one in places) / len(places), sum(one.lon for one in places) / len(places)


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance between two (lat, lon), in metres."""
    lat1, lon1, lat2, lon2 = (math.radians(value) for value in (*one, *other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_M * math.asin(min(1.0, math.sqrt(half)))
