"""The judged questions over the real records: the site's database answers as the memory does, and as well as it did. Each database
in its own run."""

import pytest

from tuque.bench import judged, real_services
from tuque.directory.search import building
from tuque.directory.search.databases import Site
from tuque.directory.search.documents import entry_of, service_of
from tuque.directory.search.finding import Wish, search
from tuque.directory.search.memory import Memory
from tuque.directory.search.reading import vocabulary_that_comes_along

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not real_services.is_there(), reason="The real records are not on this machine."),
]
PLACES = ((-80.19, 25.77), (-79.38, 43.65), (2.35, 48.86), (-87.63, 41.88))  # Miami, Toronto, Paris, Chicago
LEAST_NDCG, MOST_NOTHING_PCT, LEAST_TYPOS = 0.76, 1.0, 0.98


def first_ten(wish, engine):
    answer = search(wish, engine)
    return [one.record.key for one in (answer.found or answer.near_misses)[:10]]


def test_the_database_answers_every_judged_question_as_the_memory_does_and_well():
    words = vocabulary_that_comes_along()
    records = list(real_services.documents())
    names = {document.service: name for name, document in records}
    entries = [entry_of(document, words) for _, document in records]
    building.put_vocabulary(words)
    building.put([], entries)
    memory, site, questions = Memory(entries, words), Site(), judged.read(records)

    different = [
        (question.words, near)
        for number, question in enumerate(questions)
        for near in [PLACES[number % len(PLACES)] if number % 2 else None]
        for wish in [Wish(question.words, near=near, language=question.language)]
        if first_ten(wish, site) != first_ten(wish, memory)
    ]
    told = judged.figures(
        questions,
        lambda asked, language: [names[service_of(key)] for key in first_ten(Wish(asked, language=language), memory)],
    )

    assert different == []
    assert told["ndcg10"] >= LEAST_NDCG
    assert told["zero_pct"] <= MOST_NOTHING_PCT
    assert judged.typo_recall(records, memory) >= LEAST_TYPOS
    assert judged.right_words_changed(memory) == 0
