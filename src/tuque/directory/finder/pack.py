"""The directory as a phone takes it along: what is public of each service, in both languages, in parts of some hundreds.

A part says where the next one begins; nothing is kept on the server for it. A download that broke off begins anew on the phone, whose
copy is whole or not at all (`frontend/lib/offline/copy.ts`).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import translation

from tuque.directory import labels, published, vocabulary
from tuque.directory.finder import costs, for_whom, hours, rooms, shown
from tuque.directory.models import SearchPlace, Service
from tuque.directory.models.sources import TextState
from tuque.directory.opening import Hours
from tuque.directory.public_values import (
    AREA,
    HOURS_IN_WORDS,
    PublicPhone,
    PublicPlace,
    PublicService,
    Texts,
    Told,
    in_words,
)
from tuque.directory.search import reading
from tuque.geo import api as geo

PART = 200
LONGEST = 700
MOST_PLACES = 5000
LANGUAGES = ("en", "fr")
Words = dict[str, str]
Lines = dict[str, list[str]]


def part(*, after: UUID | None, town: str, at: datetime) -> dict[str, object]:
    """`{"as_of", "services", "next"}`, in the order of ids; `next` is None at the end. The first part brings what the search
    needs too: `total`, `topics`, `words`, `places`, `languages`."""
    rows = services_of(town)
    wanted = rows.filter(public_id__gt=after) if after else rows
    ids = list(wanted.order_by("public_id").values_list("public_id", flat=True)[: PART + 1])
    some = published.services().filter(public_id__in=ids[:PART])
    told: dict[str, object] = {
        "as_of": at.isoformat(timespec="seconds"),
        "services": [_service(one, at) for one in published.read(some)],
        "next": str(ids[PART - 1]) if len(ids) > PART else None,
    }
    return told if after else told | {"total": rows.count()} | _search_words()


def towns() -> list[str]:
    """The towns that public places name, as they are written, the largest first; parts of postal codes are none."""
    rows = SearchPlace.objects.order_by("-records", "name").values_list("shown", flat=True)
    return [name for name in rows if not any(letter.isdigit() for letter in name)]


def services_of(town: str) -> "QuerySet[Service]":
    """The public services of a town, and those that are in no place: a telephone line is everywhere."""
    rows = published.services()
    if not town:
        return rows
    there = Service.objects.filter(
        at_locations__is_public=True,
        at_locations__location__is_public=True,
        at_locations__location__addresses__is_public=True,
        at_locations__location__addresses__city__iexact=town,
    )
    somewhere = Service.objects.filter(at_locations__is_public=True)
    return rows.filter(Q(pk__in=there.values("pk")) | ~Q(pk__in=somewhere.values("pk")))


def _search_words() -> dict[str, object]:
    return {
        "topics": {one.code: [one.en, one.fr, one.within] for one in vocabulary.topics().values()},
        "languages": {one.code: [one.en, one.fr] for one in vocabulary.languages().values()},
        "words": [list(one) for one in reading.lay_words()],
        "none": [list(one) for one in sorted(reading.said_to_be_none())],
        "places": _places(),
    }


def _places() -> list[list[object]]:
    """Towns, first parts of postal codes, and neighbourhoods whose name only one area has."""
    told: list[list[object]] = [
        list(one) for one in SearchPlace.objects.order_by("name").values_list("shown", "lon", "lat")
    ]
    for areas in geo.area_names().by_name.values():
        if len(areas) == 1 and len(told) < MOST_PLACES:
            one = areas[0]
            names = dict.fromkeys((one.name_en, one.name_fr))
            told += [[name, round(one.lon, 4), round(one.lat, 4)] for name in names]
    return told


def _service(one: PublicService, at: datetime) -> dict[str, object]:
    """Empty values are left out: they are most of a directory."""
    told: dict[str, object] = {
        "id": str(one.id),
        "name": _words(one.texts, "name"),
        "agency": _words(one.agency, "name") if one.agency else None,
        "about": _words(one.texts, "description"),
        "alert": _words(one.texts, "alert"),
        "for": _words(one.texts, "eligibility_description"),
        "how": _words(one.texts, "application_process"),
        "wait": _words(one.texts, "wait_time"),
        "interpreters": _words(one.texts, "interpretation_services"),
        "bring": _by_language(lambda language: in_words(one.documents, ("document",), language)),
        "area": _by_language(lambda language: in_words(one.areas, AREA, language)),
        "cost": _by_language(lambda language: _cost(one, language, at)),
        "room": _by_language(lambda language: _rooms(one, language)),
        "phones": [_phone(phone) for phone in one.phones],
        "url": one.url[:300],
        "topics": sorted(one.topics & vocabulary.topics().keys()),
        "languages": [code for spoken in one.languages if (code := spoken.spoken)],
        "rules": [[rule.kind, rule.least, rule.most, list(rule.values)] for rule in one.rules],
        "ages": [one.minimum_age, one.maximum_age] if (one.minimum_age, one.maximum_age) != (None, None) else None,
        "whom": _by_language(lambda language: for_whom.told(one, language)),
        "free": one.fee_type == "FREE",
        "verified": one.verified_on.isoformat() if one.verified_on else None,
        "hours": None if one.places else _hours(one.hours, one.schedule_words, at),
        "places": [_place(place, at) for place in one.places],
    }
    return {name: value for name, value in told.items() if value}


def _by_language(told: Callable[[str], Sequence[str | Told]]) -> Lines | None:
    """Lines of words in each language, said with that language active."""
    lines: Lines = {}
    for language in LANGUAGES:
        with translation.override(language):
            lines[language] = _lines(told(language))
    return lines if any(lines.values()) else None


def _lines(told: Iterable[str | Told]) -> list[str]:
    """What a machine translated, or whose other language changed since, says so."""
    doubts = shown.doubts()
    return [
        f"{_cut(str(one))} ({doubts[one.state]})" if isinstance(one, Told) and one.state in doubts else _cut(str(one))
        for one in told
    ]


def _cost(one: PublicService, language: str, at: datetime) -> list[str | Told]:
    fees = costs.words(one, language)
    return [*([fees] if fees else []), *costs.told(one, reader=language, on=at.astimezone(one.hours.zone).date())]


def _rooms(one: PublicService, language: str) -> list[str]:
    return [str(rooms.told(room, reader=language, zone=one.hours.zone, at=None)) for room in one.capacities]


def _place(place: PublicPlace, at: datetime) -> dict[str, object]:
    told: dict[str, object] = {
        "name": _words(place.texts, "name"),
        "address": ", ".join(place.address),
        "at": [round(place.longitude, 5), round(place.latitude, 5)]
        if place.longitude is not None and place.latitude is not None
        else None,
        "phones": [_phone(phone) for phone in place.phones],
        "access": _by_language(lambda language: _access(place, language)),
        "hours": _hours(place.hours, place.schedule_words, at),
    }
    return {name: value for name, value in told.items() if value}


def _access(place: PublicPlace, language: str) -> list[str | Told]:
    kinds = vocabulary.accessibilities()
    named = [kinds[code].name(language) for code in place.accessibility if code in kinds]
    return [*named, *shown.access_words(place, language)]


def _hours(rules: Hours, written: tuple[Texts, ...], at: datetime) -> Lines | None:
    """In words, by language, with the notes; the source's own words where no rule is understood; days that differ by their
    dates. Nothing of today: a copy grows old."""
    day = at.astimezone(rules.zone).date()

    def told(language: str) -> Sequence[str | Told]:
        if rules.is_suspended:
            return [hours.today(rules, day)]
        week, soon = hours.week(rules.rules, day), hours.told(rules, at=at, reader=language).soon
        words = in_words(written, ("notes",) if week else HOURS_IN_WORDS, language)
        return [*week, *soon, *words]

    return _by_language(told)


def _phone(phone: PublicPhone) -> list[object]:
    """As it is shown, as it is dialled, and what it is for."""
    number = phone.number + (f" x{phone.extension}" if phone.extension else "")
    says = _words(phone.texts, "description") or _kind(phone)
    return [number, shown.dialled(phone.number), *([says] if says else [])]


def _kind(phone: PublicPhone) -> Words:
    """That it is a fax, for text messages and so on."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = labels.phone_kind_in_words(phone.type)
    return {language: words for language, words in found.items() if words}


def _words(texts: Texts, name: str) -> Words:
    return dict(_each(texts, name))


def _each(texts: Texts, name: str) -> Iterator[tuple[str, str]]:
    """By language; `fr_is` says how far a text is to be trusted, where it was not written or translated by a person."""
    for told in texts.every(name):
        yield told.language[:2], _cut(told.text)
        if told.state in (TextState.MACHINE, TextState.STALE):
            yield f"{told.language[:2]}_is", told.state


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
