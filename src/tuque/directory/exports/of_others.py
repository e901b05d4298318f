"""What belongs to other sources of the organization and stands on records of a package: a merge moved it there, or a person wrote it.

Public rows alone, whoever takes the package. Their ids are ours: two sources may give the same one.
"""

from collections.abc import Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from tuque.directory import flat, published
from tuque.directory.hsds.objects import OBJECTS
from tuque.directory.models import Source

Rows = Mapping[str, "QuerySet[Any]"]
# These hang on nothing: they come along where a detail names them.
NAMED = frozenset({"organization", "program", "service", "location", "taxonomy", "taxonomy_term", "unit"})
BY_KIND = "attribute"
TIE = "service_at_location"


def found(source: Source, chosen: Rows, *, is_open: bool) -> Rows:
    """By object. `is_open`: of sources that are open too."""
    theirs = {
        name: rows.exclude(source=source).filter(organization_id=source.organization_id)
        for name, rows in published.tables().items()
    }
    if is_open:
        theirs = {name: rows.filter(source__is_open=True) for name, rows in theirs.items()}
    keys: dict[str, set[int]] = {name: set() for name in theirs}
    places = Q(location__in=_keys(chosen["location"])) | Q(location__in=_keys(theirs["location"]))
    ties = theirs[TIE].filter(places, service__in=_keys(chosen["service"]))
    keys[TIE] = set(ties.values_list("pk", flat=True))
    near = ties.exclude(location__in=_keys(chosen["location"]))
    keys["location"] = set(near.values_list("location", flat=True))
    # The second time, what hangs on what the first one found: a language on a telephone.
    for _time in range(2):
        for name in theirs.keys() - NAMED - {BY_KIND, TIE}:
            keys[name] |= set(theirs[name].filter(_hangs_on(name, chosen, keys)).values_list("pk", flat=True))
    linked = theirs[BY_KIND].filter(link_entity="service", link__in=chosen["service"].order_by().values("public_id"))
    keys[BY_KIND] = set(linked.values_list("pk", flat=True))
    for child, attr, name in (
        (BY_KIND, "term", "taxonomy_term"),
        ("taxonomy_term", "taxonomy", "taxonomy"),
        ("service_capacity", "unit", "unit"),
    ):
        named = theirs[child].filter(pk__in=keys[child]).values(attr)
        keys[name] = set(theirs[name].filter(pk__in=named).values_list("pk", flat=True))
    return {name: rows.filter(pk__in=keys[name]) for name, rows in theirs.items() if keys[name]}


def _keys(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    return rows.order_by().values("pk")


def _hangs_on(name: str, chosen: Rows, keys: Mapping[str, set[int]]) -> Q:
    hangs = [
        Q(**{f"{link.attr}__in": _keys(chosen[link.to])}) | Q(**{f"{link.attr}__in": keys.get(link.to, set())})
        for link in OBJECTS[name].links.values()
        if link.to in chosen and link.to not in ("unit", "taxonomy", "taxonomy_term")
    ]
    return reduce(or_, hangs) if hangs else Q(pk__in=[])


def ids(rows: Rows) -> dict[UUID, str]:
    """The id of each in the package."""
    return {one: str(one) for each in rows.values() for one in each.values_list("public_id", flat=True)}


def flat_rows(name: str, rows: "QuerySet[Any]", named: Mapping[UUID, str]) -> Iterator[tuple[str, flat.Row]]:
    """(id, row) of each, where it stands now; a link to what is not in the package is empty."""
    described = OBJECTS[name]
    fields = [(field.name, field.at) for field in described.fields.values()]
    links = [(link.name, f"{link.attr}__public_id") for link in described.links.values()]
    columns = ["public_id", *(at for _name, at in (*fields, *links)), *(["link"] if name == BY_KIND else [])]
    for own, *values in rows.order_by("pk").values_list(*columns):
        row: flat.Row = {field: flat.plain(value) for (field, _at), value in zip(fields, values, strict=False)}
        row |= {link: named.get(value) for (link, _at), value in zip(links, values[len(fields) :], strict=False)}
        if name == BY_KIND:
            row["link"] = (row["link_entity"], named.get(values[-1], ""))
        yield str(own), row


def whose(rows: Rows) -> list[list[object]]:
    """Lines of our table: of each row its source, whom to name, its licence, and the language of its words."""
    told = ("public_id", "source__name", "source__attribution", "source__licence", "written_in")
    return sorted([name, str(own), *about] for name, each in rows.items() for own, *about in each.values_list(*told))
