"""The index kept in step: what changed is posted with the change itself, and read again from what is public then.

Whether a record is still public is asked when the index is written, never when the change is made: a place that becomes
confidential is gone from the index with the next message, and from every page at once, since pages read `published.py`. What
would tell a secret meanwhile is taken out with the change itself (`hidden`, `terms_hidden`).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tuque.core import outbox, wall
from tuque.core.batches import batches
from tuque.core.clock import now
from tuque.directory import published
from tuque.directory.models import Attribute, SearchPhrase, SearchRecord, Service
from tuque.directory.search import building, places, reading
from tuque.directory.walls import opened

TOPIC, ALL_OF, EVERY = "directory.search", "directory.search.all", "directory.search.every"
PLACES = "directory.search.places"
AT_ONCE = 200


def changed(services: Iterable[int], *, organization_id: int) -> None:
    """Have these services (primary keys) read again, once this transaction has committed: the work of who keeps them."""
    for some in batches(dict.fromkeys(services), AT_ONCE):
        outbox.post(TOPIC, {"services": some}, at=now(), organization_id=organization_id)


def all_changed(organization_id: int) -> None:
    """Have every service that an organization keeps read again: after an import, or when what is confidential changed."""
    outbox.post(ALL_OF, {}, at=now(), organization_id=organization_id)


def words_changed(organization_id: int) -> None:
    """Have every service of the site sorted again by everyday words, in the background: whoever wrote them, all are found by them."""
    outbox.post(EVERY, {"after": 0}, at=now(), organization_id=organization_id)


def hidden(services: Iterable[int], *, places_hidden: Iterable[int] = (), organization_id: int) -> None:
    """These services, or places of theirs, are public no more: the index says so with the transaction that hides them, since a search
    near a place would tell where it is until the next message, and so would a town or a postal code whose middle it was."""
    some, gone = sorted(services), set(places_hidden)
    if not some and not gone:
        return
    with opened():
        where = building.points_of(some) | places.points_of(gone)
        if len(some) <= AT_ONCE:
            building.put(some, list(reading.entries(some, reading.words_of_topics(), today=timezone.localdate())))
        else:  # the message that follows each change puts back what is public
            for part in batches(some, AT_ONCE):
                building.put(part, [])
        places.forget(where)
    _have_places_read(organization_id)


def terms_hidden(terms: Iterable[int]) -> None:
    """These terms of taxonomies are public no more: nothing is found by their words from this transaction on. The message that follows
    reads again what else says the same words."""
    names: dict[UUID, set[str]] = defaultdict(set)
    for some in batches(terms, AT_ONCE):
        rows = Attribute.objects.filter(term__in=some, link_entity="service", link__isnull=False)
        for link, name in rows.values_list("link", "term__name"):
            if link and name:
                names[link].add(name)
    for links in batches(names, AT_ONCE):
        keys = Service.objects.filter(public_id__in=links).values_list("pk", "public_id")
        building.take_words_out({pk: names[link] for pk, link in keys})


def _have_places_read(organization_id: int) -> None:
    """Once for all that is changed meanwhile: a message that waits reads what will then be public."""
    waits = outbox.waiting(at=now()).filter(topic=PLACES, organization_id=organization_id)
    if not waits.exists():
        outbox.post(PLACES, {}, at=now(), organization_id=organization_id)


def read_places_again(payload: Mapping[str, object], message: UUID) -> None:
    with opened():
        places.put(places.names_of(published.addresses()), anew=True)


def read_every_again(payload: Mapping[str, object], message: UUID) -> None:
    """Some hundreds of services, and a message for those that follow."""
    after = payload.get("after")
    with opened():
        rows = published.services().filter(pk__gt=after if isinstance(after, int) else 0).order_by("pk")
        some = list(rows.values_list("pk", flat=True)[:AT_ONCE])
        if not after:
            building.put_vocabulary(reading.words_of_topics())
        with transaction.atomic():
            index(some, today=timezone.localdate())
            if len(some) == AT_ONCE:
                outbox.post(EVERY, {"after": some[-1]}, at=now(), organization_id=for_whom())


def read_again(payload: Mapping[str, object], message: UUID) -> None:
    services = payload["services"]
    if isinstance(services, list):
        with opened():
            index(services, today=timezone.localdate())


def read_all_again(payload: Mapping[str, object], message: UUID) -> None:
    """Every service of the organization that is public, and every one of the index that is public no more, in small messages.

    Everyday words are read again too: some may be new with the release.
    """
    with opened():
        _read_all_again(for_whom())


def _read_all_again(organization_id: int) -> None:
    owned = published.services().filter(organization_id=organization_id)
    public = set(published.services().values_list("pk", flat=True))
    gone = set(SearchRecord.objects.values_list("service", flat=True)) - public
    building.put_vocabulary(reading.words_of_topics())
    with transaction.atomic():
        changed(sorted({*owned.values_list("pk", flat=True), *gone}), organization_id=organization_id)


def for_whom() -> int:
    """The organization that this work is done for. Raises NoContext."""
    here = wall.current()
    if here is None or here.organization is None:
        raise wall.NoContext("The index follows what an organization changed: work within it.")
    return here.organization


def index(services: list[int], *, today: date) -> int:
    """Read these services and put them in the index, or take them out; how many it now has of them."""
    words = reading.words_of_topics()
    entries = list(reading.entries(services, words, today=today))
    before = building.points_of(services)
    put = building.put(services, entries)
    rows = published.services().filter(pk__in=services)
    places.put(places.named_places(published.read(rows)), anew=False)
    if not before <= {tuple(point) for entry in entries for point in entry.record.points}:
        with transaction.atomic():  # a place is gone or moved: no name may go on telling where it was
            _have_places_read(for_whom())
    return put


def rebuild(*, today: date, told: Callable[[int], None] = lambda count: None) -> dict[str, int]:
    """Make the index anew from everything that is public; what it then holds. Searches find less while it is made."""
    building.empty()
    words = reading.words_of_topics()
    building.put_vocabulary(words)
    for some in batches(reading.all_keys(), 500):
        building.put(some, list(reading.entries(some, words, today=today)))
        told(len(some))
    places.put(places.names_of(published.addresses()), anew=True)
    return building.counts()


def is_of_these_words() -> bool:
    """Whether the index knows the everyday words that this release and this site have: records are sorted by them when it is made."""
    words = reading.words_of_topics().every_phrase
    held = dict(SearchPhrase.objects.exclude(phrase=building.EVERY).values_list("phrase", "topics"))
    return held == words or not SearchRecord.objects.exists()


def stale() -> int:
    """How many services the index has too few or too many: for the doctor."""
    public = set(published.services().values_list("pk", flat=True))
    return len(public ^ set(SearchRecord.objects.values_list("service", flat=True)))
