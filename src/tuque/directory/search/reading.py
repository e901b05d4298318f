"""Public services read for the index. Only through `published.py`: what is confidential never comes near the search."""

from collections.abc import Iterator, Sequence
from datetime import date

from tuque.core.folding import fold
from tuque.directory import published, vocabulary
from tuque.directory.models import LayTerm
from tuque.directory.public_values import PublicPlace, PublicService
from tuque.directory.search.documents import Document, Entry, Vocabulary, entry_of
from tuque.directory.search.places import area_of
from tuque.directory.search.questions import LANGUAGE
from tuque.directory.search.words import telling_terms

TEXTS = ("description", "eligibility_description", "application_process", "interpretation_services")
BARRIER_FREE = ("FULLACCESSIBLE", "PARTIALLYACCESSIBLE")
STALE_DAYS = 730


def words_of_topics() -> Vocabulary:
    """Everyday words, those of the file and those that people of this site wrote, and the names of topics."""
    only = {(_key(one.language, one.words), one.topic) for one in vocabulary.lay_words() if one.is_only_asked}
    return _with_topics(
        [(words, topic, (_key(language, words), topic) in only) for language, words, topic in lay_words()],
        unless=no_topic(),
    )


def vocabulary_that_comes_along() -> Vocabulary:
    """The same without what people of a site wrote."""
    return _with_topics([(one.words, one.topic, one.is_only_asked) for one in vocabulary.lay_words() if one.weight > 0])


def lay_words() -> list[tuple[str, str, str]]:
    """Language, words and topic of everyday words: what people of this site wrote takes the place of what came along under the same
    words, whatever their accents, apostrophes and plurals; words that they said mean no topic mean none."""
    own = [(row.language, row.words, row.topic, row.weight) for row in LayTerm.objects.exclude(topic="").order_by("pk")]
    replaced = {_key(language, words) for language, words, _, _ in own}
    shipped = [
        (one.language, one.words, one.topic, one.weight)
        for one in vocabulary.lay_words()
        if _key(one.language, one.words) not in replaced
    ]
    told = [(language, words, topic) for language, words, topic, weight in (*shipped, *own) if weight > 0]
    return list(dict.fromkeys(told))


def _key(language: str, words: str) -> tuple[str, str]:
    return language, " ".join(telling_terms(words))


def no_topic() -> frozenset[tuple[str, str]]:
    """Language and terms of the words that people of this site said mean no topic: not even where a topic is called so."""
    return frozenset(_key(language, words) for language, words in said_to_be_none())


def said_to_be_none() -> list[tuple[str, str]]:
    """The same as they were written."""
    rows = LayTerm.objects.filter(weight=0).exclude(topic="").order_by("pk")
    return list(rows.values_list("language", "words"))


def _with_topics(
    said: Sequence[tuple[str, str, bool]], *, unless: frozenset[tuple[str, str]] = frozenset()
) -> Vocabulary:
    """From words, their topic, and whether they mean it in a question alone."""
    topics = vocabulary.topics()
    named = [(language, topic.name(language), topic.code) for topic in topics.values() for language in ("en", "fr")]
    names = [(name, code) for language, name, code in named if _key(language, name) not in unless]
    always = [(words, topic) for words, topic, is_only_asked in said if not is_only_asked]
    return Vocabulary.of(
        [*always, *names],
        {topic.code: topic.within for topic in topics.values() if topic.within},
        only_asked=[*((words, topic) for words, topic, is_only_asked in said if is_only_asked), *_languages()],
    )


def _languages() -> Iterator[tuple[str, str]]:
    """What people call a language, with it and its dialects: whoever asks for Chinese may be served in Cantonese."""
    for words, code in vocabulary.said_languages():
        for one in sorted(vocabulary.dialects_of(code), key=lambda one: (one != code, one)):
            yield words, LANGUAGE + one


def entries(services: "list[int]", words: Vocabulary, *, today: date) -> Iterator[Entry]:
    """The entries of those of these services that are public."""
    rows = published.services().filter(pk__in=services).order_by("pk")
    keys = dict(rows.values_list("public_id", "pk"))
    for service in published.read(rows):
        if service.id in keys:
            yield entry_of(document_of(service, keys[service.id], today=today), words)


def document_of(service: PublicService, key: int, *, today: date) -> Document:
    texts = [told.text for name in TEXTS for told in service.texts.every(name)]
    texts += [name for _, name in service.terms]
    texts += [f"{place.city} {place.postal_code}" for place in service.places]
    texts += [told.text for place in service.places for told in place.texts.every("name")]
    texts += [told.text for area in service.areas for told in area.every("name") or area.every("description")]
    owners = [told.text for told in service.agency.every("name")] if service.agency else []
    return Document(
        service=key,
        names=[told.text for name in ("name", "alternate_name") for told in service.texts.every(name)],
        owners=owners,
        texts=texts,
        topics=sorted(service.topics & vocabulary.topics().keys()),
        languages=sorted({one.spoken for one in service.languages if one.spoken}),
        accesses=["wheelchair"]
        if any(kind in BARRIER_FREE for place in service.places for kind in place.accessibility)
        else [],
        is_free=service.fee_type == "FREE",
        points=[place.point for place in service.places if place.point is not None],
        towns=[name for place in service.places if place.point is None for name in towns_of(place)],
        quality=quality_of(service, today=today),
        written=sorted({told.language[:2] for told in service.texts.every("name")}),
        facts={
            "id": str(service.id),
            **facts_of(service),
        },
    )


def towns_of(place: PublicPlace) -> list[str]:
    """The first part of its postal code and its town, as `places.py` names them."""
    return [name for name in (area_of(place.postal_code).lower(), fold(place.city)[:80]) if name]


def facts_of(service: PublicService) -> dict[str, object]:
    """What `fitting.py` reads of a service."""
    return {
        "rules": [[rule.kind, rule.least, rule.most, list(rule.values)] for rule in service.rules],
        "ages": [service.minimum_age, service.maximum_age],
    }


def quality_of(service: PublicService, *, today: date) -> float:
    """From 0 to 1: half for how lately it was verified, the rest for what a person needs to act: telephone, place, hours, words."""
    age = (today - service.verified_on).days if service.verified_on else STALE_DAYS
    lately = max(0.0, 1 - max(0, age) / STALE_DAYS)
    told = service.texts.every("description")
    has = (
        bool(service.phones or any(place.phones for place in service.places)),
        bool(service.places),
        bool(service.hours.rules or service.schedule_words)
        or any(place.hours.rules or place.schedule_words for place in service.places),
        any(len(one.text) >= 50 for one in told),
    )
    return round(0.5 * lately + 0.125 * sum(has), 4)


def all_keys() -> list[int]:
    return list(published.services().order_by("pk").values_list("pk", flat=True))
