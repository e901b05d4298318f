"""The HSDS data package: one CSV for each object, `datapackage.json`, and the tables of our overlay."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Set
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tuque.directory import flat, published
from tuque.directory.exports import of_others
from tuque.directory.hsds.objects import OBJECTS, Kind
from tuque.directory.imports import eligibility
from tuque.directory.imports.bundle import TEXTS
from tuque.directory.imports.overlay import COLUMNS, OF_OTHERS
from tuque.directory.models import EligibilityRule, FieldText
from tuque.directory.models.sources import TextState

KINDS = {Kind.NUMBER: "number", Kind.WHOLE: "integer", Kind.DATE: "date", Kind.INSTANT: "datetime"}
LINKED = {"attribute": ("link_id", "link_entity"), "metadata": ("resource_id", "resource_type")}
FIXED = (1980, 1, 1, 0, 0, 0)  # the archive of the same records is the same, byte for byte


def archive(
    chosen: Mapping[str, "QuerySet[Any]"],
    *,
    about: Mapping[str, str],
    texts: "QuerySet[FieldText]",
    rules: "QuerySet[EligibilityRule]",
    beside: Mapping[str, Iterable[Iterable[object]]] = MappingProxyType({}),
    without: Set[tuple[str, str]] = frozenset(),
    others: Mapping[str, "QuerySet[Any]"] = MappingProxyType({}),
    version: str = "3.1",
) -> bytes:
    """The package of the rows `chosen`, by object; `beside`: lines of our other tables (imports/overlay.py). `without`: fields (of
    an object, by name) that are left empty. `others`: public rows of other sources that stand on these (of_others.py)."""
    own, theirs = flat.ids_of(chosen), of_others.ids(others)
    named = theirs | own
    out = io.BytesIO()
    resources = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, described in OBJECTS.items():
            if described.since > version or name not in chosen:
                continue
            rows = [(flat.rows(name, chosen[name], named=own), without)]
            if name in others:
                rows.append((of_others.flat_rows(name, others[name], named), published.NAMES_A_PERSON))
            text, count = _table(name, rows)
            if count:
                _put(package, f"{described.file}.csv", text)
                resources.append(_resource(name))
        told = [*_texts(texts, own), *_texts(texts.filter(is_public=True), theirs)]
        ours = {TEXTS: told, eligibility.TABLE: list(_rules(rules, own)), OF_OTHERS: of_others.whose(others), **beside}
        for name, lines in ours.items():
            if lines:
                _put(package, f"{name}.csv", _csv(COLUMNS[name], lines))
                fields = [{"name": field, "type": "string"} for field in COLUMNS[name]]
                resources.append(
                    {"name": name, "path": f"{name}.csv", "schema": {"fields": fields, "missingValues": [""]}}
                )
        described_as = {"profile": "tabular-data-package", "name": "human-services", **about, "resources": resources}
        _put(package, "datapackage.json", json.dumps(described_as, ensure_ascii=False, indent=2) + "\n")
    return out.getvalue()


def heading(name: str) -> tuple[str, ...]:
    """The columns of a table, in the order of the specification."""
    order = list(OBJECTS[name].order)
    if name in LINKED:
        order.insert(1, LINKED[name][0])
    return tuple(order)


def _table(name: str, parts: Iterable[tuple[Iterable[tuple[str, flat.Row]], Set[tuple[str, str]]]]) -> tuple[str, int]:
    """Rows with the fields of them that are left empty."""
    columns = heading(name)
    lines = []
    for rows, without in parts:
        empty = {column for column in columns if (name, column) in without}
        for row_id, row in rows:
            if name in LINKED:
                if not row["link"][1]:  # of a record that does not leave
                    continue
                row[LINKED[name][0]] = row["link"][1]
            told = ("" if column in empty or row.get(column) is None else row[column] for column in columns[1:])
            lines.append([row_id, *told])
    return _csv(columns, lines), len(lines)


def _csv(columns: Iterable[str], lines: Iterable[Iterable[object]]) -> str:
    """Cells are written as they are: programs read this file. Tables for spreadsheets are written by `core.tables`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(lines)
    return out.getvalue()


def _texts(texts: "QuerySet[FieldText]", named: Mapping[UUID, str]) -> Iterable[list[object]]:
    for one in texts.order_by("entity", "record", "field", "language"):
        if one.record in named:
            state = one.state if one.state in TextState.values else TextState.WRITTEN
            yield [
                one.entity,
                named[one.record],
                one.field,
                one.language,
                one.text,
                state,
                one.dated_on or "",
                one.origin,
            ]


def _rules(rules: "QuerySet[EligibilityRule]", named: Mapping[UUID, str]) -> Iterable[list[object]]:
    """Of the services that leave, in an order of their own."""
    told = [
        eligibility.Rule(named[one.service.public_id], one.kind, one.least, one.most, tuple(one.values))
        for one in rules.select_related("service")
        if one.service.public_id in named
    ]
    return map(eligibility.line_of, sorted(told, key=lambda one: (one.service, one.kind)))


def _resource(name: str) -> dict[str, object]:
    described = OBJECTS[name]
    fields = [
        {
            "name": column,
            "type": KINDS.get(described.fields[column].kind, "string") if column in described.fields else "string",
            **({"constraints": {"required": True}} if column in described.required else {}),
        }
        for column in heading(name)
    ]
    keys = [
        {"fields": link.name, "reference": {"resource": link.to, "fields": "id"}} for link in described.links.values()
    ]
    # Only what is empty is missing: “NA” and “None” are what someone wrote.
    schema = {"fields": fields, "missingValues": [""], "primaryKey": "id", **({"foreignKeys": keys} if keys else {})}
    return {"name": name, "path": f"{described.file}.csv", "profile": "tabular-data-resource", "schema": schema}


def _put(package: zipfile.ZipFile, name: str, text: str) -> None:
    entry = zipfile.ZipInfo(name, FIXED)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    package.writestr(entry, text)
