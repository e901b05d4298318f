"""What is public follows from what is confidential, gone or merged, here and in everything that a record hangs on.

The one place that sets `is_public`, which the second wall reads. A confidential location takes with it its addresses, hours,
telephones and every tie to a service; words elsewhere that repeat its address are kept back too.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from tuque.directory.entities import model_of
from tuque.directory.hsds.objects import OBJECTS, Field, Kind, Object
from tuque.directory.models import (
    Address,
    EligibilityRule,
    FieldText,
    Location,
    Record,
    Service,
    ServiceAtLocation,
    ServiceTopic,
    SpecialDay,
)
from tuque.directory.models.main import Main
from tuque.directory.search import following
from tuque.directory.vocabulary import folded

TELLS_ADDRESS = "address"
# What belongs to nothing, and what is nobody's business.
STANDS_ALONE = frozenset({"unit", "taxonomy", "taxonomy_term", "organization", "location", "service"})
NEVER = frozenset({"metadata", "meta_table_description"})
SHORTEST = 6  # shorter than that, an address is words that anyone may write


@transaction.atomic
def refresh(organization_id: int) -> set[int]:
    """Set anew what is public of everything that an organization keeps: after an import, and when what is confidential changed.

    The services (primary keys) of which the public now sees more or less: themselves, or one of their places.
    """
    services, places = _public(Service, organization_id), _public(Location, organization_id)
    _hold_back(organization_id)
    for name, described in OBJECTS.items():
        rows = model_of(name).objects.filter(organization_id=organization_id)
        if name in NEVER:
            rows.filter(is_public=True).update(is_public=False)
        elif name == "attribute":
            _set(rows, _public_attributes(rows))
        else:
            _set(rows, rows.filter(_may_be_public(described)))
    for plain in (ServiceTopic, EligibilityRule):
        _set(plain.objects.filter(organization_id=organization_id), plain.objects.filter(service__is_public=True))
    special = SpecialDay.objects.filter(organization_id=organization_id)
    _set(special, special.filter(Q(location__isnull=True) | Q(location__is_public=True), service__is_public=True))
    _set_texts(organization_id)
    _hide_details_that_tell(organization_id)
    services_now, places_now = _public(Service, organization_id), _public(Location, organization_id)
    following.hidden((services - services_now) | _at(places - places_now), organization_id=organization_id)
    return (services ^ services_now) | _at(places ^ places_now)


def _at(places: set[int]) -> set[int]:
    there = ServiceAtLocation.objects.filter(location__in=places).values_list("service_id", flat=True)
    return {pk for pk in there if pk is not None}


def _public(model: type[Main], organization_id: int) -> set[int]:
    return set(
        model._default_manager.filter(organization_id=organization_id, is_public=True).values_list("pk", flat=True)
    )


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


def _public_attributes(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    linked = Q(pk__in=[])
    for name in set(rows.order_by().values_list("link_entity", flat=True)) & OBJECTS.keys() - {"attribute", *NEVER}:
        public = model_of(name).objects.filter(is_public=True).values("public_id")
        linked |= Q(link_entity=name, link__in=public)
    return rows.filter(
        linked, Q(term__isnull=True) | Q(term__is_public=True), is_confidential=False, gone_at__isnull=True
    )


def _set_texts(organization_id: int) -> None:
    texts = FieldText.objects.filter(organization_id=organization_id)
    public = Q(pk__in=[])
    for name in set(texts.order_by().values_list("entity", flat=True)) & OBJECTS.keys():
        public |= Q(entity=name, record__in=model_of(name).objects.filter(is_public=True).values("public_id"))
    _set(texts, texts.filter(public))


def secrets_of(organization_id: int) -> re.Pattern[str] | None:
    """What tells the address of a confidential place, in folded words; None when there is nothing to keep."""
    hidden = Location.objects.filter(organization_id=organization_id, is_confidential=True)
    words: set[str] = set()
    for line in Address.objects.filter(location__in=hidden).values_list("address_1", flat=True):
        words |= {one for one in (folded(line), folded(line).replace(".", "")) if len(one) >= SHORTEST}
    for line in Address.objects.filter(organization_id=organization_id, is_confidential=True).values_list(
        "address_1", flat=True
    ):
        words |= {folded(line)} if len(folded(line)) >= SHORTEST else set()
    if not words:
        return None
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in sorted(words)))


def tells(row: Record, name: str, secret: re.Pattern[str]) -> bool:
    """Whether any words of a record hold a confidential address."""
    return any(secret.search(folded(str(getattr(row, field.at) or ""))) for field in _worded(OBJECTS[name]))


def _worded(described: Object) -> Iterator[Field]:
    return (field for field in described.fields.values() if field.kind in (Kind.LONG, Kind.TEXT, Kind.URL))


def show_special(row: SpecialDay) -> None:
    """Set what one new special day may tell, without looking at everything else."""
    secret = secrets_of(row.organization_id)
    tells_it = secret is not None and secret.search(folded(f"{row.reason_en}\n{row.reason_fr}"))
    is_there = row.location is None or row.location.is_public
    row.is_public = row.service.is_public and is_there and not tells_it
    row.save(update_fields=["is_public"])


def _hold_back(organization_id: int) -> None:
    """Mark agencies, services and places whose words tell; and free those that do no longer."""
    secret = secrets_of(organization_id)
    for name in ("organization", "service", "location"):
        rows = model_of(name).objects.filter(organization_id=organization_id)
        telling: set[object] = set()
        if secret is not None:
            candidates = rows.filter(is_confidential=False, gone_at__isnull=True)
            telling = {row.pk for row in candidates.iterator() if tells(row, name, secret)}
            for record, text in FieldText.objects.filter(organization_id=organization_id, entity=name).values_list(
                "record", "text"
            ):
                if secret.search(folded(text)):
                    telling |= set(rows.filter(public_id=record).values_list("pk", flat=True))
        rows.filter(held_back=TELLS_ADDRESS).exclude(pk__in=telling).update(held_back="")
        rows.filter(pk__in=telling).update(held_back=TELLS_ADDRESS)


def _hide_details_that_tell(organization_id: int) -> None:
    secret = secrets_of(organization_id)
    if secret is None:
        return
    for name in OBJECTS.keys() - {"organization", "service", "location", *NEVER}:
        rows = model_of(name).objects.filter(organization_id=organization_id, is_public=True)
        telling = [row.pk for row in rows.iterator() if tells(row, name, secret)]
        rows.filter(pk__in=telling).update(is_public=False)
    texts = FieldText.objects.filter(organization_id=organization_id, is_public=True)
    telling = [pk for pk, text in texts.values_list("pk", "text") if secret.search(folded(text))]
    texts.filter(pk__in=telling).update(is_public=False)
    special = SpecialDay.objects.filter(organization_id=organization_id, is_public=True)
    telling = [one.pk for one in special if secret.search(folded(f"{one.reason_en}\n{one.reason_fr}"))]
    special.filter(pk__in=telling).update(is_public=False)
