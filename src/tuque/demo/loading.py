"""Writing invented interactions, patrols and their surroundings, many at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np
from django.db import transaction

from tuque.accounts.models import Organization, Team, Worker
from tuque.config.spoken import gettext as _
from tuque.core import streams
from tuque.core.problems import Problem
from tuque.demo import rhythms, town
from tuque.demo.rhythms import AGES, KINDS, SOURCES, Drawn
from tuque.forms.models import Version
from tuque.geo import api as geo
from tuque.geo.models import Place
from tuque.interactions import bulk
from tuque.interactions.models import Interaction, ItemGiven, Outing, Patrol
from tuque.people.models import Person

CHUNK = 20_000
NAMED = 0.02
ITEMS = ("water", "food", "hot_drink", "tuque_mitts", "socks", "blanket", "naloxone", "hygiene")
NOTES = (
    "Invented note: shared a hot drink and talked about the weather.",
    "Invented note: would like help with papers next week.",
    "Invented note: knows where the shelter is, prefers to walk there alone.",
    "Note inventée : aimerait qu’on repasse demain matin.",
)
RESPONSE = "call-response"  # the form of a call for service: it asks what was done, and whether to come back
DONE = {
    "check_in": ("listened",),
    "medical": ("first_aid",),
    "overdose": ("naloxone", "first_aid"),
    "mental_health": ("listened", "stood_by"),
    "conflict": ("listened",),
    "orientation": ("listened", "orientation"),
    "wait": ("stood_by",),
}
NOBODY_SEEN = frozenset({"no_contact", "not_found", "cancelled"})
FIELDS = (
    "organization_id", "public_id", "sequence", "team_id", "recorded_by_id", "recorded_at", "updated_at", "form_version_id",
    "answers", "base_type", "type_code", "dispatched_as", "origin", "request_source", "outcome", "emergency_services",
    "emergency_reason", "occurred_at", "received_at", "assigned_at", "en_route_at", "on_scene_at", "cleared_at",
    "duration_seconds", "people_count", "age_groups", "person_id", "note", "lon", "lat", "accuracy_m", "cell",
    "area_id", "place_id", "to_place_id", "actions", "follow_up",
)  # fmt: skip
OUTING_FIELDS = (
    "organization_id", "public_id", "team_id", "starts_at", "ends_at", "begun_by_id", "ended_by_id", "recorded_at",
)  # fmt: skip


@dataclass
class AlreadyLoaded(Problem):
    """The ids come from the seed and from when each interaction began: the same ones cannot be there twice."""

    code, status = "demo.already_loaded", 409
    seed: int
    day: str

    def message(self) -> str:
        return _(
            "The interactions of seed %(seed)s over the year before %(day)s are already there: nothing was added. Give another --seed, or another --until."
        ) % {"seed": self.seed, "day": self.day}


@dataclass(frozen=True)
class Surroundings:
    """What rows point to, read once."""

    organization: Organization
    street: list[tuple[int, list[int]]]  # team, its workers
    desk: tuple[int, list[int]]
    versions: dict[str, int]
    persons: list[int]
    places: list[int]
    find_areas: Callable[[list[float], list[float]], list[int | None]]
    notes: tuple[str, ...] = NOTES


def load(
    organization: Organization,
    *,
    count: int,
    start: datetime,
    end: datetime,
    seed: int,
    with_patrols: bool = True,
    tell: Callable[[int], None] = lambda written: None,
) -> None:
    """Write `count` interactions that began in [start, end), and the patrols of that time. Same seed, same rows.

    Raises AlreadyLoaded, before anything is written, when these very rows are there. Each chunk is one transaction with its own block of numbers; `tell` hears how many rows each one wrote.
    """
    chance = np.random.default_rng(seed)
    around = surroundings(organization)
    for first, last, size in slices(count, start=start, end=end):
        drawn = rhythms.draw(size, start=first, end=last, zone=organization.zone, chance=chance)
        with transaction.atomic():
            numbers = streams.allocate(f"interactions:{organization.pk}", count=size, organization_id=organization.pk)
            rows = list(interaction_rows(drawn, around, first_number=numbers.start, until=end, chance=chance))
            if first == start and Interaction.objects.filter(public_id=str(rows[0]["public_id"])).exists():
                raise AlreadyLoaded(seed=seed, day=end.date().isoformat())
            bulk.insert(Interaction, rows, fields=FIELDS)
            write_items(organization, first_number=numbers.start, last_number=numbers.stop - 1, chance=chance)
        tell(size)
    if count >= bulk.MANY:
        bulk.count_anew(Interaction)
    if with_patrols:
        write_patrols(around, start=start, end=end, chance=chance)


def slices(count: int, *, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime, int]]:
    """The period cut so that no slice holds more than CHUNK rows: memory does not grow with `count`."""
    parts = max(1, -(-count // CHUNK))
    step = (end - start) / parts
    for part in range(parts):
        size = count * (part + 1) // parts - count * part // parts
        if size:
            yield start + step * part, start + step * (part + 1), size


def surroundings(organization: Organization, *, desk: str = "desk") -> Surroundings:
    teams = {team.code: team.pk for team in Team.objects.filter(organization=organization)}
    members = {
        code: list(
            Worker.objects.filter(role_assignments__team_id=key, role_assignments__ends_at=None, is_active=True)
            .order_by("pk")
            .distinct()
            .values_list("pk", flat=True)
        )
        for code, key in teams.items()
    }
    layer = geo.territory_of(organization)
    newest = Version.objects.filter(organization=organization, definition__kind="form", published_at__isnull=False)
    return Surroundings(
        organization=organization,
        street=[(teams[code], members[code]) for code in teams if code != desk and members[code]],
        desk=(teams[desk], members[desk]),
        versions=dict(newest.order_by("number").values_list("definition__code", "pk")),
        persons=list(Person.objects.filter(organization=organization).order_by("pk").values_list("pk", flat=True)),
        places=list(Place.objects.filter(organization=organization).order_by("pk").values_list("pk", flat=True)),
        find_areas=geo.finder(layer).find_many if layer else lambda lons, lats: [None] * len(lons),
    )


def interaction_rows(
    drawn: Drawn, around: Surroundings, *, first_number: int, until: datetime, chance: np.random.Generator
) -> Iterator[dict[str, object]]:
    areas = around.find_areas(drawn.lon.tolist(), drawn.lat.tolist())
    tails = chance.integers(0, 2**62, size=(len(drawn.began), 2)).tolist()
    luck = drawn.luck.tolist()
    for index, kind_number in enumerate(drawn.kind.tolist()):
        kind = KINDS[kind_number]
        chosen = luck[index]
        at_desk = kind.base_type == "desk"
        team, members = around.desk if at_desk else around.street[int(chosen * 997) % len(around.street)]
        called = bool(drawn.called[index])
        began = datetime.fromtimestamp(int(drawn.began[index]), UTC)
        times = times_of(began, drawn, index, called=called, until=until)
        emergency = bool(drawn.emergency[index]) or (drawn.outcome[index] in {"to_911", "to_hospital"} and chosen < 0.5)
        note = int(chosen * 7919) % 40
        lon, lat = float(drawn.lon[index]), float(drawn.lat[index])
        people = 1 if at_desk else int(drawn.people[index])
        yield {
            "organization_id": around.organization.pk,
            "public_id": public_id(began, tails[index]),
            "sequence": first_number + index,
            "team_id": team,
            "recorded_by_id": members[int(chosen * 31337) % len(members)] if members else None,
            "recorded_at": times["cleared_at"],
            "updated_at": times["cleared_at"],
            "form_version_id": around.versions.get(kind.form),
            "answers": {},
            "base_type": kind.base_type,
            "type_code": kind.form,
            "dispatched_as": kind.base_type if called and chosen < 0.85 else ("other" if called else ""),
            "origin": "desk" if at_desk else ("called" if called else "found"),
            "request_source": SOURCES[int(drawn.source[index])] if called else ("" if at_desk else "patrol"),
            "outcome": drawn.outcome[index],
            "emergency_services": ["ambulance" if chosen < 0.7 else "police"] if emergency else [],
            "emergency_reason": ("medical" if chosen < 0.7 else "violence") if emergency else "",
            "occurred_at": began,
            **times,
            "duration_seconds": int(drawn.seconds[index]),
            "people_count": people,
            "age_groups": {AGES[int(drawn.age[index])]: people},
            "person_id": around.persons[int(chosen * 104729) % len(around.persons)]
            if around.persons and (at_desk or chosen < NAMED)
            else None,
            "note": around.notes[note] if note < len(around.notes) else "",
            "lon": None if at_desk else lon,
            "lat": None if at_desk else lat,
            "accuracy_m": None if at_desk else 12.0,
            "cell": None if at_desk else geo.cell_of(lon, lat),
            "area_id": None if at_desk else areas[index],
            "place_id": None,
            "to_place_id": around.places[int(chosen * 7) % len(around.places)]
            if kind.form == "transport" and around.places
            else None,
            **(response(kind.base_type, drawn.outcome[index], around, chosen) if called else {}),
        }


def response(base_type: str, outcome: str, around: Surroundings, chosen: float) -> dict[str, object]:
    """A third of the calls were written down by the form of a call for service, with what it asks more than the others."""
    if base_type not in DONE or int(chosen * 6007) % 3:
        return {}
    done = ["none"] if outcome in NOBODY_SEEN else list(DONE[base_type][: 1 + int(chosen * 509) % 2])
    return {
        "type_code": RESPONSE,
        "form_version_id": around.versions.get(RESPONSE),
        "actions": done,
        "follow_up": int(chosen * 8191) % 5 == 0,
    }


def times_of(began: datetime, drawn: Drawn, index: int, *, called: bool, until: datetime) -> dict[str, datetime | None]:
    """The five times of a call, or the beginning and the end of what was found on the way; none after `until`."""
    length = timedelta(seconds=int(drawn.seconds[index]))
    if not called:
        return {
            "received_at": None,
            "assigned_at": None,
            "en_route_at": None,
            "on_scene_at": began,
            "cleared_at": min(began + length, until),
        }
    assigned = began + timedelta(seconds=int(drawn.to_dispatch[index]))
    en_route = assigned + timedelta(seconds=60)
    arrived = max(assigned + timedelta(seconds=int(drawn.to_arrival[index])), en_route)
    times = {
        "received_at": began,
        "assigned_at": assigned,
        "en_route_at": en_route,
        "on_scene_at": arrived,
        "cleared_at": arrived + length,
    }
    return {name: min(moment, until) for name, moment in times.items()}


def public_id(moment: datetime, tail: list[int]) -> UUID:
    """A UUIDv7 of that instant whose random part comes from the seed."""
    milliseconds = int(moment.timestamp() * 1000) & (2**48 - 1)
    value = milliseconds << 80 | 0x7 << 76 | (tail[0] & 0xFFF) << 64 | 0b10 << 62 | tail[1] & (2**62 - 1)
    return UUID(int=value)


def write_items(
    organization: Organization, *, first_number: int, last_number: int, chance: np.random.Generator
) -> None:
    """What was given: one or two kinds of item in each interaction of that category."""
    given = list(
        Interaction.objects.filter(
            organization=organization, sequence__gte=first_number, sequence__lte=last_number, type_code="items"
        )
        .order_by("sequence")
        .values_list("pk", flat=True)
    )
    starts = chance.integers(0, len(ITEMS), size=len(given)).tolist()
    quantities = chance.integers(1, 4, size=(len(given), 2)).tolist()
    bulk.insert(
        ItemGiven,
        (
            {
                "organization_id": organization.pk,
                "interaction_id": key,
                "item": ITEMS[(start + step) % len(ITEMS)],
                "quantity": pair[step],
            }
            for key, start, pair in zip(given, starts, quantities, strict=True)
            for step in (0, 1)[: 1 + pair[0] % 2]
        ),
        fields=("organization_id", "interaction_id", "item", "quantity"),
    )


@dataclass
class Shift:
    """One patrol of a team, from corner to corner: when it was at each, and how long."""

    team: int
    members: list[int]
    stops: list[tuple[datetime, int, int]]  # beginning, cell, seconds

    @property
    def ends_at(self) -> datetime:
        began, _cell, seconds = self.stops[-1]
        return began + timedelta(seconds=seconds)


def write_patrols(around: Surroundings, *, start: datetime, end: datetime, chance: np.random.Generator) -> None:
    """Two shifts a day for each street team: a walk from corner to corner, three quarters of an hour at each."""
    shifts = [one for one in shifts_of(around, start=start, end=end, chance=chance) if one.stops]
    tails = chance.integers(0, 2**62, size=(len(shifts), 2)).tolist()
    ids = [public_id(one.stops[0][0], tail) for one, tail in zip(shifts, tails, strict=True)]
    whose = around.organization.pk
    outings = (
        {
            "organization_id": whose,
            "public_id": key,
            "team_id": one.team,
            "starts_at": one.stops[0][0],
            "ends_at": one.ends_at,
            "begun_by_id": one.members[tail[0] % len(one.members)],
            "ended_by_id": one.members[tail[tail[1] % 2] % len(one.members)],  # now and then a colleague
            "recorded_at": one.ends_at,
        }
        for one, key, tail in zip(shifts, ids, tails, strict=True)
    )
    with transaction.atomic():
        bulk.insert(Outing, outings, fields=OUTING_FIELDS)
        keys = dict(Outing.objects.filter(organization_id=whose, starts_at__gte=start).values_list("public_id", "pk"))
        bulk.insert(
            Patrol,
            (
                {
                    "organization_id": whose,
                    "team_id": one.team,
                    "outing_id": keys[key],
                    "cell": cell,
                    "starts_at": moment,
                    "seconds": seconds,
                }
                for one, key in zip(shifts, ids, strict=True)
                for moment, cell, seconds in one.stops
            ),
            fields=("organization_id", "team_id", "outing_id", "cell", "starts_at", "seconds"),
        )


def shifts_of(around: Surroundings, *, start: datetime, end: datetime, chance: np.random.Generator) -> Iterator[Shift]:
    spots = town.HOT_SPOTS
    day = start
    while day < end:
        for team, members in around.street:
            for shift in (9, 17):
                moment = day.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(hours=shift + 6)
                walk = Shift(team, members, [])
                for stop in chance.integers(0, len(spots) + 4, size=8).tolist():
                    if stop < len(spots):
                        east, north = spots[stop].east, spots[stop].north
                    else:
                        east, north = chance.uniform(-1.6, 1.6, size=2).tolist()
                    seconds = int(chance.integers(1500, 3900))
                    # What began before was written when it was current.
                    if start <= moment and moment + timedelta(seconds=seconds) <= end:
                        walk.stops.append((moment, geo.cell_of(*town.degrees(east, north)), seconds))
                    moment += timedelta(seconds=seconds)
                yield walk
        day += timedelta(days=1)
