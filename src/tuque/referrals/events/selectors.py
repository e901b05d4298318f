"""What is read of events: the public page as plain values, and the needs of an event as they arrive."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from tuque.accounts.api import Worker
from tuque.core import wall
from tuque.core.problems import NotFound
from tuque.core.suppression import masked, shown
from tuque.directory import api as directory
from tuque.referrals.codes import NeedState
from tuque.referrals.events.models import Event, EventPlace, PlaceKind
from tuque.referrals.models import Need
from tuque.referrals.selectors import topic_name

MOST_TOLD = 5
STILL = (NeedState.OPEN, NeedState.UNMET)


def list_events(viewer: Worker) -> "QuerySet[Event]":
    """The organization's, those that are open first."""
    return Event.objects.filter(organization=viewer.organization).order_by(
        F("closed_at").asc(nulls_first=True), "-opened_at"
    )


@dataclass(frozen=True)
class OpenEvents:
    """Those of every organization of the site, the newest first, with their public words alone."""

    rows: Sequence[Event]
    as_of: datetime


def open_events(*, at: datetime) -> OpenEvents:
    """For anyone, whoever they are."""
    with directory.opened():
        rows = Event.objects.filter(closed_at=None).order_by("-opened_at", "-pk")
        return OpenEvents(list(rows[:MOST_TOLD]), at)


def get_event(public_id: UUID, *, viewer: Worker) -> Event:
    row = Event.objects.filter(organization=viewer.organization, public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def get_place(event: Event, public_id: UUID) -> EventPlace:
    row = EventPlace.objects.select_related("event").filter(event=event, public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True)
class Record:
    """A record of the directory that may be closed meanwhile: everywhere, or at some of its places, each with its name."""

    id: str
    name: str
    offered_by: str
    places: Sequence[tuple[str, str]]


def records(viewer: Worker, *, words: str, chosen: UUID | None, reader: str, at: datetime) -> list[Record]:
    """What the words find among the organization's own, after the one that is chosen."""
    found = directory.closable(words, by=viewer, at=at) if words.strip() else []
    if chosen and chosen not in {one.id for one in found}:
        with directory.opened():
            kept = directory.published.find(chosen)
        found = [kept, *found] if kept else found
    return [_record(one, reader) for one in found]


def is_own(ticked: Sequence[str], *, viewer: Worker) -> bool:
    """Whether `record` and `record:place` are the organization's own, and public."""
    service = UUID(ticked[0].partition(":")[0])
    rows = directory.published.services().filter(organization=viewer.organization, public_id=service)
    found = next(iter(directory.published.read(rows)), None)
    places = {one.partition(":")[2] for one in ticked} - {""}
    return found is not None and places <= {str(place.id) for place in found.places}


def _record(one: directory.PublicService, reader: str) -> Record:
    def told(texts: directory.Texts | None) -> str:
        found = texts.get("name", reader) if texts else None
        return found.text if found else ""

    places = [(str(place.id), ", ".join(filter(None, (told(place.texts), *place.address)))) for place in one.places]
    return Record(str(one.id), told(one.texts), told(one.agency), places)


def arriving(event: Event) -> "QuerySet[Need]":
    """Needs of the event, the newest first, without their words."""
    rows = Need.objects.filter(organization=event.organization, inquiry__event=event)
    return rows.defer("words").select_related("inquiry").order_by("-heard_at", "-pk")


@dataclass(frozen=True)
class Counted:
    topic: str
    name: str
    heard: int | None
    open: int | None


@dataclass(frozen=True)
class Public:
    """All that anyone may know of an event: its row and its places, and how much was heard of what; few are kept back. `later`
    are the places that begin later, of every kind: none of them is among the others."""

    event: Event
    shelters: Sequence[EventPlace]
    services: Sequence[EventPlace]
    closures: Sequence[EventPlace]
    later: Sequence[EventPlace]
    heard: int | None
    needs: Sequence[Counted]
    records: Set[UUID]
    """Of the records that are closed, those that have a page in the directory."""

    @property
    def places(self) -> Sequence[EventPlace]:
        return [*self.shelters, *self.services, *self.closures, *self.later]


def read_public(slug: str, *, reader: str, at: datetime) -> Public:
    """To be called where what is public may be read (`directory.for_anyone`). Raises NotFound."""
    event = Event.objects.filter(slug=slug).first()
    if event is None:
        raise NotFound
    rows = [
        place
        for place in event.places.filter(withdrawn_at=None).order_by("name_en", "pk")
        if place.ends_at is None or place.ends_at > at
    ]
    counts = _counts(event)
    by_kind = {kind: [one for one in rows if one.kind == kind and one.starts_at <= at] for kind in PlaceKind}
    later = [one for one in rows if one.starts_at > at]
    return Public(
        event,
        by_kind[PlaceKind.SHELTER],
        by_kind[PlaceKind.SERVICE],
        by_kind[PlaceKind.CLOSURE],
        sorted(later, key=lambda one: one.starts_at),
        shown(sum(heard for heard, _still in counts.values())),
        _counted(counts, reader),
        records_of(rows),
    )


def records_of(places: Iterable[EventPlace]) -> set[UUID]:
    """The records of the directory that these places are, as far as they have a public page."""
    with directory.opened():
        return directory.published.with_a_page(one.service for one in places if one.service)


def _counts(event: Event) -> dict[str, tuple[int, int]]:
    """By main topic: how many needs were heard, and how many of them are open or unmet."""
    topics = directory.vocabulary.topics()
    counts: dict[str, tuple[int, int]] = {}
    with wall.within(event.organization_id):
        rows = Need.objects.filter(inquiry__event=event).order_by().values_list("topic")
        told = rows.annotate(heard=Count("pk"), still=Count("pk", filter=Q(state__in=STILL)))
        for topic, heard, still in told:
            known = topics.get(topic)
            main = (known.within if known else "") or topic
            before = counts.get(main, (0, 0))
            counts[main] = (before[0] + heard, before[1] + still)
    return counts


def _counted(counts: Mapping[str, tuple[int, int]], reader: str) -> list[Counted]:
    ordered = sorted(counts, key=lambda code: (-counts[code][0], code))
    all_heard, all_open = masked([counts[one][0] for one in ordered]), masked([counts[one][1] for one in ordered])
    return [
        Counted(code, topic_name(code, reader), heard, few if heard is not None else None)
        for code, heard, few in zip(ordered, all_heard, all_open, strict=True)
    ]
