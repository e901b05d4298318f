"""Public rows as HSDS's JSON: one to one fields for lists, whole records with all that hangs on them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tuque.directory import flat, published, vocabulary
from tuque.directory.entities import model_of
from tuque.directory.hsds.objects import OBJECTS, WITHOUT_ATTRIBUTES, Nested, nested_in, single_in
from tuque.directory.interface import topics
from tuque.directory.models import EligibilityRule

Json = dict[str, Any]
# Where HSDS's JSON wants words even though there are none, and its codes where ours could be others.
FILLED = {
    "organization": {"name": "", "description": ""},
    "program": {"name": "", "description": ""},
    "address": {
        "address_1": "",
        "city": "",
        "state_province": "",
        "postal_code": "",
        "country": "",
        "address_type": "physical",
    },
    "taxonomy": {"name": "", "description": ""},
    "taxonomy_term": {"name": "", "description": ""},
    "phone": {"number": ""},
    "organization_identifier": {"identifier_type": "", "identifier": ""},
    "location": {"location_type": "physical"},
}
CODES = {
    ("schedule", "freq"): {"WEEKLY", "MONTHLY"},
    ("schedule", "wkst"): {"MO", "TU", "WE", "TH", "FR", "SA", "SU"},
    ("location", "location_type"): {"physical", "postal", "virtual"},
    ("address", "address_type"): {"physical", "postal", "virtual"},
}
NUMBERS = {("phone", "extension"), ("schedule", "timezone"), ("schedule", "count"), ("schedule", "interval")}
# What HSDS counts room in, where nobody said: it asks for a unit.
PLACES = "places"
DEEPEST = 6


def shown_id(row: Any) -> str:
    """The id of a record for everyone: its source's where that is one of a kind (a UUID), else ours."""
    try:
        return str(UUID(row.hsds_id))
    except ValueError:
        return str(row.public_id)


def _code_of(spoken: str) -> Json:
    """The ISO code of a language that its source gave by name alone."""
    known = vocabulary.languages().get(spoken)
    return {"code": known.iso} if known and known.iso else {}


class Nesting:
    """Makes JSON of public rows, some hundreds at a time; each kind of thing that hangs on them is read once for all."""

    def __init__(self, *, depth: int = DEEPEST) -> None:
        self.depth = depth

    def simple(self, name: str, rows: Sequence[Any], *, singles: bool = True) -> list[Json]:
        """Their own fields, and the single objects that they name."""
        return self._written(name, rows, nested=(), singles=singles, depth=0, whole=False)

    def full(self, name: str, rows: Sequence[Any]) -> list[Json]:
        """Whole records, with the texts in other languages."""
        return self._written(name, rows, nested=tuple(nested_in(name)), singles=True, depth=0, whole=True)

    def _written(
        self, name: str, rows: Sequence[Any], *, nested: Sequence[Nested], singles: bool, depth: int, whole: bool
    ) -> list[Json]:
        if not rows or depth > self.depth:
            return [{"id": shown_id(row)} for row in rows]
        links = self._links(name, rows)
        made = [self._fields(name, row, links) for row in rows]
        if singles:
            self._add_singles(name, rows, made, whole=whole, depth=depth)
        if name == "service_capacity":
            for row, written in zip(rows, made, strict=True):
                written.setdefault("unit", {"id": written["id"], "name": PLACES})
                written.setdefault("updated", _instant(row))
        for one in nested:
            if one.object in published.NOT_TOLD:
                continue
            self._add_nested(name, one, rows, made, depth)
        if whole and name not in WITHOUT_ATTRIBUTES:
            self._add_attributes(name, rows, made)
            self._add_texts(made, rows)
            if name == "service":
                self._add_topics(made, rows)
                self._add_rules(made, rows)
        return made

    def _fields(self, name: str, row: Any, links: Mapping[tuple[str, int], str]) -> Json:
        described = OBJECTS[name]
        made: Json = {"id": shown_id(row)}
        for key in described.order[1:]:
            if key in described.links:
                link = described.links[key]
                target = links.get((link.to, getattr(row, f"{link.attr}_id") or 0))
                if target:
                    made[key] = target
                continue
            if (name, key) in published.NAMES_A_PERSON:
                continue
            value = _instant(row) if key == "last_modified" else flat.plain(getattr(row, described.fields[key].at))
            if (name, key) in NUMBERS:
                value = _number(value)
            if (name, key) in CODES and value not in CODES[name, key]:
                value = None
            if not flat.is_empty(value):
                made[key] = value
        if name == "language" and row.spoken and "code" not in made:
            made |= _code_of(row.spoken)
        for key, value in FILLED.get(name, {}).items():
            made.setdefault(key, value)
        return made

    def _links(self, name: str, rows: Sequence[Any]) -> dict[tuple[str, int], str]:
        found: dict[tuple[str, int], str] = {}
        for link in OBJECTS[name].links.values():
            wanted = {getattr(row, f"{link.attr}_id") for row in rows} - {None}
            if wanted:
                for target in (
                    model_of(link.to).objects.filter(pk__in=wanted, is_public=True).only("hsds_id", "public_id")
                ):
                    found[link.to, target.pk] = shown_id(target)
        return found

    def _add_singles(self, name: str, rows: Sequence[Any], made: Sequence[Json], *, whole: bool, depth: int) -> None:
        for key, link_name in single_in(name):
            link = OBJECTS[name].links[link_name]
            wanted = {getattr(row, f"{link.attr}_id") for row in rows} - {None}
            targets = list(model_of(link.to).objects.filter(pk__in=wanted, is_public=True)) if wanted else []
            inside = tuple(nested_in(link.to)) if whole and link.to != "organization" else ()
            written = self._written(link.to, targets, nested=inside, singles=whole, depth=depth + 1, whole=whole)
            by_pk = {target.pk: one for target, one in zip(targets, written, strict=True)}
            for row, one in zip(rows, made, strict=True):
                target = by_pk.get(getattr(row, f"{link.attr}_id") or 0)
                if target is not None:
                    one[key] = target

    def _add_nested(self, name: str, nested: Nested, rows: Sequence[Any], made: Sequence[Json], depth: int) -> None:
        attr = OBJECTS[nested.object].links[nested.link].attr
        found = model_of(nested.object).objects.filter(**{f"{attr}__in": [row.pk for row in rows]}, is_public=True)
        if nested.object == "service_capacity":
            found = found.filter(available__isnull=False)  # HSDS has none without a number
        children = list(found.order_by("pk"))
        inside = tuple(nested_in(nested.object)) if depth < self.depth else ()
        written = self._written(nested.object, children, nested=inside, singles=True, depth=depth + 1, whole=True)
        by_parent: dict[int, list[Json]] = defaultdict(list)
        for child, one in zip(children, written, strict=True):
            by_parent[getattr(child, f"{attr}_id")].append(one)
        for row, one in zip(rows, made, strict=True):
            if by_parent.get(row.pk):
                one[nested.key] = by_parent[row.pk]

    def _add_attributes(self, name: str, rows: Sequence[Any], made: Sequence[Json]) -> None:
        found = list(
            model_of("attribute").objects.filter(
                link__in=[row.public_id for row in rows], link_entity=name, is_public=True
            )
        )
        written = self._written("attribute", found, nested=(), singles=True, depth=1, whole=False)
        by_link: dict[UUID, list[Json]] = defaultdict(list)
        for row, one in zip(found, written, strict=True):
            by_link[row.link].append(one)
        for row, one in zip(rows, made, strict=True):
            for attribute in by_link.get(row.public_id, ()):
                one.setdefault("attributes", []).append({**attribute, "link_id": one["id"], "link_entity": name})

    def _add_topics(self, made: Sequence[Json], rows: Sequence[Any]) -> None:
        found = topics.of([row.pk for row in rows])
        for row, one in zip(rows, made, strict=True):
            if row.pk in found:
                one.setdefault("attributes", []).extend(topics.attributes(one["id"], found[row.pk]))

    def _add_texts(self, made: Sequence[Json], rows: Sequence[Any]) -> None:
        """Our overlay, which no schema of HSDS forbids: see docs/reference/directory-overlay.md."""
        texts = published.texts_of(row.public_id for row in rows)
        for row, one in zip(rows, made, strict=True):
            if texts.get(row.public_id):
                one["field_texts"] = texts[row.public_id]

    def _add_rules(self, made: Sequence[Json], rows: Sequence[Any]) -> None:
        """The same, of whom services are for."""
        told: dict[int, list[Json]] = defaultdict(list)
        for rule in EligibilityRule.objects.filter(service__in=rows, is_public=True).order_by("service", "kind"):
            bounds = {"least": rule.least, "most": rule.most}
            known = {name: _number(value) for name, value in bounds.items() if value is not None}
            told[rule.service_id].append({"kind": rule.kind, **known, "values": rule.values})
        for row, one in zip(rows, made, strict=True):
            if told[row.pk]:
                one["eligibility_rules"] = told[row.pk]


def _number(value: Any) -> Any:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return int(number) if number.is_integer() else number


def in_parts(rows: "QuerySet[Any]", size: int = 200) -> Iterator[list[Any]]:
    """The rows, some hundreds at a time, whatever their number; none twice and none missed though others come meanwhile."""
    last = 0
    ordered = rows.order_by("pk")
    while part := list(ordered.filter(pk__gt=last)[:size]):
        yield part
        last = part[-1].pk


def dates_only(rows: Iterable[Any]) -> list[Json]:
    """For a program that keeps a copy: ids, and when each last changed."""
    return [{"id": shown_id(row), "last_modified": _instant(row)} for row in rows]


def _instant(row: Any) -> str | None:
    at: datetime | date | None = row.changed_at or getattr(row, "last_modified", None)
    return at.isoformat() if at else None
