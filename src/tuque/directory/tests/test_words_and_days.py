"""Everyday words and days that differ: written on a page, and read by the search and the public page."""

import pytest
from conftest import NOON

from tuque.core.clock import now
from tuque.directory import visibility
from tuque.directory.models import LayTerm, ServiceTopic, SpecialDay
from tuque.directory.search import following
from tuque.directory.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def meals(cast):
    row = factories.service(cast.downtown, "Noon table", assured_date=now().date())
    ServiceTopic.objects.create(organization=cast.downtown, service=row, topic="food")
    visibility.refresh(cast.downtown.pk)
    following.rebuild(today=NOON.date())
    return row


def test_words_of_this_town_lead_to_their_topic_until_they_are_taken_away(cast, sign_in, client, meals):
    page = sign_in(cast.dana)
    assert "Noon table" not in client.post("/find", {"words": "bannock run"}).text

    page.post("/directory/words", {"words": "  Bannock RUN ", "language": "en", "topic": "food"})
    following.rebuild(today=NOON.date())

    assert "Noon table" in client.post("/find", {"words": "bannock run"}).text
    row = LayTerm.objects.get()
    assert row.words == "bannock run"
    assert "bannock run" in page.get("/directory/words").text
    page.post(f"/directory/words/{row.public_id}/removal")
    assert not LayTerm.objects.exists()


@pytest.mark.parametrize(
    ("language", "words", "asked"),
    [
        ("fr", "NOURRITURE", "nourriture"),
        ("fr", "J’AI FAIM", "j'ai faim"),
        ("fr", "épicerie", "epiceries"),
        ("en", "Food", "food"),
    ],
)
def test_words_that_mean_no_topic_mean_none_however_they_are_written(
    cast, sign_in, client, meals, language, words, asked
):
    before = client.post("/find", {"words": asked}).text

    written = {"words": words, "language": language, "topic": "food", "is_unused": "on"}
    sign_in(cast.dana).post("/directory/words", written)
    following.rebuild(today=NOON.date())

    assert "Noon table" in before
    assert "Noon table" not in client.post("/find", {"words": asked}).text
    told = client.get("/find/pack").json()
    assert [language, words.lower()] in told["none"]


@pytest.mark.parametrize(("search", "found"), [("toothache", True), ("xyzzy", False)])
def test_those_that_come_along_can_be_looked_through(cast, sign_in, search, found):
    assert ("<td lang=" in sign_in(cast.dana).get("/directory/words", {"search": search}).text) is found


def test_days_that_differ_are_on_the_public_page_with_their_reason(cast, sign_in, client, meals):
    page, today = sign_in(cast.dana), now().date()
    told = {"starts_on": today.isoformat(), "reason_en": "flood", "reason_fr": "inondation"}

    page.post(f"/directory/services/{meals.public_id}/days", told)

    assert "closed (flood)" in client.get(f"/find/service/{meals.public_id}?lang=en").text
    assert "fermé (inondation)" in client.get(f"/find/service/{meals.public_id}?lang=fr").text
    page.post(f"/directory/days/{SpecialDay.objects.get().public_id}/removal")
    assert "flood" not in client.get(f"/find/service/{meals.public_id}?lang=en").text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"starts_on": "2026-05-02", "ends_on": "2026-05-01"}, "The last day is before the first."),
        ({"starts_on": "2026-05-02", "opens_at": "09:00"}, "Write both hours, or neither"),
        ({"starts_on": "someday"}, "Enter a valid date."),
    ],
)
def test_days_that_cannot_be_are_refused_in_words(cast, sign_in, meals, wrong, said):
    page = sign_in(cast.dana).post(f"/directory/services/{meals.public_id}/days", wrong)

    assert page.status_code == 422
    assert said in page.text
    assert not SpecialDay.objects.exists()
