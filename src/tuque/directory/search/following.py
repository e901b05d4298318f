"""The index kept in step: what changed is posted with the change itself, and read again from what is public then.

Whether a record is still public is asked when the index is written, never when the change is made: a place that becomes
confidential is gone from the index with the next message, and from every page at once, since pages read `published.py`.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tuque.core import outbox
from tuque.core.batches import batches
from tuque.core.clock import now
from tuque.directory import published
from tuque.directory.models import SearchRecord
from tuque.directory.search import building, places, reading

TOPIC, ALL_OF = "directory.search", "directory.search.all"
AT_ONCE = 200


def changed(services: Iterable[int]) -> None:
    """Have these services (primary keys) read again, once this transaction has committed."""
    for some in batches(dict.fromkeys(services), AT_ONCE):
        outbox.post(TOPIC, {"services": some}, at=now())


def all_changed(organization_id: int) -> None:
    """Have every service that an organization keeps read again: after an import, or when what is confidential changed."""
    outbox.post(ALL_OF, {"organization": organization_id}, at=now())


def read_again(payload: Mapping[str, object], message: UUID) -> None:
    services = payload["services"]
    if isinstance(services, list):
        index(services, today=timezone.localdate())


def read_all_again(payload: Mapping[str, object], message: UUID) -> None:
    """Every service of the organization that is public, and every one of the index that is public no more, in small messages."""
    owned = published.services().filter(organization_id=int(str(payload["organization"])))
    public = set(published.services().values_list("pk", flat=True))
    gone = set(SearchRecord.objects.values_list("service", flat=True)) - public
    with transaction.atomic():
        changed(sorted({*owned.values_list("pk", flat=True), *gone}))


def index(services: list[int], *, today: date) -> int:
    """Read these services and put them in the index, or take them out; how many it now has of them."""
    words = reading.words_of_topics()
    put = building.put(services, list(reading.entries(services, words, today=today)))
    rows = published.services().filter(pk__in=services)
    places.put(places.named_places(published.read(rows)), anew=False)
    return put


def rebuild(*, today: date, told: Callable[[int], None] = lambda count: None) -> dict[str, int]:
    """Make the index anew from everything that is public; what it then holds. Searches find less while it is made."""
    building.empty()
    words = reading.words_of_topics()
    building.put_vocabulary(words)
    named: dict[str, list[tuple[str, float, float]]] = {}
    for some in batches(reading.all_keys(), 500):
        building.put(some, list(reading.entries(some, words, today=today)))
        for name, points in places.named_places(published.read(published.services().filter(pk__in=some))).items():
            named.setdefault(name, []).extend(points)
        told(len(some))
    places.put(named, anew=True)
    return building.counts()


def stale() -> int:
    """How many services the index has too few or too many: for the doctor."""
    public = set(published.services().values_list("pk", flat=True))
    return len(public ^ set(SearchRecord.objects.values_list("service", flat=True)))
