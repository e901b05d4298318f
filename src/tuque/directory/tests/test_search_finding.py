"""The search over a small directory, in memory; `test_search_databases.py` holds the databases to the same answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuque.directory.search import finding, gaps
from tuque.directory.search.cells import cells_of, rings_around
from tuque.directory.search.documents import Document, Vocabulary, entry_of, key_of, service_of
from tuque.directory.search.finding import Wish, search, search_all
from tuque.directory.search.formulas import All, Any, as_fts5, as_tsquery, floor_of
from tuque.directory.search.memory import Memory
from tuque.directory.search.questions import Because
from tuque.directory.search.ranking import distance_km, nearness, rarity
from tuque.directory.tests.search_cases import DOWNTOWN, FAR, NORTH, TOWNS, VOCABULARY, entries

pytestmark = pytest.mark.once

MEMORY = Memory(entries(), VOCABULARY, TOWNS)


def found(words="", **wish):
    return [service_of(one.record.key) for one in search(Wish(words, **wish), MEMORY).found]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("food bank", 1),
        ("I am hungry", 1),
        ("J’ai faim", 1),
        ("banques alimentaires", 1),
        ("repas chaud", 2),
        ("oeuvre", 2),
        ("soupe st-leonard", 2),
        ("l’évicted", 3),
        ("J'ai mal aux dents", 4),
        ("conseillère", 4),
        ("employée", 4),
        ("harvest dance", 6),
    ],
)
def test_people_find_what_they_mean(words, first):
    assert found(words)[0] == first


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("fod bank", "food"), ("hungyr", "hungry"), ("alimentaier", "alimentaire"), ("tenents", "tenants")],
)
def test_a_word_written_wrong_is_read_as_one_of_the_index_and_said_so(wrong, right):
    answer = search(Wish(wrong), MEMORY)

    assert right in answer.question.read_as.values()
    assert answer.found


MISLEADING = Memory(
    [
        entry_of(Document(1, ["Suicide line"], texts=["In danger now, call."]), VOCABULARY),
        entry_of(Document(2, ["Warming bus"], texts=["A bus with heat."]), VOCABULARY),
        entry_of(Document(3, ["Harvest pantry"], texts=["Hampers."]), VOCABULARY),
    ],
    Vocabulary.of([("rien à manger", "food"), ("nothing to eat", "food"), ("hungry", "food")], {}),
)


@pytest.mark.parametrize("words", ["manger", "à manger", "eat", "I want to eat"])
def test_a_right_word_that_no_record_has_is_never_read_as_another(words):
    answer = search(Wish(words), MISLEADING)

    assert not answer.found
    assert not answer.near_misses
    assert answer.question.read_as == {}
    assert answer.question.unknown


def test_the_other_words_are_answered_beside_a_right_one_that_no_record_has():
    answer = search(Wish("hampers manger"), MISLEADING)

    assert [service_of(one.record.key) for one in answer.found] == [3]
    assert answer.question.unknown == ("manger",)


def test_a_word_that_is_like_one_of_the_index_is_put_right_unless_it_is_asked_as_it_stands():
    assert search(Wish("pantri"), MISLEADING).question.read_as == {"pantri": "pantry"}
    assert search(Wish("pantri", exact=True), MISLEADING).question.unknown == ("pantri",)


def test_why_a_record_was_found_is_told():
    (first, *_) = search(Wish("j'ai faim"), MEMORY).found

    assert (first.whys[0].asked, first.whys[0].because, first.whys[0].shown) == ("faim", Because.TOPIC, "food")


def test_a_word_in_passing_comes_after_a_word_of_the_name():
    assert found("food").index(1) < found("food").index(3)


def test_one_of_two_words_is_a_near_miss_and_never_a_find():
    answer = search(Wish("dancing dentist"), MEMORY)

    assert answer.is_gap
    assert {service_of(one.record.key) for one in answer.near_misses} == {4, 6}


def test_a_word_nobody_has_is_named_and_the_others_are_answered():
    answer = search(Wish("food xyzzyx"), MEMORY)

    assert answer.question.unknown == ("xyzzyx",)
    assert answer.found


@pytest.mark.parametrize("words", ["hungry since monday xyzzyx", "xyzzyx j’ai faim depuis hier"])
def test_an_unknown_word_takes_no_topic_away_and_small_words_are_not_named(words):
    answer = search(Wish(words), MEMORY)

    assert answer.found[0].whys[0].because is Because.TOPIC
    assert "xyzzyx" in answer.question.missing
    assert not {"since", "depuis", "hier"} & {*answer.question.missing}


@pytest.mark.parametrize("words", ["since", "depuis", "since when", "depuis quand"])
def test_small_words_alone_find_nothing_and_are_not_named(words):
    answer = search(Wish(words), MEMORY)

    assert (answer.found, answer.question.missing) == ([], ())


def test_a_strange_word_within_an_everyday_phrase_leaves_it_whole():
    assert found("mal xyzzyx aux dents")[0] == found("mal aux dents")[0] == 4


def test_nothing_known_finds_nothing_and_says_so():
    answer = search(Wish("xyzzyx"), MEMORY)

    assert (answer.found, answer.near_misses, answer.question.unknown) == ([], [], ("xyzzyx",))


VIOLENCE = Vocabulary.of(
    [("raped", "sexual-violence"), ("sexual assault", "sexual-violence")],
    {"sexual-violence": "violence", "partner-violence": "violence"},
    only_asked=[("he beats me", "partner-violence")],
)


@pytest.mark.parametrize("words", ["raped", "I was raped", "sexual assault help tonight"])
def test_where_nothing_is_under_a_sub_topic_what_is_under_the_topic_above_is_nearest(words):
    documents = [Document(1, ["Shelter for women"], topics=["partner-violence"]), Document(2, ["Sexual health clinic"])]
    memory = Memory([entry_of(one, VIOLENCE) for one in documents], VIOLENCE)

    answer = search(Wish(words), memory)

    assert answer.is_gap
    assert service_of(answer.near_misses[0].record.key) == 1
    assert answer.near_misses[0].whys[0].shown == "violence"
    assert gaps.topic_of(answer) == "sexual-violence"


def test_words_may_mean_a_topic_in_a_question_and_none_in_a_record():
    documents = [Document(1, ["Beat making studio"]), Document(2, ["Shelter for women"], topics=["partner-violence"])]
    memory = Memory([entry_of(one, VIOLENCE) for one in documents], VIOLENCE)

    assert 2 in [service_of(one.record.key) for one in search(Wish("he beats me"), memory).found]
    assert [service_of(one.record.key) for one in search(Wish(topics=["violence"]), memory).found] == [2]


SPOKEN = Vocabulary.of(
    [], {}, only_asked=[("cantonese", "__l_CANTONESE"), ("chinese", "__l_CHINESE"), ("chinese", "__l_CANTONESE")]
)


@pytest.mark.parametrize(
    ("words", "first"), [("cantonese", 1), ("chinese counsellor", 1), ("cantonese counsellor", 1), ("counsellor", 2)]
)
def test_a_language_in_the_box_finds_who_speaks_it(words, first):
    documents = [
        Document(1, ["Family centre"], texts=["Counsellors for parents."], languages=["CANTONESE"]),
        Document(2, ["Counsellor of the clinic"], languages=["MANDARIN"]),
    ]
    memory = Memory([entry_of(one, SPOKEN) for one in documents], SPOKEN)

    found = search(Wish(words), memory).found

    assert service_of(found[0].record.key) == first
    assert (len(found) == 1) is ("ese" in words)
    if "ese" in words:
        assert found[0].whys[0].because is Because.LANGUAGE
        assert found[0].whys[0].shown == "CANTONESE"


def test_what_is_known_by_its_town_alone_is_where_its_town_is():
    documents = [
        Document(1, ["Noon pantry"], texts=["Naples"], towns=["34109", "naples"]),
        Document(2, ["Evening kitchen and pantry"], points=[(-97.10, 49.90)]),
        Document(3, ["Corner pantry"], towns=["north town"]),
        Document(4, ["Nobody knows pantry"], towns=["elsewhere"]),
        Document(5, ["Pantry line"]),
    ]
    towns = {"naples": FAR, "34109": FAR, "north town": NORTH}
    memory = Memory([entry_of(one, VOCABULARY) for one in documents], VOCABULARY, towns)

    def order(near):
        return [service_of(one.record.key) for one in search(Wish("pantry", near=near), memory).found]

    assert order(DOWNTOWN)[:2] == [2, 5]
    assert order(DOWNTOWN).index(3) < order(DOWNTOWN).index(1)
    assert order(NORTH)[:2] == [3, 5]
    assert order(FAR)[0] == 1
    assert order(FAR).index(2) < order(FAR).index(4) or order(FAR)[-1] == 2
    assert all(one.distance_km is None for one in search(Wish("pantry", near=FAR), memory).found if one.record.towns)


def test_what_is_near_comes_first_and_a_telephone_is_near_everyone():
    assert found("harvest", near=DOWNTOWN)[0] in {1, 6}
    assert found("hungry", near=NORTH)[0] == 2
    assert 5 in found(near=FAR)


def test_language_fee_and_access_are_asked_together_with_the_words():
    assert found("food", languages=["CANTONESE"]) == [3]
    assert found(free=True) == [1]
    assert found(accesses=["wheelchair"]) == [4]


def test_a_language_that_nobody_speaks_is_let_go_and_told():
    answer = search(Wish("food bank", languages=["MANDARIN"]), MEMORY)

    assert answer.is_gap
    assert answer.dropped == ["language"]
    assert service_of(answer.near_misses[0].record.key) == 1


def test_who_a_service_is_not_for_is_dropped_and_unknown_is_kept():
    not_for_them = {3: False}
    answer = search(Wish("food", fits=lambda record: not_for_them.get(service_of(record.key))), MEMORY)

    assert 3 not in [service_of(one.record.key) for one in answer.found]
    assert answer.found


def test_where_all_that_answers_is_for_others_it_is_shown_beside_the_question_and_told():
    answer = search(Wish("food bank", fits=lambda record: False), MEMORY)

    assert answer.is_gap
    assert answer.dropped == ["who"]
    assert service_of(answer.near_misses[0].record.key) == 1


def test_those_for_them_are_found_behind_many_that_are_not(monkeypatch):
    monkeypatch.setattr(finding, "LOOKED_AT", 10)
    many = [Document(number, [f"Meals {number}"]) for number in range(1, 41)]
    engine = Memory([entry_of(one, VOCABULARY) for one in many], VOCABULARY)

    answer = search(Wish("meals", fits=lambda record: service_of(record.key) == 37), engine)

    assert [service_of(one.record.key) for one in answer.found] == [37]
    assert not answer.is_cut


def test_it_is_told_that_there_may_be_more(monkeypatch):
    monkeypatch.setattr(finding, "LOOKED_AT", 70)
    many = [Document(number, [f"Meals {number}"]) for number in range(1, 81)]
    engine = Memory([entry_of(one, VOCABULARY) for one in many], VOCABULARY)

    answer = search(Wish("meals"), engine)

    assert (len(answer.found), answer.is_cut) == (70, True)
    assert not search(Wish("food bank"), MEMORY).is_cut


def test_a_topic_that_was_chosen_stands_beside_words_that_nobody_has():
    answer = search(Wish("xyzzyx", topics=["food"]), MEMORY)

    assert answer.is_gap
    assert {service_of(one.record.key) for one in answer.near_misses} == {1, 2}


def test_a_topic_alone_lists_what_is_under_it():
    assert set(found(topics=["food"])) == {1, 2}


@given(st.text(max_size=60))
def test_any_question_has_an_answer(words):
    answer = search(Wish(words), MEMORY)

    assert all(0 <= one.share <= 1 for one in answer.found)


@given(st.floats(-179, 179), st.floats(-85, 85))
def test_the_first_ring_holds_the_cell_of_its_middle(lon, lat):
    assert set(cells_of([(lon, lat)])) & set(next(rings_around(lon, lat)))


@given(st.integers(1, 2**39), st.floats(0, 1))
def test_a_key_tells_its_service_and_well_kept_records_come_first(service, quality):
    assert service_of(key_of(service, quality)) == service
    assert key_of(service, 1.0) <= key_of(service, quality) <= key_of(service, 0.0) < 2**63


def test_the_floor_rises_with_the_question():
    assert [floor_of(count) for count in range(1, 7)] == [1, 2, 2, 3, 3, 4]


def test_rarity_falls_as_more_have_the_word():
    assert rarity(1, 1000) > rarity(50, 1000) > rarity(900, 1000) > 0


def test_distance_is_along_the_surface():
    assert distance_km((-97.14, 49.895), (-79.38, 43.65)) == pytest.approx(1517, rel=0.01)
    assert nearness(0, has_place=True) == 1
    assert nearness(100, has_place=True) < nearness(None, has_place=False)


def test_formulas_are_written_for_both_databases():
    formula = All((Any(("food", "_l'eau")), "__free"))

    assert as_fts5(formula) == """(("food" OR "_l'eau") AND "__free")"""
    assert as_tsquery(formula) == """(('food' | '_l''eau') & '__free')"""


def many(count, *, point=DOWNTOWN, first=100, words="A food bank"):
    """Services of one kind, each a little farther away than the one before."""
    lon, lat = point
    return [
        Document(first + number, ["Food bank"], texts=[words], topics=["food"], points=[(lon + number / 500, lat)])
        for number in range(count)
    ]


def test_a_whole_reading_has_all_that_answers_wherever_it_is():
    far, near = many(500, point=FAR), many(90, first=900)
    memory = Memory([entry_of(one, VOCABULARY) for one in (*far, *near)], VOCABULARY)
    wish = Wish("food bank", near=DOWNTOWN)

    answer, counted = search_all(wish, memory, most=1000)

    assert len(search(wish, memory).found) < 500  # a page looks no farther than it needs
    assert {service_of(one.record.key) for one in answer.found} == {one.service for one in (*far, *near)}
    assert counted == 590


def test_a_whole_reading_that_is_cut_has_the_nearest_and_says_how_many_there_are():
    far, near = many(500, point=FAR), many(90, first=900)
    memory = Memory([entry_of(one, VOCABULARY) for one in (*far, *near)], VOCABULARY)

    answer, counted = search_all(Wish("food bank", near=DOWNTOWN), memory, most=120)

    assert counted == 590
    assert len(answer.found) == 120
    assert {one.service for one in near} <= {service_of(one.record.key) for one in answer.found}


@given(
    words=st.sampled_from(["food", "J’ai faim", "dancing dentist", "xyzzyx food", "xyzzyx", ""]),
    near=st.sampled_from([None, DOWNTOWN, FAR, NORTH]),
    languages=st.sampled_from([(), ("FRENCH",), ("MANDARIN",)]),
    free=st.booleans(),
)
def test_a_whole_reading_has_what_a_page_has(words, near, languages, free):
    wish = Wish(words, near=near, languages=languages, free=free)

    page, (whole, counted) = search(wish, MEMORY), search_all(wish, MEMORY, most=1000)

    assert {one.record.key for one in page.found} <= {one.record.key for one in whole.found}
    assert [one.record.key for one in page.near_misses] == [one.record.key for one in whole.near_misses]
    assert counted == len(whole.found or whole.near_misses)
