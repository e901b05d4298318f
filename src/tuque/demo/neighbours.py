"""The other five organizations of the demonstration: someone to sign in at each, and what each of them does, in small numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from django.db import transaction
from django.db.models import Max

from tuque.accounts.models import Organization, Team
from tuque.accounts.roles import Role
from tuque.core import streams
from tuque.demo import loading, rhythms, town
from tuque.demo.loading import Surroundings
from tuque.demo.rhythms import KINDS, SOURCES, Drawn
from tuque.geo.models import AreaLayer, Place, Territory
from tuque.interactions import bulk
from tuque.interactions.models import Interaction

DAYS = 63  # eight weeks and one day more: what is usual can be said
AT_LEAST = timedelta(days=1)  # since the last record, before a later start adds what happened meanwhile
FIELDS = (*loading.FIELDS, "source", "source_key")


@dataclass(frozen=True)
class Neighbour:
    """What an organization records: categories of the starter forms, how many a day, and where.

    `corner` is the place of its own that it works in; without one it works all over town, and `is_afar` where it meets nobody in
    person. `requests` is where its calls come from, when all of them are calls.
    """

    code: str
    team: tuple[str, str, str]  # code, names
    forms: tuple[str, ...]
    per_day: float
    notes: tuple[str, ...] = ()
    corner: str = ""
    is_afar: bool = False
    requests: tuple[str, ...] = ()
    patrols: bool = False
    imported: str = ""  # the file that its records came from


@dataclass(frozen=True)
class Person:
    email: str
    name: str
    language: str
    organization: str
    roles: tuple[Role, ...] = (Role.FIELD_WORKER,)
    signs_in: bool = False


NEIGHBOURS = (
    Neighbour(
        "shelter",
        ("nights", "Night team", "Équipe de nuit"),
        ("check-in", "items", "conflict", "orientation", "appointment-kept"),
        5,
        notes=("Invented note: bed by the window, wakes at six.", "Invented note: asked for a locker."),
        corner="windmill-shelter",
    ),
    Neighbour(
        "clinic",
        ("nurses", "Street nurses", "Infirmières de rue"),
        ("medical", "mental-health", "orientation", "appointment-kept", "desk-call"),
        4,
        notes=("Invented note: dressing changed, to be seen again Thursday.", "Invented note: came with a friend."),
        corner="birch-clinic",
    ),
    Neighbour(
        "line",
        ("listeners", "Evening listeners", "Écoute du soir"),
        ("mental-health", "orientation", "desk-call"),
        6,
        notes=("Invented note: will call the clinic in the morning.", "Note inventée : s’est senti moins seul."),
        is_afar=True,
        requests=("person", "own_line"),
    ),
    Neighbour(
        "city",
        ("calls", "Calls for service", "Appels de service"),
        ("check-in", "conflict", "medical", "wait", "transport"),
        8,
        requests=("911", "311"),
        imported="calls-for-service.csv",
    ),
    Neighbour(
        "francophone",
        ("rue", "Street team", "Équipe de rue"),
        ("check-in", "outreach", "orientation", "transport", "items", "desk-call"),
        4,
        notes=(
            "Note inventée : aimerait de l’aide pour ses papiers.",
            "Note inventée : préfère qu’on lui parle en français.",
        ),
        patrols=True,
    ),
)
# Odile, of the shelter, has her own line in `community`: she signs the agreement with the first organization.
PEOPLE = (
    Person("cleo@demo.example", "Cleo Birchmock", "en", "clinic", (Role.DIRECTOR,), signs_in=True),
    Person("nils@demo.example", "Nils Northmock", "en", "line", (Role.DIRECTOR,), signs_in=True),
    Person("vera@demo.example", "Vera Townplan", "en", "city", (Role.DIRECTOR, Role.ANALYST), signs_in=True),
    Person("rose@demo.example", "Rose Desexemples", "fr", "francophone", (Role.DIRECTOR,), signs_in=True),
    Person("worker51@demo.example", "Fern Inventeur", "en", "shelter"),
    Person("worker52@demo.example", "Gale Nonesuch", "en", "shelter"),
    Person("worker53@demo.example", "Hazel Faketon", "fr", "clinic"),
    Person("worker54@demo.example", "Juniper Pretendre", "en", "line"),
    Person("worker55@demo.example", "Lark Madeupsky", "en", "city"),
    Person("worker56@demo.example", "Érable Inventeur", "fr", "francophone"),
)
# What people call the city about, and how often.
CITY_TYPES, CITY_SHARES = ("traffic", "crime", "other", "mental_health", "fire"), (0.34, 0.24, 0.2, 0.14, 0.08)


def make_ground(organization: Organization, one: Neighbour, *, layer: AreaLayer, at: datetime) -> Team:
    """The team, the town's boundaries and the place that its work turns around."""
    code, english, french = one.team
    Territory.objects.create(organization=organization, layer=layer, chosen_at=at)
    for place, name, east, north in town.PLACES:
        if place == one.corner:
            lon, lat = town.degrees(east, north)
            Place.objects.create(organization=organization, code=place, name=name, lon=round(lon, 6), lat=round(lat, 6))
    return Team.objects.create(organization=organization, code=code, name_en=english, name_fr=french)


def fill(*, at: datetime, seed: int) -> None:
    """What each of them recorded until `at`: since its last record, or for the first time. Same seed and same instant, same rows."""
    for number, one in enumerate(NEIGHBOURS):
        organization = Organization.objects.get(code=one.code)
        if not Team.objects.filter(organization=organization, code=one.team[0]).exists():
            continue  # a demonstration of before they had teams goes on as it was
        newest = Interaction.objects.filter(organization=organization).aggregate(at=Max("occurred_at"))["at"]
        start = newest or at - timedelta(days=DAYS)
        if at - start < AT_LEAST:
            continue
        chance = np.random.default_rng([seed, number, int(start.timestamp())])
        _write(organization, one, start=start, end=at, chance=chance)


@transaction.atomic
def _write(
    organization: Organization, one: Neighbour, *, start: datetime, end: datetime, chance: np.random.Generator
) -> None:
    around = _surroundings(organization, one)
    drawn = _drawn(one, organization, start=start, end=end, chance=chance)
    size = len(drawn.began)
    numbers = streams.allocate(f"interactions:{organization.pk}", count=size, organization_id=organization.pk)
    rows = loading.interaction_rows(drawn, around, first_number=numbers.start, until=end, chance=chance)
    bulk.insert(Interaction, _of(one, rows, chance=chance), fields=FIELDS)
    loading.write_items(organization, first_number=numbers.start, last_number=numbers.stop - 1, chance=chance)
    if one.patrols:
        loading.write_patrols(around, start=start, end=end, chance=chance)


def _surroundings(organization: Organization, one: Neighbour) -> Surroundings:
    """One team does it all, at the desk too."""
    found = loading.surroundings(organization, desk=one.team[0])
    return replace(found, street=[found.desk], notes=one.notes)


def _drawn(
    one: Neighbour, organization: Organization, *, start: datetime, end: datetime, chance: np.random.Generator
) -> Drawn:
    """So many of its categories as its days hold, drawn from what happens in town."""
    count = max(1, round(one.per_day * ((end - start) / timedelta(days=1))))
    theirs = [kind.form in one.forms for kind in KINDS]
    share = sum(kind.weight for kind in KINDS if kind.form in one.forms) / sum(kind.weight for kind in KINDS)
    whole = rhythms.draw(round(count / share * 1.5) + 10, start=start, end=end, zone=organization.zone, chance=chance)
    keep = np.flatnonzero(np.array(theirs)[whole.kind])
    chosen = np.sort(chance.choice(keep, size=min(count, len(keep)), replace=False))
    drawn = rhythms.some_of(whole, chosen)
    if one.corner:
        east, north = next((east, north) for code, _name, east, north in town.PLACES if code == one.corner)
        near = chance.normal(0, 0.25, size=(2, len(chosen)))
        lon, lat = town.degrees(east + near[0], north + near[1])
        drawn = replace(drawn, lon=np.round(lon, 6), lat=np.round(lat, 6))
    if one.requests:
        sources = np.array([SOURCES.index(code) for code in one.requests])
        called = np.ones(len(chosen), dtype=bool)
        drawn = replace(drawn, called=called, source=sources[chance.integers(0, len(sources), size=len(chosen))])
    return drawn


def _of(
    one: Neighbour, rows: Iterator[dict[str, object]], *, chance: np.random.Generator
) -> Iterator[Mapping[str, object]]:
    """The rows as this organization has them."""
    for row in rows:
        if one.is_afar:
            row |= dict.fromkeys(("lon", "lat", "accuracy_m", "cell", "area_id", "to_place_id"))
        if one.corner and row["origin"] == "found":  # whoever comes to its door
            row |= {"origin": "desk", "request_source": ""}
        if one.imported:
            kind = str(chance.choice(CITY_TYPES, p=CITY_SHARES))
            row |= {"base_type": kind, "type_code": kind, "dispatched_as": kind, "form_version_id": None, "note": ""}
            row |= {"recorded_by_id": None, "to_place_id": None, "source": one.imported}
            row["source_key"] = str(row["public_id"])[-12:]
        yield {"source": "", "source_key": "", **row}
