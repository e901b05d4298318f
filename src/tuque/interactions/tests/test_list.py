from datetime import timedelta
from uuid import UUID

import pytest
from conftest import NOON
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tuque.core import kept_words
from tuque.interactions import filters, searches, searching, selectors
from tuque.interactions.filters import Filters
from tuque.interactions.models import Interaction
from tuque.interactions.tests import factories

TODAY = NOON.date()


def listed(viewer, after=None, **wanted):
    return list(selectors.list_interactions(Filters(**wanted), viewer=viewer, at=NOON, after=after).rows)


@pytest.mark.django_db
def test_each_role_reads_its_own_reach_and_no_further(cast):
    noors = factories.interaction(cast.noor)
    vans = factories.interaction(cast.dana, team=cast.van)
    carls = factories.interaction(cast.carl)

    assert listed(cast.noor) == listed(cast.bea) == [noors]
    assert listed(cast.carl) == [carls]
    for viewer in (cast.dana, cast.luc, cast.workers["analyst"]):
        assert set(listed(viewer)) == {noors, vans, carls}
    assert listed(cast.amina) == listed(cast.odile) == []


@pytest.mark.django_db
def test_pages_follow_each_other_without_a_gap_or_a_double(cast, monkeypatch):
    monkeypatch.setattr(selectors, "PAGE_SIZE", 3)
    for number in range(8):
        factories.interaction(cast.noor, occurred_at=NOON - timedelta(minutes=number // 2))

    seen, after = [], None
    while True:
        page = selectors.list_interactions(Filters(), viewer=cast.noor, at=NOON, after=after)
        seen += page.rows
        if not page.after:
            break
        after = page.after

    expected = list(Interaction.objects.order_by("-occurred_at", "-id"))
    assert seen == expected


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["ete", "ÉTÉ", "l’été", "cœur ete"])
def test_a_search_ignores_accents_and_capitals(cast, words):
    row = factories.interaction(cast.noor, note="L’été, au Cœur du parc")
    factories.interaction(cast.noor, note="Something else")

    assert listed(cast.noor, words=words, worker="me") == [row]


@pytest.mark.django_db
def test_filters_narrow_the_list(cast):
    row = factories.interaction(cast.noor, outcome="to_911", origin="called", base_type="medical")
    factories.interaction(cast.noor)

    for wanted in ({"outcome": "to_911"}, {"origin": "called"}, {"type": "medical"}):
        assert listed(cast.noor, **wanted) == [row]
    assert listed(cast.noor, starts_on=TODAY + timedelta(days=1)) == []
    assert len(listed(cast.noor, starts_on=TODAY, ends_on=TODAY)) == 2
    assert listed(cast.noor, status="void") == []


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 30])
def test_a_page_of_the_list_asks_the_same_whatever_its_length(cast, rows, django_assert_max_num_queries):
    for _ in range(rows):
        factories.interaction(cast.noor, team=cast.foot_patrol)
    viewer = type(cast.noor).objects.get(pk=cast.noor.pk)

    with django_assert_max_num_queries(7):  # three of them write the look
        for row in selectors.list_interactions(Filters(), viewer=viewer, at=NOON).rows:
            assert row.team and row.recorded_by and row.place is None  # noqa: PT018


@given(st.dictionaries(st.sampled_from(filters.NAMES), st.text(max_size=30)))
def test_any_address_is_read_without_an_error_and_written_back_the_same(query):
    wanted = filters.read(query)

    from django.http import QueryDict

    assert filters.read(QueryDict(wanted.as_query()).dict()) == wanted


@pytest.mark.django_db
def test_a_search_says_how_far_back_it_looked_and_goes_on_from_there(cast, monkeypatch):
    monkeypatch.setattr(searching, "AT_ONCE", 3)
    monkeypatch.setattr(searching, "STEP", 2)
    for number in range(6):
        note = "Blue tent" if number == 5 else "Nothing of the kind"
        factories.interaction(cast.noor, occurred_at=NOON - timedelta(minutes=number), note=note)

    first = selectors.list_interactions(Filters(words="tent"), viewer=cast.noor, at=NOON)
    second = selectors.list_interactions(Filters(words="tent"), viewer=cast.noor, at=NOON, after=UUID(first.after))

    assert (first.rows, first.searched_to) == ([], NOON - timedelta(minutes=2))
    assert [row.note for row in second.rows] == ["Blue tent"]
    assert (second.after, second.searched_to) == ("", None)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_of_a_search_that_went_part_of_the_way_says_so(cast, sign_in, monkeypatch, language):
    monkeypatch.setattr(searching, "AT_ONCE", 1)
    factories.interaction(cast.noor)
    factories.interaction(cast.noor)
    type(cast.noor).objects.filter(pk=cast.noor.pk).update(language=language)

    page = sign_in(cast.noor).post("/records", {"words": "tent"}, follow=True).content.decode()

    said = {
        "en": ("Searched back to", "Search older records"),
        "fr": ("Recherche faite jusqu’au", "Chercher plus loin"),
    }
    assert all(words in page for words in said[language])


@pytest.mark.django_db
def test_a_search_finds_the_category_in_both_languages_and_the_place(cast):
    row = factories.interaction(cast.noor, type_code="papers")

    assert listed(cast.noor, words="papers") == [row]


@pytest.mark.django_db
def test_the_database_holds_no_word_of_a_record(cast):
    row = factories.interaction(cast.noor, note="Sleeps behind the Samplewalk mill")
    with connection.cursor() as cursor:
        cursor.execute("SELECT note, answers, place_text, source_row FROM interactions_interaction")
        kept = b"".join(bytes(value or b"") for value in cursor.fetchone())

    assert b"Samplewalk" not in kept
    assert b"samplewalk" not in kept.lower()
    row.refresh_from_db()
    assert row.note == "Sleeps behind the Samplewalk mill"


@pytest.mark.django_db
def test_what_is_looked_for_is_in_no_address_and_can_be_come_back_to(cast, sign_in):
    for number in range(2):
        factories.interaction(
            cast.noor, note="Blue tent, behind the mill", occurred_at=NOON - timedelta(minutes=number)
        )
    factories.interaction(cast.noor, note="Nothing of the kind")
    browser = sign_in(cast.noor)

    led = browser.post("/records", {"words": "TENT mill", "type": "check_in", "status": "all"})
    page = browser.get(led["Location"])

    assert "tent" not in led["Location"].lower()
    assert led["Location"].startswith("/records?type=check_in&status=all&search=")
    assert page.content.decode().count('class="record ') == 2
    assert 'value="TENT mill"' in page.content.decode()
    assert browser.get(led["Location"]).content.decode().count('class="record ') == 2  # as often as one comes back


@pytest.mark.django_db
def test_a_search_of_another_session_is_unknown(cast, sign_in):
    led = sign_in(cast.noor).post("/records", {"words": "tent"})

    other = sign_in(cast.noor).get(led["Location"], follow=True)

    assert other.redirect_chain == [("/records", 302)]
    assert "Write it again" in other.content.decode()
    assert 'value="tent"' not in other.content.decode()


@pytest.mark.django_db
def test_a_search_is_forgotten_after_an_hour_and_only_a_few_are_kept(cast):
    session = {}
    kept = [searches.keep(Filters(words=f"tent {n}"), viewer=cast.noor, session=session, at=NOON) for n in range(7)]
    found = [searches.find(one.search, viewer=cast.noor, session=session, at=NOON) for one in kept]

    assert found == ["", "", *(f"tent {n}" for n in range(2, 7))]
    assert searches.find(kept[-1].search, viewer=cast.noor, session=session, at=NOON + kept_words.KEPT_FOR) == ""
    assert "tent" not in str(session)
