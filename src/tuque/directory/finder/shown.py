"""A service as the finder's pages show it: in the reader's language, and where a text is in the other one, saying so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

import phonenumbers
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tuque.directory import labels, vocabulary
from tuque.directory.finder import costs, for_whom, rooms
from tuque.directory.finder import hours as spoken
from tuque.directory.finder.hours import clock
from tuque.directory.finder.rooms import Room
from tuque.directory.models.sources import TextState
from tuque.directory.opening import Opening, State, Why
from tuque.directory.public_values import (
    AREA,
    HOURS_IN_WORDS,
    PublicLanguage,
    PublicPhone,
    PublicPlace,
    PublicService,
    Texts,
    Told,
    in_words,
)
from tuque.directory.search.asking import Result, opening_of
from tuque.directory.search.fitting import Who
from tuque.directory.search.questions import Because
from tuque.directory.search.ranking import Why as Reason
from tuque.directory.search.ranking import distance_km

REGION = "CA"
OPEN_FIRST = {Opening.OPEN: 0, Opening.UNKNOWN: 1, Opening.CLOSED: 2}


@dataclass(frozen=True)
class ShownPhone:
    shown: str
    dial: str
    says: Told | None
    is_called: bool = True
    """Not a fax: nobody answers there."""


@dataclass(frozen=True)
class ShownPlace:
    name: str
    address: tuple[str, ...]
    phones: list[ShownPhone]
    hours: spoken.Told
    written_hours: list[Told]
    opening: str
    state: str
    accessibility: list[str]
    access: list[Told]
    way: Told | None
    lon: float | None
    lat: float | None
    id: str = ""
    distance: str = ""
    """From where it was asked for; empty where nobody said where."""

    @property
    def directions(self) -> str:
        """An address that map programs of telephones open; ours sends nothing there by itself."""
        return f"geo:{self.lat:.5f},{self.lon:.5f}" if self.lat is not None and self.lon is not None else ""


@dataclass(frozen=True)
class Shown:
    """`service` for what is taken as it is; the rest in words."""

    id: str
    service: PublicService
    name: Told | None
    agency: Told | None
    description: Told | None
    alert: Told | None
    eligibility: Told | None
    application: Told | None
    fees: Told | None
    costs: list[str]
    documents: list[Told]
    areas: list[Told]
    wait: Told | None
    interpreters: Told | None
    rooms: list[Room]
    links: list[tuple[Told | None, str]]
    places: list[ShownPlace]
    phones: list[ShownPhone]
    languages: list[str]
    language_notes: list[tuple[str, Told]]
    topics: list[str]
    opening: str
    state: str
    distance: str
    whys: list[str]
    hours: spoken.Told
    written_hours: list[Told]
    is_free: bool
    near: float | None
    rules: list[str]
    for_them: str
    """Whether it is for who asks: yes, no, unsaid; empty when nobody said anything of themselves."""

    @property
    def first_phone(self) -> ShownPhone | None:
        of_places = [phone for place in self.places for phone in place.phones]
        here = self.places[0].phones if len(self.places) > 1 else []  # the nearest place answers for itself
        return next((phone for phone in [*here, *self.phones, *of_places] if phone.is_called), None)


def show(
    service: PublicService,
    *,
    reader: str,
    at: datetime,
    result: Result | None = None,
    near: tuple[float, float] | None = None,
    who: Who | None = None,
) -> Shown:
    """`result`: what the search found; the place that comes first is then the one that its distance and its state are told of.
    `near`: where it is asked for, lon, lat, when no search tells it."""
    near = result.near if result else near
    places = _ordered(service, near, at, open_first=bool(result and result.is_open_asked))
    state = service.open_at(at, place=places[0]) if result and places else opening_of(service, at=at)
    away = _away(places[0].point, near) if places else None
    scored = result.scored if result else None
    return Shown(
        id=str(service.id),
        service=service,
        name=service.texts.get("name", reader),
        agency=service.agency.get("name", reader) if service.agency else None,
        description=service.texts.get("description", reader),
        alert=service.texts.get("alert", reader),
        eligibility=service.texts.get("eligibility_description", reader),
        application=service.texts.get("application_process", reader),
        fees=costs.words(service, reader),
        costs=costs.told(service, reader=reader, on=at.astimezone(service.hours.zone).date()),
        documents=in_words(service.documents, ("document",), reader),
        areas=in_words(service.areas, AREA, reader),
        wait=service.texts.get("wait_time", reader),
        interpreters=service.texts.get("interpretation_services", reader),
        rooms=[rooms.told(one, reader=reader, zone=service.hours.zone, at=at) for one in service.capacities],
        links=[(texts.get("label", reader), url) for texts, url in service.extra_urls],
        places=[_place(place, service, reader, at, near) for place in places],
        phones=_phones(service.phones, reader),
        languages=[_language(one, reader) for one in service.languages],
        language_notes=[
            (_language(one, reader), note) for one in service.languages if (note := one.texts.get("note", reader))
        ],
        topics=[
            vocabulary.topics()[code].name(reader) for code in sorted(service.topics) if code in vocabulary.topics()
        ],
        opening=words_of(state, service, opens_at=result.opens_at if result else None, at=at),
        state=state.opening.value,
        distance=distance(away),
        whys=[why(one, reader) for one in scored.whys] if scored else [],
        hours=spoken.told(service.hours, at=at, reader=reader),
        written_hours=in_words(service.schedule_words, HOURS_IN_WORDS, reader),
        is_free=service.fee_type == "FREE",
        near=away,
        rules=for_whom.told(service, reader),
        for_them=for_whom.answer(who, service),
    )


def _ordered(
    service: PublicService, near: tuple[float, float] | None, at: datetime, *, open_first: bool
) -> list[PublicPlace]:
    """The places, nearest to where it was asked first; under "open now" those that are open before."""

    def place(one: PublicPlace) -> tuple[int, bool, float]:
        away = _away(one.point, near)
        standing = OPEN_FIRST[service.open_at(at, place=one).opening] if open_first else 0
        return standing, away is None, away or 0.0

    return sorted(service.places, key=place)


def _away(point: tuple[float, float] | None, near: tuple[float, float] | None) -> float | None:
    return distance_km(point, near) if point and near else None


def _place(
    place: PublicPlace, service: PublicService, reader: str, at: datetime, near: tuple[float, float] | None
) -> ShownPlace:
    name = place.texts.get("name", reader)
    state = service.open_at(at, place=place)
    kinds = vocabulary.accessibilities()
    return ShownPlace(
        name.text if name else "",
        place.address,
        _phones(place.phones, reader),
        spoken.told(place.hours, at=at, reader=reader),
        in_words(place.schedule_words, HOURS_IN_WORDS, reader),
        words_of(state, service),
        state.opening.value,
        [kinds[code].name(reader) for code in place.accessibility if code in kinds],
        access_words(place, reader),
        place.texts.get("transportation", reader),
        place.longitude,
        place.latitude,
        str(place.id),
        distance(_away(place.point, near)),
    )


def access_words(place: PublicPlace, reader: str) -> list[Told]:
    """What is written of access; words that only name its kind are said by the kind."""
    return in_words((_beyond_kind(one.texts) for one in place.access), ("details", "description"), reader)


def _beyond_kind(texts: Texts) -> Texts:
    """Without the words that name a kind of access, in any language."""
    kept = {
        name: {language: told for language, told in said.items() if not vocabulary.find_accessibility(told.text)}
        for name, said in texts.told.items()
    }
    return Texts({name: said for name, said in kept.items() if said}, texts.written_in)


def _phones(phones: Iterable[PublicPhone], reader: str) -> list[ShownPhone]:
    """Those that somebody answers first."""
    return sorted((_phone(phone, reader) for phone in phones), key=lambda one: not one.is_called)


def _phone(phone: PublicPhone, reader: str) -> ShownPhone:
    kind = labels.phone_kind_in_words(phone.type)
    extension = f";ext={phone.extension}" if phone.extension.isdigit() else ""
    return ShownPhone(
        phone.number + (f" {_('ext.')} {phone.extension}" if phone.extension else "") + (f" ({kind})" if kind else ""),
        f"tel:{dialled(phone.number)}{extension}",
        phone.texts.get("description", reader),
        labels.phone_kind(phone.type) != labels.FAX,
    )


def dialled(number: str) -> str:
    """The number as a telephone takes it: +12045550123; a short one such as 211 as it stands."""
    try:
        parsed = phonenumbers.parse(number, REGION)
        if phonenumbers.is_possible_number(parsed):
            return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    except phonenumbers.NumberParseException:
        pass
    return "".join(letter for letter in number if letter.isdigit() or letter == "+")[:20]


def _language(one: PublicLanguage, reader: str) -> str:
    known = vocabulary.languages().get(one.spoken)
    return known.name(reader) if known else one.name


def words_of(
    state: State, service: PublicService, *, opens_at: datetime | None = None, at: datetime | None = None
) -> str:
    """Open, closed, or that nobody knows, and what to do then. `opens_at`: when it opens next, where that is wanted."""
    if state.opening is Opening.OPEN:
        if state.until is None:
            return _("Open now")
        return _("Open now, until %(time)s") % {"time": clock(state.until.astimezone(service.hours.zone).time())}
    if state.why is Why.SUSPENDED:
        return _("Closed until further notice")
    if state.opening is Opening.CLOSED and opens_at and at:
        return spoken.opens(opens_at.astimezone(service.hours.zone), at.astimezone(service.hours.zone))
    if state.opening is Opening.CLOSED:
        return _("Closed now")
    if state.why is Why.HOLIDAY:
        return _("Holiday: call first")
    return _("Hours not known: call first")


def doubts() -> dict[str, str]:
    """What is said beside a text in this state."""
    return {
        TextState.MACHINE: _("translated by a machine"),
        TextState.STALE: _("may be out of date: the other language changed since"),
    }


def distance(km: float | None) -> str:
    if km is None:
        return ""
    if km < 1:
        return _("%(metres)s m away") % {"metres": max(50, round(km * 1000 / 50) * 50)}
    if km < 10:
        return _("%(km)s km away") % {"km": formats.number_format(km, 1)}
    return ngettext("%(km)s km away", "%(km)s km away", round(km)) % {"km": round(km)}


def why(reason: Reason, reader: str) -> str:
    """Why a service was found, in words."""
    topics = vocabulary.topics()
    values = {"asked": reason.asked, "shown": reason.shown}
    if reason.because is Because.TOPIC:
        name = topics[reason.shown].name(reader) if reason.shown in topics else reason.shown
        return _("“%(asked)s”: %(topic)s") % {"asked": reason.asked, "topic": name}
    if reason.because is Because.LANGUAGE:
        spoken = vocabulary.languages().get(reason.shown)
        name = spoken.name(reader) if spoken else reason.shown
        return _("“%(asked)s”: served in %(language)s") % {"asked": reason.asked, "language": name}
    if reason.because is Because.SPELLING:
        return _("“%(asked)s” read as “%(shown)s”") % values
    where = {
        "name": _("“%(asked)s” in its name"),
        "owner": _("“%(asked)s” in the name of its organization"),
        "topics": _("“%(asked)s” among its topics"),
    }
    return where.get(reason.where, _("“%(asked)s” in its description")) % values


def map_points(shown: list[Shown]) -> list[dict[str, object]]:
    """The places of what is listed, for the map."""
    return [
        {"name": one.name.text if one.name else "", "lon": place.lon, "lat": place.lat, "url": f"#s-{one.id}"}
        for one in shown
        for place in one.places
        if place.lon is not None and place.lat is not None
    ]


def ways_to_pass_on(link: str) -> dict[str, str]:
    """Addresses that open the reader's own mail or message program; nothing is sent from here."""
    subject = _("Services that may help")
    return {
        "mail": f"mailto:?subject={quote(subject)}&body={quote(link)}",
        "text": f"sms:?&body={quote(link)}",
    }


def list_query(ids: list[str], reader: str) -> str:
    return urlencode([("s", one) for one in ids] + [("lang", reader)])
