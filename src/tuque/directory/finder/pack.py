"""The directory as a phone takes it along: what is public of each service, in both languages, in parts of some hundreds.

A part says where the next one begins; nothing is kept on the server for it. A download that broke off begins anew on the phone, whose
copy is whole or not at all (`frontend/lib/offline/copy.ts`).
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import translation

from tuque.directory import published, vocabulary
from tuque.directory.finder import for_whom, hours, shown
from tuque.directory.models import SearchPlace, Service
from tuque.directory.opening import Hours
from tuque.directory.published import PublicPhone, PublicPlace, PublicService, Texts
from tuque.directory.search import reading
from tuque.geo import api as geo

PART = 200
LONGEST = 700
MOST_PLACES = 5000
LANGUAGES = ("en", "fr")
Words = dict[str, str]


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
        "phones": [_phone(phone) for phone in one.phones],
        "url": one.url[:300],
        "topics": sorted(one.topics & vocabulary.topics().keys()),
        "languages": [code for spoken in one.languages if (code := spoken.spoken)],
        "rules": [[rule.kind, rule.least, rule.most, list(rule.values)] for rule in one.rules],
        "ages": [one.minimum_age, one.maximum_age] if (one.minimum_age, one.maximum_age) != (None, None) else None,
        "whom": _whom(one),
        "free": one.fee_type == "FREE",
        "verified": one.verified_on.isoformat() if one.verified_on else None,
        "hours": None if one.places else _hours(one.hours, one.schedule_words, at),
        "places": [_place(place, at) for place in one.places],
    }
    return {name: value for name, value in told.items() if value}


def _whom(one: PublicService) -> dict[str, list[str]] | None:
    """Its rules in words, by language."""
    told = {}
    for language in LANGUAGES:
        with translation.override(language):
            told[language] = for_whom.told(one, language)
    return told if any(told.values()) else None


def _place(place: PublicPlace, at: datetime) -> dict[str, object]:
    told: dict[str, object] = {
        "name": _words(place.texts, "name"),
        "address": ", ".join(place.address),
        "at": [round(place.longitude, 5), round(place.latitude, 5)]
        if place.longitude is not None and place.latitude is not None
        else None,
        "phones": [_phone(phone) for phone in place.phones],
        "hours": _hours(place.hours, place.schedule_words, at),
    }
    return {name: value for name, value in told.items() if value}


def _hours(rules: Hours, written: tuple[str, ...], at: datetime) -> dict[str, list[str]] | None:
    """In words, by language; the source's own where no rule is understood. Nothing of today: a copy grows old."""
    day = at.astimezone(rules.zone).date()
    told: dict[str, list[str]] = {}
    for language in LANGUAGES:
        with translation.override(language):
            closed = [hours.today(rules, day)] if rules.is_suspended else []
            told[language] = closed or list(hours.week(rules.rules, day)) or list(written)
    return told if any(told.values()) else None


def _phone(phone: PublicPhone) -> list[str]:
    return [phone.number + (f" x{phone.extension}" if phone.extension else ""), shown.dialled(phone.number)]


def _words(texts: Texts, name: str) -> Words:
    return dict(_each(texts, name))


def _each(texts: Texts, name: str) -> Iterator[tuple[str, str]]:
    for told in texts.every(name):
        text = told.text if len(told.text) <= LONGEST else told.text[: LONGEST - 1] + "…"
        yield told.language[:2], text
