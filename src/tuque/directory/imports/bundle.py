"""Rows of HSDS as they are read from any format, each accounted for: taken, taken with something mended, or refused with a reason."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sized
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tuque.directory.clearing import misleads
from tuque.directory.hsds.objects import OBJECTS
from tuque.directory.imports import values
from tuque.directory.imports.eligibility import TABLE, Rule
from tuque.directory.imports.values import Unusable

Row = dict[str, Any]
# What an agency, a service, a place is called may not be empty; the rest of what HSDS requires, its own guidance lets be empty.
NEEDED = {
    "organization": ("name",),
    "service": ("name",),
    "taxonomy_term": ("name", "code"),
    "phone": ("number",),
    "url": ("url",),
}
KEPT_BY_ID = frozenset(
    {"organization", "program", "service", "location", "service_at_location", "taxonomy", "taxonomy_term", "unit"}
)
TEXTS = "field_texts"
FILE = "file"  # in findings: about a whole file, in the place of a table
MOST_ROWS = 2_000_000
SHOWN = 80


@dataclass(frozen=True)
class Finding:
    """Something about one row. `reason` is a code (imports/reasons.py); `value` is cut short, and empty where it is a person's."""

    table: str
    row: str
    field: str
    reason: str
    value: str = ""


@dataclass(frozen=True)
class ForeignText:
    """A field in another language than the record's own."""

    entity: str
    row: str
    field: str
    language: str
    text: str
    state: str = "written"
    origin: str = ""
    dated_on: str = ""


@dataclass
class Bundle:
    """Everything that one feed says, by object and id, in the order in which it was read."""

    format: str = ""
    language: str = ""
    rows: dict[str, dict[str, Row]] = field(default_factory=lambda: {name: {} for name in OBJECTS})
    read: Counter[str] = field(default_factory=Counter)
    repeated: Counter[str] = field(default_factory=Counter)
    joined: Counter[str] = field(default_factory=Counter)
    """Rows of a table of older versions that became part of records of other tables."""
    refused: list[Finding] = field(default_factory=list)
    mended: list[Finding] = field(default_factory=list)
    texts: list[ForeignText] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    confidential: set[tuple[str, str]] = field(default_factory=set)
    # Of our own package beside HSDS (imports/overlay.py): its other tables, and all those that it has, an empty one too.
    beside: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)

    def add(self, name: str, given: Mapping[str, Any], *, where: str = "") -> str:
        """Take one row of an object; its id. Empty when it was refused. `where` is how a person finds it: a line, a key."""
        self.read[name] += 1
        if sum(self.read.values()) > MOST_ROWS:
            raise TooManyRows
        described = OBJECTS[name]
        place = str(given.get("id") or where)[:SHOWN]
        row: Row = {}
        extra: dict[str, Any] = {}
        for key, value in given.items():
            try:
                if key == "id":
                    continue
                self._notice(name, place, key, value)
                if key in described.fields:
                    row[key] = values.clean(value, described.fields[key].kind)
                elif key in described.links or key == "link":
                    row[key] = values.identifier(value) if not isinstance(value, tuple) else value
                elif value not in (None, "", [], {}):
                    extra[str(key)[:60]] = values.plain(value)
            except Unusable as problem:
                finding = Finding(name, place, key, problem.reason, values.cut(value, SHOWN))
                if problem.is_fatal:
                    self.refused.append(finding)
                    return ""
                self.mended.append(finding)
        if name in NEEDED and not any(row.get(needed) for needed in NEEDED[name]):
            self.refused.append(Finding(name, place, NEEDED[name][0], "empty"))
            return ""
        if name == "location":
            self._check_coordinates(row, place)
        if extra:
            row["extra"] = extra
        given_id = values.identifier(given.get("id"))
        row_id = given_id or _made_id(name, row)
        before = self.rows[name].get(row_id)
        if before is not None and (not given_id or _agrees(before, row)):
            before.update({key: value for key, value in row.items() if value not in (None, "")})
            self.repeated[name] += 1
            return row_id
        if before is not None and name in KEPT_BY_ID:
            self.refused.append(Finding(name, place, "id", "id_twice", row_id[:SHOWN]))
            return ""
        if before is not None:  # some sources give a detail the id of what it belongs to
            self.mended.append(Finding(name, place, "id", "id_not_its_own", row_id[:SHOWN]))
            row_id = _made_id(name, row)
            if row_id in self.rows[name]:
                self.mended.pop()
                self.repeated[name] += 1
                return row_id
        self.rows[name][row_id] = row
        return row_id

    def _notice(self, table: str, place: str, field: str, value: Any) -> None:
        """Tell what is about to be taken out of a text."""
        if misleads(value):
            self.mended.append(Finding(table, place, field, "misleading", values.cut(value, SHOWN)))

    def refuse(self, name: str, where: str, reason: str, *, field: str = "", value: object = "") -> None:
        """Account for a row that is no row of any object."""
        self.read[name] += 1
        self.refused.append(Finding(name, where[:SHOWN], field, reason, values.cut(value, SHOWN)))

    def join(self, name: str) -> None:
        """Account for a row that became part of records of other tables."""
        self.read[name] += 1
        self.joined[name] += 1

    def hide(self, name: str, row_id: str) -> None:
        self.confidential.add((name, row_id))

    def _check_coordinates(self, row: Row, place: str) -> None:
        lat, lon = row.get("latitude"), row.get("longitude")
        if lat is None and lon is None:
            return
        if lat is None or lon is None or not -90 <= lat <= 90 or not -180 <= lon <= 180 or (lat == 0 and lon == 0):
            self.mended.append(Finding("location", place, "latitude", "coordinates_impossible", f"{lat}, {lon}"))
            row["latitude"] = row["longitude"] = None

    def settle(self) -> None:
        """Once all is read: links to what is not there are let go, circles are cut, details that hang on nothing are refused."""
        for name, described in OBJECTS.items():
            for row_id, row in list(self.rows[name].items()):
                lost = [
                    link
                    for link in described.links.values()
                    if row.get(link.name) and row[link.name] not in self.rows[link.to]
                ]
                for link in lost:
                    self.mended.append(
                        Finding(name, row_id[:SHOWN], link.name, "parent_missing", str(row[link.name])[:SHOWN])
                    )
                    row[link.name] = None
                hangs = any(row.get(link.name) for link in described.links.values())
                if lost and not hangs and name not in ("service", "location", "taxonomy_term", "organization"):
                    del self.mended[-len(lost) :]
                    self.refused.append(Finding(name, row_id[:SHOWN], lost[0].name, "parent_missing"))
                    del self.rows[name][row_id]
        self._settle_linked()
        self._cut_circles("organization", "parent_organization_id")
        self._cut_circles("taxonomy_term", "parent_id")

    def _settle_linked(self) -> None:
        """Attributes and history name what they belong to by its kind and id."""
        for name in ("attribute", "metadata"):
            for row_id, row in list(self.rows[name].items()):
                entity, link = row.get("link") or ("", "")
                if entity not in OBJECTS or link not in self.rows[entity]:
                    self.refused.append(Finding(name, row_id[:SHOWN], "link_id", "parent_missing", str(link)[:SHOWN]))
                    del self.rows[name][row_id]

    def _cut_circles(self, name: str, link: str) -> None:
        rows = self.rows[name]
        sound: set[str] = set()
        for start in rows:
            path: dict[str, None] = {}
            here: str | None = start
            while here and here not in sound and here not in path:
                path[here] = None
                here = rows[here].get(link) if here in rows else None
            if here and here in path:
                self.mended.append(Finding(name, here[:SHOWN], link, "circle_cut"))
                rows[here][link] = None
            sound.update(path)

    def counts(self) -> dict[str, dict[str, int]]:
        """For each table: rows read, taken, repeated, refused, and how many of those taken were mended."""
        refused, mended = Counter(one.table for one in self.refused), Counter(one.table for one in self.mended)
        beside: dict[str, Sized] = {TABLE: self.rules, TEXTS: self.texts, **self.beside}
        tables = [*self.rows, *sorted(set(self.read) - set(self.rows))]
        return {
            name: {
                "read": self.read[name],
                "taken": len(beside.get(name, self.rows.get(name, {}))) + self.joined[name],
                "repeated": self.repeated[name],
                "refused": refused[name],
                "mended": mended[name],
            }
            for name in tables
            if self.read[name]
        }

    def findings(self) -> Iterator[tuple[str, Finding]]:
        yield from (("refused", one) for one in self.refused)
        yield from (("mended", one) for one in self.mended)


class TooManyRows(Exception):
    """More rows than any directory has."""


def _agrees(before: Row, row: Row) -> bool:
    """Whether two rows say nothing different: one of them may say less, as nested objects do."""
    return all(before.get(key) in (None, "", value) or value in (None, "") for key, value in row.items())


def _made_id(name: str, row: Row) -> str:
    """An id for what its source gave none: the same again for the same content, so that nothing doubles."""
    content = "\x1f".join(f"{key}={row[key]!r}" for key in sorted(row))
    return str(UUID(bytes=hashlib.sha256(f"{name}\x1e{content}".encode()).digest()[:16], version=5))
