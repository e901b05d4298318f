"""Any table (CSV) or points (GeoJSON) by a mapping of columns in TOML: which column is which field of which object.

[table]
key = "LOC_ID"               # what tells rows apart; a number is given to each line where it is left out
language = "en"

[organization]
name = "ORGANIZATION"

[service]
name = "LOC_NAME"
description = "{AUSPICE}. {bldg_type}"     # braces: several columns in one text
status = "=active"                         # an equals sign: the same for every row

[service.fr]                               # texts in another language than the table's
name = "LOC_NAME_FR"

[[phone]]
number = "PHONE"

[[service_capacity]]
available = "FREE_BEDS"
unit = "=beds"                             # what it is counted in
updated = "COUNTED_ON"

[[attribute]]
taxonomy = "toronto-child-care"
when = "subsidy"                           # the column
is = "Y"
term = "Fee subsidy"
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tuque.directory.hsds.objects import OBJECTS
from tuque.directory.imports import hours, overlay, people
from tuque.directory.imports.bundle import TEXTS, Bundle, Finding
from tuque.directory.imports.hsds_tables import lines_of
from tuque.directory.imports.overlay import LANGUAGE
from tuque.directory.imports.text import decoded
from tuque.directory.imports.values import is_nothing
from tuque.directory.imports.watching import Tell, silent, watched

SHIPPED = Path(__file__).parent.parent / "data" / "mappings"
PARTS = re.compile(r"\{([^{}]+)\}")
MAIN = ("organization", "service", "location")
HANGS_ON = {
    "address": "location",
    "accessibility": "location",
    "phone": "service",
    "schedule": "service",
    "language": "service",
    "service_area": "service",
    "cost_option": "service",
    "required_document": "service",
    "funding": "service",
    "organization_identifier": "organization",
    "service_capacity": "service",
    "url": "service",
}
POINT = re.compile(r"\[\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)")


@dataclass
class MappingUnusable(Exception):
    """The mapping cannot be read, or names what is not there. `code` and `value` say what."""

    code: str
    value: str = ""


@dataclass(frozen=True)
class Columns:
    key: str
    language: str
    sections: Mapping[str, list[Mapping[str, str]]]
    texts: Mapping[str, list[Mapping[str, Mapping[str, str]]]] = field(default_factory=dict)
    """Of each entry of a section: by language, the columns of its texts in that language."""


def shipped() -> dict[str, Path]:
    return {path.stem: path for path in sorted(SHIPPED.glob("*.toml"))}


def load(text: str) -> Columns:
    """Raises MappingUnusable."""
    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise MappingUnusable("not_toml", str(fault)) from None
    table = read.pop("table", {})
    if not isinstance(table, dict):
        raise MappingUnusable("not_text", "table")
    sections: dict[str, list[Mapping[str, str]]] = {}
    texts: dict[str, list[Mapping[str, Mapping[str, str]]]] = {}
    for name, section in read.items():
        if name not in (*MAIN, *HANGS_ON, "attribute"):
            raise MappingUnusable("unknown_table", name)
        entries = section if isinstance(section, list) else [section]
        if not all(isinstance(entry, dict) for entry in entries):
            raise MappingUnusable("not_text", name)
        texts[name] = [_take_texts(name, entry) for entry in entries]
        for entry in entries:
            known = {
                *OBJECTS[name].fields,
                *OBJECTS[name].links,
                "id",
                "hours",
                "names",
                "on",
                "is_confidential",
                "point",
            }
            known |= {"taxonomy", "term", "when", "is"} if name == "attribute" else set()
            known |= {"unit"} if name == "service_capacity" else set()
            unknown = [key for key in entry if key not in known]
            if unknown:
                raise MappingUnusable("unknown_field", f"{name}.{unknown[0]}")
            _check_words(name, entry)
        sections[name] = entries
    if "service" not in sections and "organization" not in sections:
        raise MappingUnusable("no_service")
    _check_words("table", table)
    return Columns(table.get("key", ""), table.get("language", ""), sections, texts)


def _take_texts(name: str, entry: dict[str, Any]) -> Mapping[str, Mapping[str, str]]:
    """The columns of other languages, by language, taken out of an entry: its tables with the name of a language."""
    found = {key: entry.pop(key) for key in list(entry) if isinstance(entry[key], dict)}
    worded = {field.name for field in OBJECTS[name].texts}
    for language, fields in found.items():
        if not LANGUAGE.match(language):
            raise MappingUnusable("not_text", f"{name}.{language}")
        unknown = [field for field in fields if field not in worded]
        if unknown:
            raise MappingUnusable("unknown_field", f"{name}.{language}.{unknown[0]}")
        _check_words(f"{name}.{language}", fields)
    return found


def _check_words(name: str, entry: Mapping[str, Any]) -> None:
    """A column is told by its name, in quotation marks."""
    wrong = [key for key, value in entry.items() if not isinstance(value, str)]
    if wrong:
        raise MappingUnusable("not_text", f"{name}.{wrong[0]}")


def read(data: bytes, mapping: Columns, tell: Tell = silent) -> Bundle:
    """Every line of the table by the mapping. Raises MappingUnusable when it names a column that is not there."""
    bundle = Bundle(format="csv-mapping", language=mapping.language)
    checked = False
    for line, row in _rows(data, tell):
        if row is None:
            bundle.refuse("service", f"{line}", "no_row")
            continue
        if not checked:
            _check_columns(mapping, row)
            checked = True
        given = {key: "" if is_nothing(str(value or "")) else str(value).strip() for key, value in row.items()}
        _take(bundle, mapping, given, line)
    bundle.settle()
    return bundle


def _rows(data: bytes, tell: Tell) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
    text = decoded(data)
    if text.lstrip()[:1] not in "{[":
        yield from lines_of(text, tell)
        return
    read = json.loads(text)
    items = read.get("features", []) if isinstance(read, dict) else read
    for number, item in enumerate(watched(items, tell), start=1):
        if not isinstance(item, dict):
            yield number, None
        elif isinstance(item.get("properties"), dict):
            yield number, {**item["properties"], "geometry": json.dumps(item.get("geometry"))}
        else:
            yield number, item


def _check_columns(mapping: Columns, row: Mapping[str, Any]) -> None:
    named = (PARTS.findall(mapping.key) or [mapping.key]) if mapping.key else []
    for entries in mapping.sections.values():
        for entry in entries:
            for key, spec in entry.items():
                if key in ("taxonomy", "term", "is", "on"):
                    continue
                named += PARTS.findall(spec) if "{" in spec else ([] if spec.startswith("=") else [spec])
    for languages in (each for entries in mapping.texts.values() for each in entries):
        for spec in (one for fields in languages.values() for one in fields.values()):
            named += PARTS.findall(spec) if "{" in spec else ([] if spec.startswith("=") else [spec])
    missing = [name for name in named if name not in row]
    if missing:
        raise MappingUnusable("no_column", missing[0])


def _take(bundle: Bundle, mapping: Columns, row: Mapping[str, str], line: int) -> None:
    key = _value(mapping.key, row) if mapping.key else str(line)
    if not key:
        bundle.refuse("service", str(line), "no_key")
        return
    ids: dict[str, str] = {}
    for name in MAIN:
        for number, entry in enumerate(mapping.sections.get(name, [])):
            made = {
                field: _value(spec, row) for field, spec in entry.items() if field not in ("is_confidential", "point")
            }
            if name == "organization":
                made["id"] = made.get("id") or made.get("name", "")
                if made["id"] and str(made["id"]) in bundle.rows[name]:
                    ids[name] = str(made["id"])
                    bundle.read[name] += 1
                    bundle.repeated[name] += 1
                    continue
                if not made.get("name"):
                    continue
            made.setdefault("id", key)
            if name != "organization" and ids.get("organization"):
                made["organization_id"] = ids["organization"]
            if name == "service":
                made.setdefault("status", "active")
            if name == "location":
                made.setdefault("location_type", "physical")
                if "point" in entry:
                    made["longitude"], made["latitude"] = _point(_value(entry["point"], row))
                    if not made["longitude"]:
                        bundle.mended.append(Finding("location", str(line), "point", "no_coordinates"))
            taken = bundle.add(name, made, where=f"{line}")
            if taken:
                ids[name] = taken
                _texts(bundle, mapping, (name, number), taken, row, line)
                if "is_confidential" in entry and _is_yes(_value(entry["is_confidential"], row)):
                    bundle.hide(name, taken)
    if ids.get("service") and ids.get("location"):
        bundle.add("service_at_location", {"service_id": ids["service"], "location_id": ids["location"]})
    for name, entries in mapping.sections.items():
        if name in HANGS_ON:
            for number, entry in enumerate(entries):
                for taken in _detail(bundle, name, entry, row, ids):
                    _texts(bundle, mapping, (name, number), taken, row, line)
    for entry in mapping.sections.get("attribute", []):
        _attribute(bundle, entry, row, ids)


def _detail(
    bundle: Bundle, name: str, entry: Mapping[str, str], row: Mapping[str, str], ids: Mapping[str, str]
) -> Iterator[str]:
    """The ids of what was taken."""
    on = entry.get("on", HANGS_ON[name])
    if not ids.get(on):
        return
    parent = {f"{on}_id": ids[on]}
    made = {field: _value(spec, row) for field, spec in entry.items() if field not in ("on", "hours", "names")}
    if (
        not any(value for field, value in made.items() if not entry[field].startswith("="))
        and not {"hours", "names"} & entry.keys()
    ):
        return
    if name == "address":
        made.setdefault("address_type", "physical")
        lines = [part.strip() for part in str(made.get("address_1", "")).splitlines() if part.strip()]
        if len(lines) > 1 and not made.get("address_2"):
            made["address_1"], made["address_2"] = lines[0], ", ".join(lines[1:])
        elif lines:
            made["address_1"] = lines[0]
    if "hours" in entry:
        words = _value(entry["hours"], row)
        told = [{"description": words, **rule} for rule in hours.rules(words) or [{}]] if words else []
    elif "names" in entry:
        told = [{"name": one} for one in people.languages(_value(entry["names"], row))]
    elif name == "language":
        told = people.each_language(made)
    elif name == "service_capacity" and made.get("unit"):
        told = [{"unit_id": _unit(bundle, made.pop("unit"))}]
    else:
        told = [{}]
    for each in told:
        taken = bundle.add(name, {**parent, **made, **each})
        if taken:
            yield taken


def _unit(bundle: Bundle, name: str) -> str:
    """What a capacity is counted in: each name once."""
    key = f"unit:{name}"[:200]
    return key if key in bundle.rows["unit"] else bundle.add("unit", {"id": key, "name": name})


def _texts(
    bundle: Bundle, mapping: Columns, entry: tuple[str, int], taken: str, row: Mapping[str, str], line: int
) -> None:
    """The texts of a record in other languages, each accounted for."""
    name, number = entry
    for language, fields in mapping.texts.get(name, [{}] * (number + 1))[number].items():
        for field_name, spec in fields.items():
            if words := _value(spec, row):
                told = {"entity": name, "id": taken, "field": field_name, "language": language, "text": words}
                overlay.take(bundle, TEXTS, told, f"{name}:{line}")


def _attribute(bundle: Bundle, entry: Mapping[str, str], row: Mapping[str, str], ids: Mapping[str, str]) -> None:
    said = row.get(entry.get("when", ""), "")
    wanted = entry.get("is")
    if not ids.get("service") or not said or (wanted is not None and said != wanted):
        return
    taxonomy, name = entry.get("taxonomy", "columns"), entry.get("term") or said
    if taxonomy not in bundle.rows["taxonomy"]:
        bundle.add("taxonomy", {"id": taxonomy, "name": taxonomy})
    key = f"{taxonomy}:{name}"[:200]
    if key not in bundle.rows["taxonomy_term"]:
        bundle.add(
            "taxonomy_term", {"id": key, "code": name, "name": name, "taxonomy": taxonomy, "taxonomy_id": taxonomy}
        )
    bundle.add(
        "attribute",
        {
            "link": ("service", ids["service"]),
            "link_entity": "service",
            "link_type": "taxonomy",
            "taxonomy_term_id": key,
        },
    )


def _value(spec: str, row: Mapping[str, str]) -> str:
    if spec.startswith("="):
        return spec[1:]
    if "{" in spec:
        filled = PARTS.sub(lambda part: row.get(part[1], ""), spec)
        return re.sub(r"^[\s.,;:·-]+|[\s,;:·-]+$", "", filled)
    return row.get(spec, "")


def _point(text: str) -> tuple[str, str]:
    """The first lon, lat of a geometry, however it is written down; empty where it has none."""
    found = POINT.search(text)
    if found is None:
        return "", ""
    return found[1], found[2]


def _is_yes(text: str) -> bool:
    return text.strip().casefold() in ("y", "yes", "true", "1", "oui", "o")


__all__ = ["Columns", "MappingUnusable", "load", "read", "shipped"]
