"""What is public follows from what is confidential, gone or merged, here and in everything that a record hangs on.

The one place that sets `is_public`, which the second wall reads. A place is confidential when it is marked so, when an address of where
it stands is, or when it stands at the door of one that is. It takes with it its addresses, hours, telephones and every tie to a service;
words elsewhere that repeat its address are kept back too, however they are written (`streets.py`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from tuque.core.batches import batches
from tuque.directory.entities import model_of
from tuque.directory.hsds.objects import OBJECTS, Field, Kind, Object
from tuque.directory.models import (
    Address,
    EligibilityRule,
    FieldText,
    Location,
    Record,
    ServiceAtLocation,
    ServiceTopic,
    SpecialDay,
)
from tuque.directory.models.main import Main
from tuque.directory.search import following
from tuque.directory.streets import Secrets
from tuque.directory.taxonomies import kept_back

TELLS_ADDRESS = "address"
# What belongs to nothing, and what is nobody's business.
STANDS_ALONE = frozenset({"unit", "taxonomy", "taxonomy_term", "organization", "location", "service"})
NEVER = frozenset({"metadata", "meta_table_description"})
WHERE_IT_STANDS = ("physical", "")  # kinds of address
POINT = 5  # decimals of a degree: about a metre
AT_ONCE = 1000


@dataclass(frozen=True)
class Scope:
    """Which rows are set anew: all that an organization keeps, or a record with all that hangs on it (primary keys, by object)."""

    organization_id: int
    only: Mapping[str, frozenset[int]] | None = None

    def rows(self, name: str) -> "QuerySet[Any]":
        return self.of(model_of(name).objects, pk__in=self.pks(name))

    def of(self, rows: Any, **only: object) -> "QuerySet[Any]":
        """The organization's rows, or those of them that `only` names."""
        own: QuerySet[Any] = rows.filter(organization_id=self.organization_id)
        return own if self.only is None else own.filter(**only)

    def holds(self, name: str) -> bool:
        return self.only is None or bool(self.only.get(name))

    def pks(self, name: str) -> frozenset[int]:
        return (self.only or {}).get(name, frozenset())

    def public_ids(self, name: str) -> "QuerySet[Any]":
        return self.rows(name).values("public_id")


@transaction.atomic
def refresh(organization_id: int) -> set[int]:
    """Set anew what is public of everything that an organization keeps: after an import, and when what is confidential changed.

    The services (primary keys) of which the public now sees more or less: themselves, or one of their places.
    """
    return _set_anew(Scope(organization_id))


@transaction.atomic
def refresh_of(name: str, record: Any, *, was_secret: bool = False) -> set[int]:
    """The same for one record that changed and what hangs on it; for everything where it tells, or told, what is confidential."""
    if was_secret or _is_secret(name, record):
        return refresh(record.organization_id)
    location = getattr(record, "location_id", None)
    if name == "address" and location:  # where a place stands says whether it is confidential
        return _set_anew(_hanging_on(record.organization_id, "location", location))
    return _set_anew(_hanging_on(record.organization_id, name, record.pk))


def _is_secret(name: str, record: Any) -> bool:
    if name == "location":
        return _hidden(record.organization_id).filter(pk=record.pk).exists()
    if name == "address":
        return record.is_confidential or _hidden(record.organization_id).filter(pk=record.location_id).exists()
    return False


def _hanging_on(organization_id: int, name: str, pk: int) -> Scope:
    """A record and what hangs on it, on that, and so on: parents come before their parts in the table of objects."""
    found: dict[str, frozenset[int]] = {name: frozenset({pk})}
    for child, described in OBJECTS.items():
        hangs = Q()
        for link in described.links.values():
            if found.get(link.to) and link.to != child:
                hangs |= Q(**{f"{link.attr}__in": found[link.to]})
        if hangs and child != "metadata":
            rows = model_of(child).objects.filter(hangs, organization_id=organization_id)
            found[child] = found.get(child, frozenset()) | frozenset(rows.values_list("pk", flat=True))
    return Scope(organization_id, found)


def _set_anew(scope: Scope) -> set[int]:
    services, places, terms = (_public(scope, name) for name in ("service", "location", "taxonomy_term"))
    secrets = secrets_of(scope.organization_id)
    _hold_back(scope, secrets)
    for name, described in OBJECTS.items():
        if name == "attribute":
            rows = _attributes(scope)
            _set(rows, _public_attributes(rows))
        elif not scope.holds(name):
            continue
        elif name in NEVER:
            scope.rows(name).filter(is_public=True).update(is_public=False)
        else:
            _set(scope.rows(name), scope.rows(name).filter(_may_be_public(described)))
            if name in ("taxonomy", "taxonomy_term"):
                _keep_back(scope, name)
    if scope.holds("service"):
        for plain in (ServiceTopic, EligibilityRule):
            rows = scope.of(plain.objects, service__in=scope.pks("service"))
            _set(rows, rows.filter(service__is_public=True))
    special = _special_days(scope)
    _set(special, special.filter(Q(location__isnull=True) | Q(location__is_public=True), service__is_public=True))
    _set_texts(scope)
    _hide_details_that_tell(scope, secrets)
    services_now, places_now = _public(scope, "service"), _public(scope, "location")
    hidden = places - places_now
    following.hidden(
        (services - services_now) | _at(hidden), places_hidden=hidden, organization_id=scope.organization_id
    )
    following.terms_hidden(terms - _public(scope, "taxonomy_term"))
    return (services ^ services_now) | _at(places ^ places_now)


def _at(places: set[int]) -> set[int]:
    there = ServiceAtLocation.objects.filter(location__in=places).values_list("service_id", flat=True)
    return {pk for pk in there if pk is not None}


def _public(scope: Scope, name: str) -> set[int]:
    return set(scope.rows(name).filter(is_public=True).values_list("pk", flat=True)) if scope.holds(name) else set()


def _special_days(scope: Scope) -> "QuerySet[Any]":
    rows = SpecialDay.objects.filter(organization_id=scope.organization_id)
    if scope.only is None:
        return rows
    return rows.filter(Q(service__in=scope.pks("service")) | Q(location__in=scope.pks("location")))


def _attributes(scope: Scope) -> "QuerySet[Any]":
    """Those of the scope's records, and those whose term is in it."""
    if scope.only is None:
        return scope.rows("attribute")
    linked = Q(pk__in=scope.pks("attribute"))
    for name in scope.only.keys() - {"attribute", *NEVER}:
        linked |= Q(link_entity=name, link__in=scope.public_ids(name))
    found: QuerySet[Any] = model_of("attribute").objects.filter(linked, organization_id=scope.organization_id)
    return found


def _texts(scope: Scope) -> "QuerySet[FieldText]":
    texts = FieldText.objects.filter(organization_id=scope.organization_id)
    if scope.only is None:
        return texts
    linked = Q(pk__in=[])
    for name in scope.only.keys() - NEVER:
        linked |= Q(entity=name, record__in=scope.public_ids(name))
    return texts.filter(linked)


def _may_be_public(described: Object) -> Q:
    """Neither confidential nor gone, and all that it hangs on public."""
    asked = Q(is_confidential=False, gone_at__isnull=True)
    links = [link.attr for link in described.links.values()]
    if issubclass(model_of(described.name), Main):
        asked &= Q(merged_into__isnull=True, held_back="")
    parents = [attr for attr in links if attr not in ("parent_organization", "parent")]
    for attr in parents:
        asked &= Q(**{f"{attr}__isnull": True}) | Q(**{f"{attr}__is_public": True})
    if described.name not in STANDS_ALONE and parents:
        hangs = Q()
        for attr in parents:
            hangs |= Q(**{f"{attr}__isnull": False})
        asked &= hangs
    if described.name == "contact":
        asked &= Q(name="")  # a person's name is never public
    return asked


def _set(rows: "QuerySet[Any]", public: "QuerySet[Any]") -> None:
    if not rows.exists():  # most of the thirty tables, in most directories
        return
    chosen = public.values("pk")
    rows.filter(is_public=True).exclude(pk__in=chosen).update(is_public=False)
    rows.filter(is_public=False, pk__in=chosen).update(is_public=True)


def _keep_back(scope: Scope, name: str) -> None:
    """Terms of a taxonomy that is kept back are public under no other heading either: feeds bring them too."""
    for some in batches(kept_back.rows(scope.organization_id).get(name, ()), AT_ONCE):
        scope.rows(name).filter(pk__in=some, is_public=True).update(is_public=False)


def _public_attributes(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    linked = Q(pk__in=[])
    for name in set(rows.order_by().values_list("link_entity", flat=True)) & OBJECTS.keys() - {"attribute", *NEVER}:
        public = model_of(name).objects.filter(is_public=True).values("public_id")
        linked |= Q(link_entity=name, link__in=public)
    return rows.filter(
        linked, Q(term__isnull=True) | Q(term__is_public=True), is_confidential=False, gone_at__isnull=True
    )


def _set_texts(scope: Scope) -> None:
    texts = _texts(scope)
    public = Q(pk__in=[])
    for name in set(texts.order_by().values_list("entity", flat=True)) & OBJECTS.keys():
        public |= Q(entity=name, record__in=model_of(name).objects.filter(is_public=True).values("public_id"))
    _set(texts, texts.filter(public))


def _hidden(organization_id: int) -> "QuerySet[Location]":
    """Places that are confidential themselves, or by an address of where they stand.

    One that was taken out counts until the place has another: whoever takes out a confidential address has not shown the place.
    """
    standing = Address.objects.filter(organization_id=organization_id, address_type__in=WHERE_IT_STANDS)
    there = standing.filter(gone_at__isnull=True)
    marked = standing.filter(is_confidential=True, location__isnull=False)
    known = marked.filter(
        Q(gone_at__isnull=True) | ~Q(location__in=there.filter(location__isnull=False).values("location"))
    )
    return Location.objects.filter(
        Q(is_confidential=True) | Q(pk__in=known.values("location")), organization_id=organization_id
    )


def secrets_of(organization_id: int) -> Secrets:
    """What tells the address of a confidential place."""
    told = Address.objects.filter(
        Q(is_confidential=True) | Q(location__in=_hidden(organization_id).values("pk")), organization_id=organization_id
    )
    lines = list(told.values_list("address_1", "address_2"))
    return Secrets.of((first for first, _second in lines), second_lines=(second for _first, second in lines))


def tells(row: Record, name: str, secrets: Secrets) -> bool:
    """Whether any words of a record hold a confidential address."""
    return any(secrets.told_in(str(getattr(row, field.at) or "")) for field in _worded(OBJECTS[name]))


def tells_secret(*texts: str, organization_id: int) -> bool:
    """Whether words that are typed freely, elsewhere than in the directory, hold the address of a confidential place."""
    secrets = secrets_of(organization_id)
    return any(secrets.told_in(text) for text in texts)


def _worded(described: Object) -> Iterator[Field]:
    return (field for field in described.fields.values() if field.kind in (Kind.LONG, Kind.TEXT, Kind.URL))


def show_special(row: SpecialDay) -> None:
    """Set what one new special day may tell, without looking at everything else."""
    tells_it = _tells_of_day(row, secrets_of(row.organization_id))
    is_there = row.location is None or row.location.is_public
    row.is_public = row.service.is_public and is_there and not tells_it
    row.save(update_fields=["is_public"])


def _tells_of_day(row: SpecialDay, secrets: Secrets) -> bool:
    return secrets.told_in(row.reason_en) or secrets.told_in(row.reason_fr)


def _hold_back(scope: Scope, secrets: Secrets) -> None:
    """Mark agencies, services and places that tell; and free those that do no longer."""
    for name in ("organization", "service", "location"):
        if not scope.holds(name):
            continue
        rows = scope.rows(name)
        telling = _telling(rows, name, secrets) if secrets else set()
        if name == "location":
            telling |= _at_a_hidden_door(scope, secrets)
        rows.filter(held_back=TELLS_ADDRESS).exclude(pk__in=telling).update(held_back="")
        rows.filter(pk__in=telling).exclude(held_back=TELLS_ADDRESS).update(held_back=TELLS_ADDRESS)


def _telling(rows: "QuerySet[Any]", name: str, secrets: Secrets) -> set[int]:
    candidates = rows.filter(is_confidential=False, gone_at__isnull=True)
    telling = {row.pk for row in candidates.iterator() if tells(row, name, secrets)}
    texts = FieldText.objects.filter(entity=name, record__in=rows.values("public_id"))
    told = {record for record, text in texts.values_list("record", "text").iterator() if secrets.told_in(text)}
    return telling | set(rows.filter(public_id__in=told).values_list("pk", flat=True))


def _at_a_hidden_door(scope: Scope, secrets: Secrets) -> set[int]:
    """Places that are hidden, and others with an address of one, or without any and on its very point."""
    hidden = _hidden(scope.organization_id)
    if not hidden.exists():
        return set()
    places = scope.rows("location")
    found = set(places.filter(pk__in=hidden.values("pk"), is_confidential=False).values_list("pk", flat=True))
    standing = Address.objects.filter(location__in=places, gone_at__isnull=True, address_type__in=WHERE_IT_STANDS)
    for place, *lines in standing.values_list("location", "address_1", "address_2"):
        if any(secrets.told_in(line) for line in lines):
            found.add(place)
    points = {_point(*there) for there in hidden.values_list("longitude", "latitude")} - {None}
    without = places.filter(longitude__isnull=False, latitude__isnull=False).exclude(
        pk__in=Address.objects.filter(location__isnull=False, gone_at__isnull=True).values("location")
    )
    columns = ("pk", "longitude", "latitude")
    return found | {pk for pk, lon, lat in without.values_list(*columns) if points and _point(lon, lat) in points}


def _point(lon: float | None, lat: float | None) -> tuple[float, float] | None:
    return None if lon is None or lat is None else (round(lon, POINT), round(lat, POINT))


def _hide_details_that_tell(scope: Scope, secrets: Secrets) -> None:
    if not secrets:
        return
    for name in OBJECTS.keys() - {"organization", "service", "location", *NEVER}:
        rows = (_attributes(scope) if name == "attribute" else scope.rows(name)).filter(is_public=True)
        if name == "attribute" or scope.holds(name):
            telling = [row.pk for row in rows.iterator() if tells(row, name, secrets)]
            model_of(name).objects.filter(pk__in=telling).update(is_public=False)
    texts = _texts(scope).filter(is_public=True)
    telling = [pk for pk, text in texts.values_list("pk", "text").iterator() if secrets.told_in(text)]
    FieldText.objects.filter(pk__in=telling).update(is_public=False)
    special = _special_days(scope).filter(is_public=True)
    telling = [one.pk for one in special if _tells_of_day(one, secrets)]
    SpecialDay.objects.filter(pk__in=telling).update(is_public=False)
