"""When a record last changed, for programs that keep a copy: a service and who offers it move with all that hangs on them.

`changed_at` of a service moves with its own fields and with each telephone, hour, place, rule, text and term of it; that of an
agency with each of its services too. So whoever asks for what changed since their last visit misses nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from tuque.core.batches import batches
from tuque.directory.entities import model_of
from tuque.directory.hsds.objects import OBJECTS
from tuque.directory.models import Agency, Attribute, Service, ServiceAtLocation, ServiceCapacity, TaxonomyTerm
from tuque.directory.visibility import NEVER

SOME = 5000
Keys = dict[str, set[int]]
# What is read with the records that name it: (what moved, what names it, by which key).
NAMED_BY: tuple[tuple[str, str, Any, str], ...] = (
    ("unit", "service_capacity", ServiceCapacity, "unit"),
    ("taxonomy", "taxonomy_term", TaxonomyTerm, "taxonomy"),
    ("taxonomy_term", "attribute", Attribute, "term"),
    ("program", "service", Service, "program"),
    ("organization", "service", Service, "agency"),
)


def with_parents(moved: Mapping[str, Iterable[int]]) -> tuple[set[int], set[int]]:
    """The services and the agencies (primary keys) that these records belong to; themselves too."""
    keys: Keys = defaultdict(set, {name: set(pks) for name, pks in moved.items()})
    for name, by, model, attr in NAMED_BY:
        keys[by] |= _named(model, f"{attr}__in", keys[name], "pk")
    for name in reversed(list(OBJECTS)):  # parts come after what they hang on
        if name in NEVER or not keys[name]:
            continue
        if name == "attribute":
            _add_linked(keys)
        if name == "location":
            keys["service"] |= _named(ServiceAtLocation, "location__in", keys[name], "service_id")
        for link in OBJECTS[name].links.values():
            if link.to != name and (name, link.to) != ("service_at_location", "location"):
                keys[link.to] |= _named(model_of(name), "pk__in", keys[name], f"{link.attr}_id")
    return keys["service"], keys["organization"]


def _add_linked(keys: Keys) -> None:
    """What terms were put on."""
    for some in batches(sorted(keys["attribute"]), SOME):
        linked: dict[str, set[object]] = defaultdict(set)
        for entity, link in Attribute.objects.filter(pk__in=some).values_list("link_entity", "link"):
            linked[entity].add(link)
        for entity in linked.keys() & OBJECTS.keys():
            keys[entity] |= _named(model_of(entity), "public_id__in", linked[entity], "pk")


def _named(model: Any, asked: str, values: Iterable[Any], column: str) -> set[int]:
    found: set[int] = set()
    for some in batches(values, SOME):
        found.update(model.objects.filter(**{asked: some}).values_list(column, flat=True))
    return found - {None}


def move(moved: Mapping[str, Iterable[int]], *, at: datetime) -> set[int]:
    """Say of the services and agencies of these records that they changed; the services (primary keys)."""
    services, agencies = with_parents(moved)
    for model, keys in ((Service, services), (Agency, agencies)):
        for some in batches(sorted(keys), SOME):
            model.objects.filter(pk__in=some).exclude(changed_at__gte=at).update(changed_at=at)
    return services


def move_with_import(organization_id: int, *, at: datetime) -> None:
    """The same, after a feed was written: of all that it changed."""
    services = Service.objects.filter(organization_id=organization_id)
    if not services.exclude(changed_at__gte=at).exists():
        return  # all of it is new
    moved = {
        name: set(
            model_of(name)
            .objects.filter(organization_id=organization_id, changed_at__gte=at)
            .values_list("pk", flat=True)
        )
        for name in OBJECTS
        if name not in NEVER
    }
    move(moved, at=at)
