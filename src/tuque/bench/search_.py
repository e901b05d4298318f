"""The directory's search: how fast over 60,000 and 1,000,000 services, and how good on questions judged on real records."""

import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import psycopg

from tuque.bench import ground, judged, plain_search, real_services
from tuque.bench.result import Figure, Result, Yardstick, percentile

if TYPE_CHECKING:
    from tuque.directory.search.documents import Entry

ROWS, QUICK_ROWS, MILLION = 60_000, 20_000, 1_000_000
ASKED = 150
CITIES = [(-79.38, 43.65), (-73.57, 45.50), (-97.14, 49.90), (-123.12, 49.28), (-75.70, 45.42), (-63.57, 44.65), (-71.21, 46.81), (-113.49, 53.54)]  # fmt: skip


def run(*, quick: bool) -> Result:
    """Each database of this machine in its turn; what is shown is PostgreSQL's where it is there, and SQLite's as yardsticks."""
    told = {kind: _run_on(kind, quick=quick) for kind in _databases()}
    ours = told.get("postgresql") or told["sqlite"]
    other = "SQLite" if "postgresql" in told else ""
    figures = [Figure("p95_ms_20k" if quick else "p95_ms_60k", ours["p95_ms"], "ms", 60)]
    if "p95_ms_1m" in ours:
        figures.append(Figure("p95_ms_1m", ours["p95_ms_1m"], "ms", 300))
    yardsticks: list[Yardstick] = []
    if "quality" in ours:
        quality = ours["quality"]
        figures += [
            Figure("typo_recall", quality["typo_recall"], "share", 0.98, at_most=False),
            Figure("right_words_changed_pct", quality["right_words_changed_pct"], "%", 0),
            Figure("zero_result_pct", quality["zero_pct"], "%", 1.5),
            Figure("near_miss_pct", quality["near_miss_pct"], "%"),
            Figure("ndcg10", quality["ndcg10"], "0 to 1"),
            Figure("ndcg10_en", quality["ndcg10_en"], "0 to 1"),
            Figure("ndcg10_fr", quality["ndcg10_fr"], "0 to 1"),
        ]
        if other:
            lists, others = quality["lists"], told["sqlite"]["quality"]["lists"]
            different = sum(one != two for one, two in zip(lists, others, strict=True))
            figures.append(Figure("different_answers", different, "questions", 0))
            yardsticks.append(Yardstick("sqlite_ndcg10", told["sqlite"]["quality"]["ndcg10"], "0 to 1"))
        for kind, one in told.items():
            for name, values in one["quality"]["plain"].items():
                yardsticks += [
                    Yardstick(f"{kind}_{name}_{what}", value, unit) for what, (value, unit) in values.items()
                ]
    if other:
        yardsticks += [
            Yardstick(f"sqlite_{name}", value, "ms") for name, value in told["sqlite"].items() if name.startswith("p95")
        ]
    notes = [
        f"{QUICK_ROWS if quick else ROWS:,} services mixed of real words on {', '.join(told)}; {ASKED} questions each, half with a place.",
    ]
    if "quality" not in ours:
        notes.append("The real records are not on this machine: relevance was not measured.")
    return Result("search", figures, yardsticks, notes)


def _databases() -> list[str]:
    return ["sqlite", "postgresql"] if ground.postgres_address() else ["sqlite"]


def _run_on(kind: str, *, quick: bool) -> dict[str, Any]:
    with (
        ground.scratch_database(postgres=kind == "postgresql") as database,
        ground.environment_of(database) as environment,
    ):
        ground.run_module("tuque", "database", "migrate", environment=environment)
        told: dict[str, Any] = json.loads(
            ground.run_module("tuque.bench.search_", "quick" if quick else "whole", environment=environment)
        )
    return told


def measure(*, quick: bool) -> dict[str, Any]:
    """In a process of its own, on an empty database."""
    told: dict[str, Any] = {}
    if real_services.is_there():
        told["quality"] = quality()
    fill(QUICK_ROWS if quick else ROWS)
    told |= {"p95_ms": _p95(), "p50_ms": _p95(0.5)}
    if not quick:
        fill(MILLION)
        told |= {"p95_ms_1m": _p95(), "p50_ms_1m": _p95(0.5)}
    return told


def quality() -> dict[str, Any]:
    """Relevance, questions without a find and mistakes put right, on the real records; and the plain engine's beside them."""
    from tuque.directory.search import building, reading
    from tuque.directory.search.databases import Site
    from tuque.directory.search.documents import entry_of, service_of
    from tuque.directory.search.finding import Wish, search

    words = reading.words_of_topics()
    records = list(real_services.documents())
    names = {document.service: name for name, document in records}
    building.empty()
    building.put_vocabulary(words)
    building.put([], (entry_of(document, words) for _, document in records))

    missed = 0
    lists: list[list[str]] = []

    def ours(question: str, language: str) -> list[str]:
        """What the page shows first: finds, or where there are none the near misses, which it calls so."""
        nonlocal missed
        answer = search(Wish(question, language=language), Site())
        missed += bool(not answer.found and answer.near_misses)
        lists.append([names[service_of(one.record.key)] for one in (answer.found or answer.near_misses)[:10]])
        return lists[-1]

    questions = judged.read(records)
    told = judged.figures(questions, ours)
    told["lists"] = list(lists)
    told["near_miss_pct"] = 100 * missed / len(questions)
    told["typo_recall"] = judged.typo_recall(records, Site())
    told["right_words_changed_pct"] = 100 * judged.right_words_changed(Site())
    with plain_search.index(records) as engines:
        told["plain"] = {name: judged.as_yardsticks(questions, engine) for name, engine in engines.items()}
    return told


def fill(rows: int) -> None:
    """An index of `rows` services, each mixed of sentences of real ones where they are there, of invented ones where not."""
    from tuque.core.batches import batches
    from tuque.directory.models import SearchKey, SearchRecord, SearchTerm, SearchWord
    from tuque.directory.search import building, reading
    from tuque.directory.search.spelling import keys_of

    building.empty()
    building.put_vocabulary(reading.words_of_topics())
    terms: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for some in batches(mixed(rows), 2000):
        SearchRecord.objects.bulk_create([building.row_of(entry) for entry in some])
        for entry in some:
            terms.update(("", *entry.terms))
            words.update(entry.words)
    known = set(SearchWord.objects.values_list("word", flat=True))
    SearchTerm.objects.all().delete()  # the vocabulary left the one that is under every record
    SearchTerm.objects.bulk_create([SearchTerm(term=term, records=by) for term, by in terms.items()], batch_size=2000)
    SearchWord.objects.bulk_create(
        [SearchWord(word=word, records=by) for word, by in words.items() if word not in known], batch_size=2000
    )
    pairs = [
        SearchKey(key=key, word=word) for word in words if word not in known and len(word) >= 4 for key in keys_of(word)
    ]
    SearchKey.objects.bulk_create(pairs, batch_size=2000, ignore_conflicts=True)
    _rest()


def _rest() -> None:
    """What a database does by itself within minutes of so many new rows; so soon after them, their writing would be measured."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO directory_searchfts(directory_searchfts) VALUES ('optimize')")
            cursor.execute("ANALYZE")
        return
    with psycopg.connect(ground.as_administrator(os.environ["TUQUE_DATABASE_URL"]), autocommit=True) as administrator:
        administrator.execute("VACUUM (ANALYZE)")
        administrator.execute("CHECKPOINT")


def mixed(rows: int) -> Iterator["Entry"]:
    """Services with the name of one, the sentences of others and a place around one of eight cities."""
    from tuque.directory.search import reading
    from tuque.directory.search.documents import Document, Entry, entry_of, key_of
    from tuque.directory.search.questions import LANGUAGE

    chance = random.Random(1)  # noqa: S311  the same mixture each time
    vocabulary = reading.words_of_topics()
    seeds = [entry_of(replace(document, points=()), vocabulary) for _, document in real_services.documents()] if real_services.is_there() else [entry_of(Document(1, ["Invented service of meals"], texts=["Food for anyone who is hungry, every day."]), vocabulary)]  # fmt: skip
    for number in range(1, rows + 1):
        name, text = chance.choice(seeds), chance.choice(seeds)
        lon, lat = chance.choice(CITIES)
        point = (lon + chance.gauss(0, 0.12), lat + chance.gauss(0, 0.08))
        quality_ = chance.random()
        placed = entry_of(
            Document(number, [], points=[point], languages=[chance.choice(["ENGLISH", "FRENCH", "CANTONESE"])]),
            vocabulary,
        )
        record = replace(name.record, key=key_of(number, quality_), text=text.record.text, points=(point,), quality=quality_,
                         facts={"id": "", "service": number})  # fmt: skip
        own = {term for term in name.terms if not term.startswith(("__c_", LANGUAGE))}
        also = {term for term in text.terms if not term.startswith(("_", "__"))}
        yield Entry(record, frozenset({*own, *also, *placed.terms}), name.words | text.words)


def _p95(share: float = 0.95) -> float:
    """Milliseconds of a whole search, the reading of the question and the weighing included."""
    from tuque.directory.search.databases import Site
    from tuque.directory.search.finding import Wish, search

    asked = [question.words for question in judged.asked()][:ASKED] or ["food", "i am hungry", "j'ai faim"] * (
        ASKED // 3
    )
    waits = []
    for number, words in enumerate(asked):
        wish = Wish(words, near=CITIES[number % len(CITIES)] if number % 2 else None)
        started = time.perf_counter()
        search(wish, Site())
        waits.append((time.perf_counter() - started) * 1000)
    return percentile(waits, share)


if __name__ == "__main__":
    import django

    from tuque.core import wall

    django.setup()
    with wall.system(wall.Purpose.UPKEEP):
        sys.stdout.write(json.dumps(measure(quick="quick" in sys.argv)))
