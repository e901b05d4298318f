"""A first mapping for a file nobody described yet: by its headings and its first rows. A person corrects it."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from tuque.core.folding import fold

# The words of a heading that tell what is under it, French and English; the first field that fits a heading takes it.
HINTS: Sequence[tuple[str, tuple[str, ...]]] = (
    ("lat", ("latitude", "lat", "y")),
    ("lon", ("longitude", "lng", "long", "lon", "x")),
    ("received_at", ("received", "recu", "reception", "call time", "created")),
    ("assigned_at", ("assigned", "dispatched", "dispatch time", "affectation")),
    ("on_scene_at", ("on scene", "arrived", "arrival", "arrivee", "sur place")),
    ("cleared_at", ("cleared", "closed", "end time", "fin", "fermeture")),
    ("occurred_at", ("timestamp", "datetime", "date", "time", "when", "moment", "heure", "occurred", "start")),
    ("type_code", ("type", "kind", "nature", "category", "categorie", "title", "event", "call type", "sorte", "motif")),
    ("area_code", ("area code", "neighbourhood code", "code secteur", "code quartier", "hood", "comm code")),
    ("place_text", ("address", "adresse", "addr", "location", "place", "lieu", "intersection", "street", "rue")),
    ("people_count", ("people", "personnes", "persons", "number of people", "nombre")),
    ("duration_minutes", ("duration", "minutes", "duree")),
    ("note", ("note", "notes", "comment", "comments", "commentaire", "description", "desc", "remarks", "remarques")),
)
KEYS = (
    "id",
    "objectid",
    "incident number",
    "incident id",
    "call id",
    "event id",
    "numero",
    "no",
    "number",
    "case number",
)
DAY = re.compile(r"\s*(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})")


def guess(columns: Sequence[str], rows: Sequence[Sequence[str]], *, name: str) -> dict[str, Any]:
    """A mapping as a TOML file would say it, whose fields may be missing or wrong: the preview shows it."""
    fields = guess_fields(columns)
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
        "columns": fields,
        "constants": {"origin": "called"},
        "codes": {"base_type": {"default": "other", "values": {}}},
    }
    if (key := unique_key(columns, rows)) is not None:
        mapping["key"] = {"columns": [key]}
    return mapping


def guess_fields(columns: Sequence[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    left = list(columns)
    for field, hints in HINTS:
        for hint in hints:
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


def unique_key(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str | None:
    """A column named like a number of record, with a different value in every row seen."""
    for column in columns:
        values = values_of(columns, rows, column)
        if fold(column) in KEYS and len(values) == len(rows) == len(set(values)) and rows:
            return column
    return None
