"""What of two services only the other one has, moved to the one that stands for both; and given back when the merge is undone.

Words are no matter of it: what the other says otherwise is proposed, field by field (`services/duplicates.py`). A detail that moved keeps
the link that its source gives it (`said`): the feed neither moves it back nor loses it, and the owner's package has it where it was.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from tuque.directory.entities import model_of
from tuque.directory.hsds.objects import OBJECTS, Link
from tuque.directory.models import Attribute, Schedule, Service, ServiceAtLocation, ServiceTopic, SpecialDay
from tuque.directory.models.classes import TopicOrigin
from tuque.directory.taxonomies import terms

FIGURES = 10
POINT = 4  # decimals of a degree: some ten metres
# Of these, the one that stands is heard alone where it says anything: two tables of hours or of prices at once would say neither.
WHOLE = frozenset({"schedule", "cost_option", "service_capacity", "accessibility"})
APART = frozenset({"metadata", "attribute"})  # linked by kind and id
STAYS = frozenset({("location", "address"), ("location", "service_at_location")})
Moved = list[dict[str, str]]


@dataclass(frozen=True)
class _Pair:
    """Two records of one kind that are the same thing; the second gives."""

    entity: str
    kept: Any
    other: Any


def move(*, kept: Service, other: Service, at: datetime) -> Moved:
    """Move to `kept` what only `other` has; what was moved, for `give_back`."""
    moved: Moved = []
    skipped = set() if not _has_hours(kept) else {"schedule"}
    for pair in (_Pair("service", kept, other), *_same_places(kept, other)):
        for name, link in _details(pair.entity):
            if name in skipped:
                continue
            for row in _only_there(name, link, pair):
                _hang(row, link, pair.kept, at)
                moved.append(_line(name, row, pair))
    return [*moved, *_move_days(kept, other), *_move_terms(kept, other, at), *_give_topics(kept, other)]


def give_back(moved: Moved, *, kept: Service, at: datetime) -> None:
    """As it was before: what still hangs where it was moved to, or on what stands for that now, hangs where it was again."""
    for one in moved:
        if one["what"] == "topic":
            kept.topics.filter(topic=one["code"], origin=TopicOrigin.CHOSEN).delete()
            continue
        former = model_of(one["on"]).objects.get(public_id=one["from"])
        now_on = model_of(one["on"]).objects.get(public_id=one["to"])
        stands = {now_on.public_id, getattr(now_on, "merged_into", None)}
        if one["what"] == "special_day":
            days = SpecialDay.objects.filter(public_id=one["record"], service__public_id__in=stands)
            days.update(service=former)
        elif one["what"] == "attribute":
            for term in Attribute.objects.filter(public_id=one["record"], link__in=stands):
                term.link, term.changed_at = former.public_id, at
                term.said.pop("link", None)
                term.save(update_fields=["link", "said", "changed_at"])
        else:
            link = _link(one["what"], one["on"])
            rows = model_of(one["what"]).objects.filter(public_id=one["record"])
            for row in rows.filter(**{f"{link.attr}__public_id__in": stands}):
                _hang(row, link, former, at)
    terms.give_topics(kept.organization_id)


def _line(name: str, row: Any, pair: _Pair) -> dict[str, str]:
    ends = {"from": str(pair.other.public_id), "to": str(pair.kept.public_id)}
    return {"what": name, "record": str(row.public_id), "on": pair.entity, **ends}


def _details(entity: str) -> Iterator[tuple[str, Link]]:
    """What hangs on a record of this kind, with the link by which it does."""
    for name, described in OBJECTS.items():
        if name != entity and name not in APART and (entity, name) not in STAYS:
            yield from ((name, link) for link in described.links.values() if link.to == entity)


def _link(name: str, entity: str) -> Link:
    return next(link for link in OBJECTS[name].links.values() if link.to == entity)


def _live(name: str, link: Link, parent: Any) -> list[Any]:
    rows = model_of(name).objects.filter(**{link.attr: parent}, gone_at__isnull=True)
    return list(rows.select_related(link.attr).order_by("pk"))


def _only_there(name: str, link: Link, pair: _Pair) -> list[Any]:
    here, there = _live(name, link, pair.kept), _live(name, link, pair.other)
    if name in WHOLE:
        return [] if here else there
    if name == "service_at_location":
        taken = {tie.pk for _place, tie in _met(pair.kept, pair.other)}
        return [row for row in there if row.pk not in taken]
    known = {_telling(name, row) for row in here}
    if name == "phone" and pair.entity == "service":
        known |= {_telling(name, row) for row in _phones_of_places(pair.kept)}
    return [row for row in there if _telling(name, row) not in known]


def _telling(name: str, row: Any) -> Hashable:
    """What tells a detail from others of its kind: what it says, however it is written."""
    if name == "phone":
        figures = "".join(letter for letter in row.number if letter.isdigit())[-FIGURES:]
        return figures or row.number, row.extension
    if name == "language" and row.spoken:
        return str(row.spoken)
    told = (str(getattr(row, field.at) or "") for field in OBJECTS[name].fields.values())
    return tuple(" ".join(words.casefold().split()) for words in told)


def _hang(row: Any, link: Link, parent: Any, at: datetime) -> None:
    """Hang a row on `parent`: its source's own link is remembered while it is elsewhere."""
    before = getattr(row, link.attr)
    if row.said.get(link.name) == parent.hsds_id:
        del row.said[link.name]
    else:
        row.said.setdefault(link.name, before.hsds_id)
    setattr(row, link.attr, parent)
    row.changed_at = at
    row.save(update_fields=[link.attr, "said", "changed_at"])


def _ties(service: Service) -> list[ServiceAtLocation]:
    rows = ServiceAtLocation.objects.filter(
        service=service, gone_at__isnull=True, location__isnull=False, location__gone_at__isnull=True
    )
    return list(rows.select_related("location").prefetch_related("location__addresses").order_by("pk"))


def _met(kept: Service, other: Service) -> list[tuple[ServiceAtLocation, ServiceAtLocation]]:
    """The places that both have: a tie of `kept`, and the one of `other` to the same spot."""
    here = _ties(kept)
    pairs = []
    for tie in _ties(other):
        same = next((one for one in here if _spots(one) & _spots(tie)), None)
        if same is not None:
            pairs.append((same, tie))
    return pairs


def _spots(tie: ServiceAtLocation) -> set[Hashable]:
    place = tie.location
    if place is None:
        return set()
    lines: set[Hashable] = {
        (" ".join(one.address_1.casefold().split()), "".join(one.postal_code.casefold().split()))
        for one in place.addresses.all()
        if one.address_1 and not one.gone_at and one.address_type in ("physical", "")
    }
    if place.longitude is not None and place.latitude is not None:
        lines.add((round(place.longitude, POINT), round(place.latitude, POINT)))
    return lines | {place.pk}


def _same_places(kept: Service, other: Service) -> Iterator[_Pair]:
    """What is told of the place itself moves too, where no other service is at the other's record of it."""
    for here, there in _met(kept, other):
        yield _Pair("service_at_location", here, there)
        shared = ServiceAtLocation.objects.filter(location=there.location_id, gone_at__isnull=True)
        alone = shared.exclude(service=other).exclude(service__merged_into=kept.public_id)
        if here.location_id != there.location_id and not alone.exists():
            yield _Pair("location", here.location, there.location)


def _has_hours(service: Service) -> bool:
    ties = ServiceAtLocation.objects.filter(service=service, gone_at__isnull=True)
    of_it = Q(service=service) | Q(service_at_location__in=ties) | Q(location__in=ties.values("location"))
    return Schedule.objects.filter(of_it, gone_at__isnull=True).exists()


def _phones_of_places(service: Service) -> list[Any]:
    ties = ServiceAtLocation.objects.filter(service=service, gone_at__isnull=True)
    of_it = Q(service_at_location__in=ties) | Q(location__in=ties.values("location"))
    return list(model_of("phone").objects.filter(of_it, gone_at__isnull=True))


def _move_days(kept: Service, other: Service) -> Moved:
    """Days that differ, everywhere or at a place where it is now."""
    columns = ("starts_on", "ends_on", "opens_at", "closes_at", "location")
    known = set(kept.special_days.values_list(*columns))
    places = {tie.location_id for tie in _ties(kept)}
    moved = []
    for row in other.special_days.all():
        told = (row.starts_on, row.ends_on, row.opens_at, row.closes_at, row.location_id)
        if told not in known and row.location_id in {None, *places}:
            SpecialDay.objects.filter(pk=row.pk).update(service=kept)
            moved.append(_line("special_day", row, _Pair("service", kept, other)))
    return moved


def _move_terms(kept: Service, other: Service, at: datetime) -> Moved:
    rows = Attribute.objects.filter(link_entity="service", gone_at__isnull=True).select_related("term")
    known = {_term(row) for row in rows.filter(link=kept.public_id)}
    moved = []
    for row in rows.filter(link=other.public_id):
        if _term(row) not in known:
            row.said.setdefault("link", ["service", other.hsds_id])
            row.link, row.changed_at = kept.public_id, at
            row.save(update_fields=["link", "said", "changed_at"])
            moved.append(_line("attribute", row, _Pair("service", kept, other)))
    terms.give_topics(kept.organization_id)
    return moved


def _term(row: Attribute) -> Hashable:
    term = row.term
    if term is None:
        return None, row.link_type, row.value, row.label
    return term.taxonomy_name, term.code or term.hsds_id, row.value, row.label


def _give_topics(kept: Service, other: Service) -> Moved:
    """Topics that a person chose for the other."""
    known = {*kept.topics.values_list("topic", flat=True), *kept.refused_topics.values_list("topic", flat=True)}
    chosen = other.topics.filter(origin=TopicOrigin.CHOSEN).exclude(topic__in=known)
    codes = sorted(chosen.values_list("topic", flat=True))
    ServiceTopic.objects.bulk_create(
        ServiceTopic(organization_id=kept.organization_id, service=kept, topic=code, is_public=kept.is_public)
        for code in codes
    )
    return [{"what": "topic", "code": code} for code in codes]
