"""The index in the site's database gives the answers of the index in memory: on SQLite and, in its own run, on PostgreSQL."""

import pytest

from tuque.directory.models import SearchKey, SearchRecord, SearchTerm, SearchWord
from tuque.directory.search import building, places
from tuque.directory.search.databases import Site
from tuque.directory.search.finding import Wish, search, search_all
from tuque.directory.search.memory import Memory
from tuque.directory.tests.search_cases import DOCUMENTS, DOWNTOWN, FAR, NORTH, TOWNS, VOCABULARY, entries

WISHES = [
    Wish(words, near=near, languages=languages, free=free)
    for words in (
        "food",
        "J’ai faim",
        "hungyr",
        "dancing dentist",
        "l'oeuvre St-Léonard",
        "xyzzyx food",
        "testname",
        "",
        "'; drop --",
    )
    for near in (None, DOWNTOWN, FAR, NORTH)
    for languages in ((), ("FRENCH",), ("MANDARIN",))
    for free in (False, True)
]


@pytest.fixture
def index(db):
    building.put_vocabulary(VOCABULARY)
    building.put([one.service for one in DOCUMENTS], entries())
    places.put({name: [(name, *point)] for name, point in TOWNS.items()}, anew=True)


def told(answer):
    return (
        [(one.record.key, round(one.score, 9), one.whys) for one in answer.found],
        [(one.record.key, round(one.score, 9)) for one in answer.near_misses],
        answer.question,
        list(answer.dropped),
    )


def test_the_database_answers_as_the_memory_does(index):
    memory = Memory(entries(), VOCABULARY, TOWNS)

    for wish in WISHES:
        assert told(search(wish, Site())) == told(search(wish, memory)), wish


def test_a_whole_reading_of_the_database_is_the_memorys(index):
    memory = Memory(entries(), VOCABULARY, TOWNS)

    for wish in WISHES:
        for most in (2, 1000):
            (answer, counted), (other, number) = (search_all(wish, one, most=most) for one in (Site(), memory))
            assert (told(answer), counted) == (told(other), number), wish


def counted():
    return (
        sorted(SearchTerm.objects.filter(records__gt=0).values_list("term", "records")),
        sorted(SearchWord.objects.filter(records__gt=0).values_list("word", "records")),
        sorted(SearchRecord.objects.values_list("key", "terms")),
    )


def test_putting_the_same_again_changes_nothing(index):
    before = counted()

    building.put([one.service for one in DOCUMENTS], entries())
    building.put_vocabulary(VOCABULARY)

    assert counted() == before
    assert Site().size() == len(DOCUMENTS)


def test_what_is_gone_is_found_no_more_and_counted_no_more(index):
    building.put([1], [])

    assert Site().size() == len(DOCUMENTS) - 1
    assert not search(Wish("moisson"), Site()).found
    assert "moisson" not in Site().how_many(["moisson"])


def test_an_emptied_index_answers_nothing(index):
    building.empty()

    assert building.counts() == {"records": 0, "terms": 0, "words": 0, "phrases": 0}
    assert not SearchKey.objects.exists()
    assert not search(Wish("food"), Site()).found
