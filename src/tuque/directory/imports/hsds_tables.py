"""HSDS as tables: a folder or an archive of CSV files, from 1.0 to 3.1. What older versions called otherwise is put in today's words."""

import csv
import difflib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from tuque.directory.hsds.objects import FILES, OBJECTS
from tuque.directory.imports import hsds_older, overlay, people
from tuque.directory.imports.bundle import FILE, SHOWN, Bundle, Finding
from tuque.directory.imports.hours import DAY_CODES
from tuque.directory.imports.text import decoded
from tuque.directory.imports.values import is_nothing
from tuque.directory.imports.watching import Tell, silent

LARGEST_FILE = 400 * 1024 * 1024
MOST_FILES = 200
DESCRIPTION = "datapackage.json"
HIDDEN = ("._", ".~", "~$")  # beside the files themselves, as some systems leave them
LIKE_ENOUGH = 0.7
IN_ORDER = (
    "taxonomy",
    "taxonomy_term",
    "organization",
    "program",
    "service",
    "location",
    "service_at_location",
    "contact",
    "phone",
)
# Another name of a field, by table: that of an older version, or a common slip.
OLDER = {
    "organization": {"url": "website"},
    "accessibility": {"accessibility": "description"},
    "language": {"language": "name"},
    "taxonomy_term": {"taxonomy": "taxonomy", "parent_name": "parent_name"},
    "schedule": {"original_text": "description"},
    "attribute": {"taxonomy_id": "taxonomy_term_id"},
}
ENTITIES = {"services": "service", "organizations": "organization", "locations": "location"}


class NoTables(Exception):
    """No file in it has the name of a table of HSDS."""


def read(path: Path, tell: Tell = silent) -> Bundle:
    """Raises NoTables, or zipfile.BadZipFile."""
    bundle = Bundle(format="hsds-csv")
    tables = sorted(_files(path, bundle), key=lambda one: _rank(one[0]))
    if not tables:
        raise NoTables
    told = _missing_values(path)
    lengths = [text.count("\n") for _stem, text in tables]
    for number, (stem, text) in enumerate(tables):
        tell_all = _of_all(tell, before=sum(lengths[:number]), total=sum(lengths))
        if stem in overlay.COLUMNS:
            bundle.told.add(stem)
            for line, row in lines_of(text, tell_all):
                overlay.take(bundle, stem, row, f"{stem}:{line}")
        else:
            if FILES[stem] == "holiday_schedule":
                bundle.told.add(overlay.DAYS)
            _read_table(bundle, stem, text, missing=told.get(stem), tell=tell_all)
    bundle.settle()
    overlay.settle(bundle)
    return bundle


def _of_all(tell: Tell, *, before: int, total: int) -> Tell:
    """What one table tells, as a part of all of them."""
    return lambda done, _of_one: tell(min(before + done, total), total)


def _rank(stem: str) -> int:
    name = FILES.get(stem, "")
    return IN_ORDER.index(name) if name in IN_ORDER else len(IN_ORDER)


def _files(path: Path, bundle: Bundle) -> Iterator[tuple[str, str]]:
    """The tables; what is none of them, and what is too large, is said."""
    for name, data in _named(path):
        stem = _stem(name)
        if PurePosixPath(name).name.startswith(HIDDEN) or PurePosixPath(name).suffix.casefold() != ".csv":
            continue
        if data is None:
            bundle.refused.append(Finding(FILE, name[:SHOWN], "", "file_too_large"))
        elif stem in FILES or stem in overlay.COLUMNS:
            yield stem, decoded(data)
        else:
            bundle.refused.append(_unknown(name, stem))


def _unknown(name: str, stem: str) -> Finding:
    """Which file is no table, and what it may have been meant to be."""
    near = difflib.get_close_matches(stem, [*FILES, *overlay.COLUMNS], n=1, cutoff=LIKE_ENOUGH)
    if near:
        return Finding(FILE, name[:SHOWN], "", "unknown_file_near", f"{near[0]}.csv")
    return Finding(FILE, name[:SHOWN], "", "unknown_file")


def _stem(name: str) -> str:
    return PurePosixPath(name).stem.casefold().removeprefix("hsds_")


def _missing_values(path: Path) -> dict[str, frozenset[str]]:
    """By table, what stands for nothing, where the package's description says so (Frictionless Table Schema, `missingValues`)."""
    described = next((data for name, data in _named(path, ".json") if PurePosixPath(name).name == DESCRIPTION), None)
    try:
        package = json.loads(decoded(described or b"{}"))
    except ValueError:
        return {}
    found = {}
    resources: Any = package.get("resources") if isinstance(package, dict) else None
    for one in resources if isinstance(resources, list) else ():
        schema = one.get("schema") if isinstance(one, dict) else None
        missing = schema.get("missingValues") if isinstance(schema, dict) else None
        if isinstance(missing, list) and all(isinstance(each, str) for each in missing):
            found[_stem(str(one.get("path") or one.get("name") or ""))] = frozenset(missing)
    return found


def _named(path: Path, suffix: str = ".csv") -> Iterator[tuple[str, bytes | None]]:
    """(name, bytes); None where it is too large to be read."""
    if path.is_dir():
        for file in sorted(path.glob(f"*{suffix}"))[:MOST_FILES]:
            yield file.name, file.read_bytes() if file.stat().st_size <= LARGEST_FILE else None
        return
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist()[:MOST_FILES]:
            if info.filename.casefold().endswith(suffix):
                yield info.filename, archive.read(info) if info.file_size <= LARGEST_FILE else None


def lines_of(text: str, tell: Tell = silent) -> Iterator[tuple[int, dict[str, str] | None]]:
    """(line, row) of a table; None where the line has another number of columns."""
    total = text.count("\n")
    csv.field_size_limit(64 * 1024 * 1024)
    reader = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""))
    heading = next(reader, [])
    names = [name.strip().lstrip("\ufeff") for name in heading]
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
            yield reader.line_num, None
        else:
            yield reader.line_num, dict(zip(names, cells, strict=False))
        tell(min(reader.line_num, total), total)


def _read_table(bundle: Bundle, stem: str, text: str, *, missing: frozenset[str] | None, tell: Tell) -> None:
    """`missing`: what stands for nothing in this table, where its package says so; else “NA” and its like do."""
    name = FILES[stem]
    table = name if name in OBJECTS else stem
    for line, row in lines_of(text, tell):
        if row is None:
            bundle.refuse(table, f"{stem}:{line}", "no_row")
            continue
        given = {key: value.strip() for key, value in row.items() if value is not None}
        if missing is None:
            given = {key: "" if is_nothing(value) and key != "name" else value for key, value in given.items()}
        else:
            given = {key: "" if value in missing else value for key, value in given.items()}
        if name in hsds_older.TABLES:
            hsds_older.take(bundle, stem, name, given, f"{stem}:{line}")
            continue
        for target, made in _today(stem, name, given):
            if target in OBJECTS:
                bundle.add(target, made, where=f"{stem}:{line}")
            else:
                bundle.refuse(table, f"{stem}:{line}", "unknown_table")


def _today(stem: str, name: str, row: dict[str, str]) -> Iterable[tuple[str, Mapping[str, object]]]:
    """The row in the words of 3.x; some become two, some become part of another."""
    renamed = OLDER.get(name, {})
    made: dict[str, object] = {}
    for key, value in row.items():
        target = renamed.get(key, key)
        made[target] = made.get(target) or value
    if name == "service":
        made["status"] = str(made.get("status") or "active").casefold()
    if name == "location":
        made["location_type"] = made.get("location_type") or "physical"
    if name == "address":
        made["address_type"] = made.get("address_type") or ("postal" if stem == "postal_addresses" else "physical")
        made.pop("organization_id", None)
    if name == "schedule" and row.get("weekday"):
        made["freq"], made["byday"] = "WEEKLY", DAY_CODES.get(str(made.pop("weekday")).casefold()[:2], "")
    if name == "phone" and row.get("language"):
        made.pop("language")
    if name == "language":
        return [("language", one) for one in people.each_language(made)]
    if name == "taxonomy" and (
        "parent_id" in row or "taxonomy" in row
    ):  # 1.x: a file of terms under the name of taxonomies
        return [("taxonomy_term", made)]
    if name == "service_taxonomy":
        made["link_entity"] = "service"
        made["link"] = ("service", str(row.get("service_id", "")))
        made["taxonomy_term_id"] = row.get("taxonomy_id") or row.get("taxonomy_term_id")
        for key in ("service_id", "taxonomy_id", "taxonomy_detail"):
            made.pop(key, None)
        return [("attribute", made)]
    if name in ("attribute", "metadata"):
        entity = row.get("link_entity") if name == "attribute" else row.get("resource_type")
        link = row.get("link_id") if name == "attribute" else row.get("resource_id")
        entity = ENTITIES.get(str(entity), str(entity or ""))
        made["link"] = (entity, str(link or ""))
        made.pop("link_id", None)
        made.pop("resource_id", None)
        return [(name, made)]
    return [(name, made)]
