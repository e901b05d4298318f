"""Our own topics as a taxonomy of HSDS, so that a program that knows nothing of us can ask for "food". They are in no table of taxonomies:
its ids, and those of its terms, are made of their codes, and are the same on every site."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from tuque.directory import vocabulary
from tuque.directory.hsds.topics import CHANGED_AT as CHANGED_AT
from tuque.directory.hsds.topics import TAXONOMY_ID as TAXONOMY_ID
from tuque.directory.hsds.topics import attribute_id, term_id
from tuque.directory.models import ServiceTopic

Json = dict[str, Any]
DETAIL: Json = {
    "id": TAXONOMY_ID,
    "name": "Tuque topics",
    "description": "What people ask for, in everyday words, in English and in French: topics and what is within them.",
}


def taxonomies(search: str = "") -> list[Json]:
    return [dict(DETAIL)] if search.casefold() in str(DETAIL["name"]).casefold() else []


def terms(*, search: str = "", taxonomy: str = "", parent: str = "", top_only: bool = False) -> list[Json]:
    if taxonomy and taxonomy != TAXONOMY_ID:
        return []
    within = code_of(parent) if parent else ""
    if parent and not within:
        return []
    wanted = vocabulary.folded(search)
    return [
        term(one)
        for one in vocabulary.topics().values()
        if (not within or one.within == within)
        and not (top_only and one.within)
        and (wanted in vocabulary.folded(one.en) or wanted in vocabulary.folded(one.fr) or wanted == one.code)
    ]


def term(topic: vocabulary.Topic) -> Json:
    return {
        "id": term_id(topic.code),
        "code": topic.code,
        "name": topic.en,
        "description": "",
        **({"parent_id": term_id(topic.within)} if topic.within else {}),
        "taxonomy": DETAIL["name"],
        "language": "en",
        "taxonomy_detail": dict(DETAIL),
        "field_texts": [{"field": "name", "language": "fr", "text": topic.fr, "state": "written"}],
    }


def code_of(wanted: str) -> str:
    """The topic with this id or code; "" when there is none."""
    codes = vocabulary.topics()
    return wanted if wanted in codes else next((code for code in codes if term_id(code) == wanted), "")


def whole(name: str, wanted: str) -> Json | None:
    """A taxonomy or a term by its id, or a term by its code."""
    if name == "taxonomy":
        return dict(DETAIL) if wanted == TAXONOMY_ID else None
    code = code_of(wanted) if name == "taxonomy_term" else ""
    return term(vocabulary.topics()[code]) if code else None


def of(services: Collection[int]) -> Mapping[int, list[str]]:
    """The public topics of services, by primary key."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = ServiceTopic.objects.filter(service__in=services, is_public=True).order_by("service", "topic")
    for service, topic in rows.values_list("service", "topic"):
        if topic in vocabulary.topics():
            found[service].append(topic)
    return found


def attributes(service: str, codes: Iterable[str]) -> list[Json]:
    """HSDS's own way to say that a service (its id) is under topics."""
    return [
        {
            "id": attribute_id(service, code),
            "link_id": service,
            "link_entity": "service",
            "taxonomy_term": {key: value for key, value in term(topic).items() if key != "field_texts"},
        }
        for code in codes
        if (topic := vocabulary.topics().get(code))
    ]
