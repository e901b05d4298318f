"""The index written: entries put in the place of what was there, and what is counted of them kept right."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from django.db import models, transaction

from tuque.core.batches import batches
from tuque.directory.models.searching import SearchKey, SearchPhrase, SearchRecord, SearchTerm, SearchWord
from tuque.directory.search.documents import Entry, Vocabulary, service_of
from tuque.directory.search.questions import TOPIC
from tuque.directory.search.spelling import SHORTEST, keys_of
from tuque.directory.search.words import terms_of, words_of

EVERY = ""  # the term that counts all records; the phrase that holds the words of all phrases
BATCH = 2000
LONGEST_FOR_SPELLING = 30


@transaction.atomic
def put(services: Iterable[int], entries: Iterable[Entry]) -> int:
    """Put `entries` in the place of what the index has of `services`; how many it has now of them.

    Doing it again changes nothing.
    """
    _one_at_a_time()
    terms: Counter[str] = Counter()
    words: Counter[str] = Counter()
    before = list(SearchRecord.objects.filter(service__in=list(services)))
    for row in before:
        terms.subtract([EVERY, *row.terms.split()])
        words.subtract(row.words.split())
    SearchRecord.objects.filter(key__in=[row.key for row in before]).delete()
    written = 0
    for some in batches(entries, BATCH):
        SearchRecord.objects.bulk_create([row_of(entry) for entry in some])
        written += len(some)
        for entry in some:
            terms.update([EVERY, *entry.terms])
            words.update(entry.words)
    _count(SearchTerm, "term", terms)
    _spell(words)
    return written


@transaction.atomic
def take_words_out(names: Mapping[int, Collection[str]]) -> None:
    """Take the words of these names out of what the index has of each service beside its own name, its owner and its topics, and the
    topics that were read from words: until it is read again it is found by less, and by none of them."""
    _one_at_a_time()
    terms: Counter[str] = Counter()
    words: Counter[str] = Counter()
    rows = list(SearchRecord.objects.filter(service__in=list(names)))
    for row in rows:
        terms.subtract(row.terms.split())
        words.subtract(row.words.split())
        _take_out(row, names[row.service])
        terms.update(row.terms.split())
        words.update(row.words.split())
    SearchRecord.objects.bulk_update(rows, ["text", "terms", "words"], batch_size=BATCH)
    _count(SearchTerm, "term", terms)
    _spell(words)


def _take_out(row: SearchRecord, names: Collection[str]) -> None:
    gone = {term for name in names for term in terms_of(name)}
    kept = [term for term in row.text.split() if term not in gone and not term.startswith(TOPIC)]
    elsewhere = {*row.name.split(), *row.owner.split(), *row.topics.split()}
    lost = {term for term in row.text.split() if term in gone or term.startswith(TOPIC)} - elsewhere
    said = {word for name in names for word in words_of(name) if not elsewhere & {*terms_of(word)}}
    row.text = " ".join(kept)
    row.terms = " ".join(term for term in row.terms.split() if term not in lost)
    row.words = " ".join(word for word in row.words.split() if word not in said)


def points_of(services: Iterable[int]) -> set[tuple[float, float]]:
    """Where the index has these services, lon, lat."""
    found: set[tuple[float, float]] = set()
    for some in batches(services, BATCH):
        rows = SearchRecord.objects.filter(service__in=some).values_list("points", flat=True)
        found |= {(lon, lat) for points in rows for lon, lat in points}
    return found


def _one_at_a_time() -> None:
    """Until this transaction ends, nobody else counts: two who add to the same number would lose one of the two."""
    SearchTerm.objects.get_or_create(term=EVERY, defaults={"records": 0})
    SearchTerm.objects.select_for_update().get(term=EVERY)


def row_of(entry: Entry) -> SearchRecord:
    record = entry.record
    return SearchRecord(
        key=record.key,
        service=service_of(record.key),
        name=record.name,
        owner=record.owner,
        topics=record.topics,
        text=record.text,
        terms=" ".join(sorted(entry.terms)),
        words=" ".join(sorted(entry.words)),
        points=[list(point) for point in record.points],
        quality=record.quality,
        written=" ".join(record.written)[:60],
        facts=dict(record.facts),
    )


def _count(model: type[models.Model], name: str, changes: Counter[str]) -> None:
    """Add `changes` to what is counted."""
    rows = model._default_manager
    for some in batches((item for item in changes.items() if item[1]), BATCH):
        wanted = {f"{name}__in": [one for one, _ in some]}
        known = dict(rows.filter(**wanted).values_list(name, "records"))
        counted = [model(**{name: one, "records": known.get(one, 0) + by}) for one, by in some]
        rows.bulk_create(counted, update_conflicts=True, unique_fields=[name], update_fields=["records"])


def _spell(changes: Counter[str]) -> None:
    """Count the words, and keep new ones under the keys that a wrong spelling of them has."""
    _count(SearchWord, "word", changes)
    new = [word for word, by in changes.items() if by > 0 and SHORTEST <= len(word) <= LONGEST_FOR_SPELLING]
    pairs = (SearchKey(key=key, word=word) for word in new for key in keys_of(word))
    for some in batches(pairs, BATCH):
        SearchKey.objects.bulk_create(some, ignore_conflicts=True)


@transaction.atomic
def put_vocabulary(vocabulary: Vocabulary) -> None:
    """Put these everyday phrases in the place of those the index has. Their words can be read from wrong spellings too."""
    _one_at_a_time()
    before = SearchPhrase.objects.filter(phrase=EVERY).first()
    SearchPhrase.objects.all().delete()
    rows = (SearchPhrase(phrase=phrase, topics=list(topics)) for phrase, topics in vocabulary.every_phrase.items())
    for some in batches(rows, BATCH):
        SearchPhrase.objects.bulk_create(some)
    SearchPhrase.objects.create(phrase=EVERY, topics=sorted(vocabulary.words))
    words = Counter(vocabulary.words)
    words.subtract(before.topics if before else [])
    _spell(words)


@transaction.atomic
def empty() -> None:
    """Forget everything: before the index is made anew."""
    for model in (SearchRecord, SearchTerm, SearchWord, SearchKey, SearchPhrase):
        model._default_manager.all().delete()


def counts() -> dict[str, int]:
    """What the index holds."""
    return {
        "records": SearchRecord.objects.count(),
        "terms": SearchTerm.objects.filter(records__gt=0).count(),
        "words": SearchWord.objects.filter(records__gt=0).count(),
        "phrases": SearchPhrase.objects.exclude(phrase=EVERY).count(),
    }
