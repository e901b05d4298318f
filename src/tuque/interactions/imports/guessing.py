"""A first mapping for a file nobody described yet: by its headings and its first rows. A person corrects it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tuque.core.folding import fold
from tuque.interactions.imports.mapping import INSTANTS

# The words of a heading that tell what is under it, French and English; the first field that fits a heading takes it.
HINTS: Mapping[str, str] = {
    "lat": "latitude, lat, y, coord y",
    "lon": "longitude, lng, long, lon, x, coord x",
    "dispatched_as": "type at dispatch, dispatched as, dispatch type, initial type, initial call type, type a l affectation, type a la repartition, type initial, nature initiale",
    "received_at": "received, recu, recue, reception, call time, created, heure appel, heure de l appel",
    "assigned_at": "assigned, dispatched, dispatch time, affectation, affecte, repartition, heure assignation",
    "en_route_at": "en route, on the way, enroute",
    "on_scene_at": "on scene, arrived, arrival, arrivee, sur place, sur les lieux",
    "cleared_at": "cleared, closed, end time, heure de fin, date de fin, fin, fermeture, cloture",
    "occurred_at": (
        "timestamp, datetime, horodatage, date, date et heure, jour, time, when, moment, heure, occurred, start, debut"
    ),
    "follow_up": "follow up, followup, suivi, suivi requis, suivi necessaire, relance",
    "actions": "actions, action taken, what was done, services provided, gestes, gestes poses, actions posees, mesures prises, soins donnes",
    "outcome": "outcome, issue, disposition, result, resultat, denouement, conclusion, suite donnee, suites",
    "type_code": (
        "type, kind, nature, category, categorie, title, event, call type, sorte, motif, genre, "
        "evenement, incident, intervention, raison, probleme"
    ),
    "place_code": "place code, site code, code du lieu, code lieu, code du site",
    "area_code": "area code, neighbourhood code, code secteur, code du secteur, code quartier, hood, comm code",
    "area_name": "neighbourhood, neighborhood, district, ward, quartier, arrondissement, secteur, area, twp",
    "place_text": ("address, adresse, addr, location, place, lieu, endroit, emplacement, intersection, street, rue"),
    "people_count": "people, personnes, persons, number of people, nombre, nb personnes, nbre de personnes",
    "duration_minutes": "duration, minutes, duree",
    "note": (
        "note, notes, comment, comments, commentaire, commentaires, description, desc, remarks, "
        "remarque, remarques, observations, precisions, details"
    ),
}
KEYS = (
    "id, objectid, incident number, incident id, call id, event id, numero, no, number, case "
    "number, no dossier, numero de dossier, no appel, no d appel, numero d appel, numero de l "
    "appel, no incident, numero d incident, no evenement, numero d evenement, no intervention, "
    "numero d intervention"
)
# Headings that speak of a person rather than of the event, when what is under them looks like it.
OF_A_PERSON = ("genre", "sexe", "sex", "gender")
PERSONS = frozenset({"f", "h", "m", "x", "nb", "femme", "homme", "autre", "female", "male", "woman", "man", "other"})
PERSONS |= {"non binaire", "non binary", "inconnu", "unknown"}
CLOCK = re.compile(r"\s*\d{1,2}\s*[:hH]\s*(\d{2}(\s*[:m]\s*\d{2}s?)?)?(\s*[aApP]\.?[mM]\.?)?\s*")
CLOCK_WITHIN = re.compile(r"\d\s*[:hH]\s*\d")
OFFSET = re.compile(r".*\d\s*(Z|[+-]\d{2}:?\d{2})\s*", re.IGNORECASE)
DAY = re.compile(r"\s*(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})")


def guess(columns: Sequence[str], rows: Sequence[Sequence[str]], *, name: str) -> dict[str, Any]:
    """A mapping as a TOML file would say it, whose fields may be missing or wrong: the preview shows it."""
    fields = guess_fields(of_the_event(columns, rows))
    mapping: dict[str, Any] = {
        "name": name,
        "file": {
            "encoding": "auto",
            "separator": "auto",
            "dates": date_order(values_of(columns, rows, fields.get("occurred_at"))),
            "decimal": decimal_mark(
                values_of(columns, rows, fields.get("lon")) + values_of(columns, rows, fields.get("lat"))
            ),
        },
        "columns": with_hours(fields, columns, rows),
        "constants": {"origin": "called"},
        "codes": {"base_type": {"default": "other", "values": {}}},
    }
    for name in ("dispatched_as", "outcome", "actions", "follow_up"):
        if name in fields:
            mapping["codes"][name] = {"values": {}}
    if (key := unique_key(columns, rows)) is not None:
        mapping["key"] = {"columns": [key]}
    return mapping


def of_the_event(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The columns without those that tell someone's gender: “Genre” may be the kind of call, or the person's."""

    def is_of_a_person(column: str) -> bool:
        values = {fold(value) for value in values_of(columns, rows, column)}
        return fold(column) in {"sexe", "sex", "gender"} or (bool(values) and values <= PERSONS)

    return [column for column in columns if not (fold(column) in OF_A_PERSON and is_of_a_person(column))]


def with_hours(fields: Mapping[str, str], columns: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    """The fields, with the column of the day before each column that holds an hour alone."""
    days = next((column for column in fields.values() if is_of_days(values_of(columns, rows, column))), None)
    clocks = {column for column in columns if is_of_hours(values_of(columns, rows, column))}
    found: dict[str, Any] = dict(fields)
    for name in INSTANTS:
        if fields.get(name) in clocks:
            found[name] = [days, fields[name]]
            if days is None:
                del found[name]
    if days is not None and fields.get("occurred_at") == days:
        began = fields.get("received_at") if fields.get("received_at") in clocks else None
        hour = began or next(
            (c for c in columns if c in clocks and c not in fields.values() and "heure" in fold(c)), None
        )
        hour = hour or next((c for c in columns if c in clocks and c not in fields.values()), None)
        found["occurred_at"] = [days, hour] if hour else days
    return found


def is_of_days(values: Sequence[str]) -> bool:
    return bool(values) and all(DAY.match(value) and not CLOCK_WITHIN.search(value) for value in values)


def is_of_hours(values: Sequence[str]) -> bool:
    return bool(values) and all(CLOCK.fullmatch(value) for value in values)


def guess_fields(columns: Sequence[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    left = list(columns)
    for field, hints in HINTS.items():
        for hint in hints.split(", "):
            found = next((column for column in left if _fits(hint, fold(column))), None)
            if found is not None:
                fields[field] = found
                left.remove(found)
                break
    if ("lon" in fields) != ("lat" in fields):
        fields.pop("lon", None)
        fields.pop("lat", None)
    return fields


def _fits(hint: str, heading: str) -> bool:
    """One letter must be the whole heading; a longer hint, words of it."""
    if len(hint) < 3:
        return heading == hint
    return hint == heading or f" {hint} " in f" {heading} "


def values_of(columns: Sequence[str], rows: Sequence[Sequence[str]], column: str | None) -> list[str]:
    if column is None:
        return []
    index = list(columns).index(column)
    return [value for row in rows if (value := row[index].strip())]


def date_order(values: Sequence[str]) -> str:
    """By the first number that cannot be a month; the day first when nothing tells, as Canada's French writes it."""
    tally: Counter[str] = Counter()
    for value in values:
        found = DAY.match(value)
        if found is None:
            continue
        if len(found[1]) == 4:
            tally["year-first"] += 1
        elif int(found[1]) > 12:
            tally["day-first"] += 1
        elif int(found[2]) > 12:
            tally["month-first"] += 1
    if not tally:
        return "day-first" if any(DAY.match(value) for value in values) else "year-first"
    return tally.most_common(1)[0][0]


def decimal_mark(values: Sequence[str]) -> str:
    return "," if sum("," in value for value in values) > len(values) / 2 else "."


def zone_is_told(values: Sequence[str]) -> bool:
    """Whether each time names its own offset from UTC, after its hour."""
    return bool(values) and all(CLOCK_WITHIN.search(value) and OFFSET.fullmatch(value) for value in values)


def unique_key(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str | None:
    """A column named like a number of record, with a different value in every row seen, but for one in twenty: numbers that
    a file has twice are then told before it is imported."""
    for column in columns:
        values = values_of(columns, rows, column)
        if (
            fold(column) in KEYS.split(", ")
            and rows
            and len(values) == len(rows)
            and len(set(values)) >= 0.95 * len(rows)
        ):
            return column
    return None
