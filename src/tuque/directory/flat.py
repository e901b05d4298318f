"""Records as flat rows in HSDS's words, as a feed gives them: what is compared, and what is exported."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tuque.directory.entities import model_of
from tuque.directory.hsds.objects import OBJECTS

Row = dict[str, Any]
LINKED = {"attribute": "link_entity", "metadata": "resource_type"}


def rows(name: str, chosen: "QuerySet[Any]", *, named: "Mapping[UUID, str] | None" = None) -> Iterator[tuple[str, Row]]:
    """(id, row) of each, in order. Links are the ids that their source gave, also where a merge hung a detail elsewhere; `named` gives
    those of attributes and history."""
    described = OBJECTS[name]
    fields = [(field.name, field.at) for field in described.fields.values()]
    links = [(link.name, f"{link.attr}__hsds_id") for link in described.links.values()]
    elsewhere = _elsewhere(name, chosen)
    columns = ["pk", "hsds_id", "extra", *(at for _name, at in fields), *(at for _name, at in links)]
    if name in LINKED:
        columns += ["link" if name == "attribute" else "resource"]
    for values in chosen.order_by("pk").values_list(*columns).iterator(chunk_size=5000):
        row: Row = {field: plain(value) for (field, _at), value in zip(fields, values[3:], strict=False)}
        row |= {link: value for (link, _at), value in zip(links, values[3 + len(fields) :], strict=False)}
        if name in LINKED:
            row["link"] = (row[LINKED[name]], (named or {}).get(values[-1], ""))
        row |= elsewhere.get(values[0], {})
        if values[2]:
            row["extra"] = values[2]
        yield values[1], row


def _elsewhere(name: str, chosen: "QuerySet[Any]") -> dict[int, Row]:
    """Of rows (primary keys) that a merge moved: the links that their source gives."""
    links = ["link"] if name == "attribute" else list(OBJECTS[name].links)
    if not links:
        return {}
    found = chosen.filter(said__has_any_keys=links).order_by().values_list("pk", "said")
    return {pk: {link: _link(said[link]) for link in links if link in said} for pk, said in found}


def _link(said: Any) -> Any:
    return tuple(said) if isinstance(said, list) else said


def ids_of(chosen: Mapping[str, "QuerySet[Any]"]) -> dict[UUID, str]:
    """The source's id of every record that something may be linked to, by public id."""
    found: dict[UUID, str] = {}
    for name in OBJECTS.keys() - LINKED.keys():
        if name in chosen:
            found.update(chosen[name].values_list("public_id", "hsds_id"))
    return found


def everything_of(source_id: int) -> dict[str, "QuerySet[Any]"]:
    """All the rows of a source, by object."""
    return {name: model_of(name).objects.filter(source_id=source_id) for name in OBJECTS}


def plain(value: Any) -> Any:
    """A value of a column as JSON has it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | float):
        number = float(value)
        return int(number) if number.is_integer() else number
    return value


def is_empty(value: Any) -> bool:
    return value is None or value == "" or value == {} or value == ()
