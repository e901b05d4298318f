"""What our own package has beside HSDS, written: topics, what terms mean, whether it opens on public holidays (days that differ: imports/days.py).

It comes with a record the first time that its source names it. After that it is people's here: a feed neither changes nor takes
away what they decided, and does not bring back what they took off.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from tuque.directory.imports.bundle import Bundle
from tuque.directory.imports.overlay import CHOSEN, HOLIDAYS, MEANINGS, REFUSED, TOPICS
from tuque.directory.models import RefusedTopic, Service, ServiceTopic, Source, TopicMatch
from tuque.directory.models.classes import TopicOrigin
from tuque.directory.taxonomies import terms

BATCH = 1000


def write(
    source: Source,
    bundle: Bundle,
    *,
    pks: Mapping[str, Mapping[str, int]],
    added: Mapping[str, Iterable[str]],
    at: datetime,
) -> None:
    """`pks`: the key of every row of the source, by object and id; `added`: the ids of those that are new."""
    services = {row_id: pks["service"][row_id] for row_id in added.get("service", ())}
    owner = source.organization_id
    for state in ("open", "closed"):
        named = [row["service_id"] for row in _of(bundle, HOLIDAYS, services) if row["on_holidays"] == state]
        for start in range(0, len(named), BATCH):
            Service.objects.filter(source=source, hsds_id__in=named[start : start + BATCH]).update(on_holidays=state)
    ServiceTopic.objects.bulk_create(
        (
            ServiceTopic(
                organization_id=owner,
                service_id=services[row["service_id"]],
                topic=row["topic"],
                origin=TopicOrigin.CHOSEN,
            )
            for row in _of(bundle, TOPICS, services)
            if row["decided"] == CHOSEN
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    RefusedTopic.objects.bulk_create(
        (_refused(owner, row, services, at) for row in _of(bundle, TOPICS, services) if row["decided"] == REFUSED),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    _write_meanings(owner, bundle, {row_id: pks["taxonomy_term"][row_id] for row_id in added.get("taxonomy_term", ())})


def _of(bundle: Bundle, table: str, services: Mapping[str, int]) -> Iterator[dict[str, str]]:
    return (row for row in bundle.beside.get(table, ()) if row["service_id"] in services)


def _refused(owner: int, row: Mapping[str, str], services: Mapping[str, int], at: datetime) -> RefusedTopic:
    return RefusedTopic(
        organization_id=owner, service_id=services[row["service_id"]], topic=row["topic"], refused_at=at
    )


def _write_meanings(owner: int, bundle: Bundle, new: Mapping[str, int]) -> None:
    """What the new terms mean, where nobody here decided that yet of a term with the same code."""
    told = {new[row["term_id"]]: row["topic"] for row in bundle.beside.get(MEANINGS, ()) if row["term_id"] in new}
    if not told:
        return
    known = terms.every(owner)
    decided = terms.decided(owner, known)
    keys = {pk: one.key for one in known.values() for pk in one.every}
    TopicMatch.objects.bulk_create(
        (
            TopicMatch(organization_id=owner, term_id=pk, topic=topic)
            for pk, topic in told.items()
            if keys.get(pk) not in decided
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
