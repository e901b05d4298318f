"""The terms that an organization has, whichever source brings them, and the topics that services get by them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from tuque.directory.models import Attribute, RefusedTopic, Service, ServiceTopic, TaxonomyTerm, TopicMatch
from tuque.directory.models.classes import TopicOrigin
from tuque.directory.taxonomies import crossing
from tuque.directory.taxonomies.crossing import Key
from tuque.directory.taxonomies.reading import FORMAT

BATCH = 1000


@dataclass(frozen=True)
class Term:
    """`pk` of the row that stands for it: that of an attached list before that of a feed."""

    key: Key
    pk: int
    name: str
    above: Key | None
    every: Sequence[int]


def every(organization_id: int, *, taxonomy: str | None = None) -> dict[Key, Term]:
    """The terms that are not gone, by taxonomy and code, as their lists have them in order."""
    rows = TaxonomyTerm.objects.filter(organization_id=organization_id, gone_at__isnull=True).order_by("pk")
    if taxonomy is not None:
        rows = rows.filter(Q(taxonomy__hsds_id=taxonomy) | Q(taxonomy__isnull=True, taxonomy_name=taxonomy))
    read = list(
        rows.values_list(
            "pk", "code", "hsds_id", "name", "parent_id", "taxonomy__hsds_id", "taxonomy_name", "source__format"
        )
    )
    keys = {pk: (within or called, code or hsds_id) for pk, code, hsds_id, _n, _p, within, called, _f in read}
    found: dict[Key, Term] = {}
    lists: set[Key] = set()
    for pk, _code, _id, name, parent, _within, _called, form in read:
        key = keys[pk]
        known = found.get(key)
        pks = [*(known.every if known else ()), pk]
        above = keys.get(parent) if parent else None
        if known is None or (form == FORMAT and key not in lists):
            found[key] = Term(key, pk, name, above, pks)
        else:
            found[key] = Term(key, known.pk, known.name, known.above or above, pks)
        if form == FORMAT:
            lists.add(key)
    return found


def decided(organization_id: int, terms: Mapping[Key, Term]) -> dict[Key, str]:
    """What a person decided of each: a topic, or that it means none."""
    of_row = {pk: one.key for one in terms.values() for pk in one.every}
    rows = TopicMatch.objects.filter(organization_id=organization_id).order_by("pk").values_list("term_id", "topic")
    return {of_row[term]: topic for term, topic in rows if term in of_row}


def carried(organization_id: int) -> Counter[int]:
    """How many services carry each term (primary key)."""
    rows = Attribute.objects.filter(
        organization_id=organization_id, link_entity="service", gone_at__isnull=True, term__isnull=False
    )
    return Counter(pk for pk in rows.values_list("term_id", flat=True) if pk is not None)


def give_topics(organization_id: int) -> set[int]:
    """Give services the topics that their terms mean, and take back those that they mean no longer; the services that changed.

    A topic that a person chose stays as it is, and one that a person took off stays off.
    """
    held = ServiceTopic.objects.filter(organization_id=organization_id, origin=TopicOrigin.MATCHED)
    before = {(service, topic): pk for pk, service, topic in held.values_list("pk", "service_id", "topic")}
    refused = RefusedTopic.objects.filter(organization_id=organization_id).values_list("service_id", "topic")
    wanted = _wanted(organization_id) - set(refused)
    lost, new = before.keys() - wanted, wanted - before.keys()
    if lost:
        ServiceTopic.objects.filter(pk__in=[before[one] for one in lost]).delete()
    public = set(
        Service.objects.filter(pk__in={service for service, _topic in new}, is_public=True).values_list("pk", flat=True)
    )
    ServiceTopic.objects.bulk_create(
        (
            ServiceTopic(
                organization_id=organization_id,
                service_id=service,
                topic=topic,
                origin=TopicOrigin.MATCHED,
                is_public=service in public,
            )
            for service, topic in sorted(new)
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    return {service for service, _topic in (*lost, *new)}


def _wanted(organization_id: int) -> set[tuple[int, str]]:
    if not TopicMatch.objects.filter(organization_id=organization_id).exclude(topic="").exists():
        return set()
    terms = every(organization_id)
    of_row = {pk: one.key for one in terms.values() for pk in one.every}
    topics = crossing.resolve(
        terms, parents={key: one.above for key, one in terms.items()}, decided=decided(organization_id, terms)
    )
    rows = Attribute.objects.filter(
        organization_id=organization_id, link_entity="service", gone_at__isnull=True, term__isnull=False
    ).values_list("link", "term_id")
    carries = [(link, of_row[term]) for link, term in rows if term in of_row and of_row[term] in topics]
    services = dict(
        Service.objects.filter(
            organization_id=organization_id, public_id__in={link for link, _ in carries}
        ).values_list("public_id", "pk")
    )
    return {(services[link], topics[key]) for link, key in carries if link in services}
