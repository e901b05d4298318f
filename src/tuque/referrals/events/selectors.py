"""What is read of events: the public page as plain values, and the needs of an event as they arrive."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from tuque.accounts.api import Organization, Worker
from tuque.core import wall
from tuque.core.problems import NotFound
from tuque.core.suppression import masked, shown
from tuque.directory import api as directory
from tuque.referrals.events.models import Event, EventPlace, PlaceKind
from tuque.referrals.models import Need
from tuque.referrals.selectors import topic_name

MOST_LISTED = 200


def list_events(viewer: Worker) -> "QuerySet[Event]":
    """The organization's, those that are open first."""
    return Event.objects.filter(organization=viewer.organization).order_by("closed_at", "-opened_at")


def open_events(organization: Organization) -> "QuerySet[Event]":
    return Event.objects.filter(organization=organization, closed_at=None).order_by("-opened_at")


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


def own_services(viewer: Worker) -> Sequence[tuple[UUID, str]]:
    """Records that may be closed meanwhile, by name."""
    rows = directory.published.services().filter(organization=viewer.organization).order_by("name", "pk")
    return list(rows.values_list("public_id", "name")[:MOST_LISTED])


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
    """All that anyone may know of an event: its row and its places, and how much was heard of what; few are kept back."""

    event: Event
    shelters: Sequence[EventPlace]
    services: Sequence[EventPlace]
    closures: Sequence[EventPlace]
    heard: int | None
    needs: Sequence[Counted]

    @property
    def places(self) -> Sequence[EventPlace]:
        return [*self.shelters, *self.services, *self.closures]


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
    with wall.within(event.organization_id):
        counts: Counter[str] = Counter()
        still: Counter[str] = Counter()
        for topic, state in Need.objects.filter(inquiry__event=event).values_list("topic", "state"):
            main = directory.vocabulary.topics()[topic].within or topic
            counts[main] += 1
            still[main] += state in ("open", "unmet")
    ordered = sorted(counts, key=lambda code: (-counts[code], code))
    all_heard, all_open = masked([counts[one] for one in ordered]), masked([still[one] for one in ordered])
    needs = [
        Counted(code, topic_name(code, reader), heard, few if heard is not None else None)
        for code, heard, few in zip(ordered, all_heard, all_open, strict=True)
    ]
    by_kind = {kind: [place for place in rows if place.kind == kind] for kind in PlaceKind}
    return Public(
        event,
        by_kind[PlaceKind.SHELTER],
        by_kind[PlaceKind.SERVICE],
        by_kind[PlaceKind.CLOSURE],
        shown(sum(counts.values())),
        needs,
    )
