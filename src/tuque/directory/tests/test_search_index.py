"""The index of the site: made of what is public alone, following changes, and what a confidential place never lets out."""

import pytest
from conftest import NOON
from django.db import transaction

from tuque.core import outbox
from tuque.directory import visibility
from tuque.directory.finder import pack
from tuque.directory.models import Address, LayTerm, Location, SearchGap, SearchPlace, SearchRecord
from tuque.directory.search import asking, following, reading
from tuque.directory.search.asking import Ask
from tuque.directory.services import records
from tuque.directory.tests import factories

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def names(words="", **asked):
    return [str(one.service.texts.get("name", "en").text) for one in asking.ask(Ask(words, **asked), at=NOON).results]


@pytest.fixture
def meals(cast):
    row = factories.service(cast.downtown, "Community meals", description="Hot meals for anyone who is hungry.")
    factories.place(row)
    visibility.refresh(cast.downtown.pk)
    following.rebuild(today=TODAY)
    return row


def test_a_public_service_is_found_in_everyday_words_of_both_languages(meals):
    assert names("I am hungry") == names("J’ai faim") == ["Community meals"]


def test_a_change_is_followed_by_the_message_posted_with_it(cast, meals):
    with transaction.atomic():
        type(meals).objects.filter(pk=meals.pk).update(name="Pancake breakfast")
        following.changed([meals.pk], organization_id=meals.organization_id)

    outbox.deliver_due(clock=lambda: NOON.replace(year=2030))

    assert names("pancake") == ["Pancake breakfast"]


def test_what_is_public_no_more_is_found_no_more_at_once_and_leaves_the_index(cast, meals):
    type(meals).objects.filter(pk=meals.pk).update(is_confidential=True)
    visibility.refresh(cast.downtown.pk)

    assert names("meals") == []  # the pages read what is public now, whatever the index says

    with transaction.atomic():
        following.all_changed(cast.downtown.pk)
    for _ in range(2):
        outbox.deliver_due(clock=lambda: NOON.replace(year=2030))
    assert not SearchRecord.objects.exists()


def test_a_confidential_place_leaves_no_trace_in_the_index(cast):
    row = factories.service(cast.downtown, "Safe house", description="Shelter from violence.")
    factories.place(row, "77 Secret Crescent", is_confidential=True)
    visibility.refresh(cast.downtown.pk)
    following.rebuild(today=TODAY)

    record = SearchRecord.objects.get()
    everything = f"{record.text} {record.terms} {record.words} {record.points} {record.facts}"
    assert record.points == []
    assert "__c_any" in record.terms.split()  # like what is only on the telephone: near everyone, near nowhere
    assert "secret" not in everything
    assert "crescent" not in everything
    assert not SearchPlace.objects.exists()


def test_a_place_that_is_hidden_is_the_place_of_no_name_any_more(cast, meals):
    location = meals.at_locations.get().location
    assert SearchPlace.objects.exists()

    records.change(
        entity="location", record=location, values={"is_confidential": True}, texts={}, by=cast.carl, at=NOON
    )
    outbox.deliver_due(clock=lambda: NOON.replace(year=2030))

    assert not SearchPlace.objects.exists()
    assert SearchRecord.objects.get().points == []


def of_a_feed(cast, location):
    """The same place, as a feed hides it: in bulk."""
    Location.objects.filter(pk=location.pk).update(is_confidential=True)
    visibility.refresh(cast.downtown.pk)


def by_its_address(cast, location):
    address = location.addresses.get()
    records.change(entity="address", record=address, values={"is_confidential": True}, texts={}, by=cast.carl, at=NOON)


def by_a_person(cast, location):
    """Moved on the map in the same breath, so that nothing of the record says any more where it was."""
    values = {"is_confidential": True, "latitude": "50.1", "longitude": "-97.9"}
    records.change(entity="location", record=location, values=values, texts={}, by=cast.carl, at=NOON)


@pytest.mark.parametrize("hide", [of_a_feed, by_its_address, by_a_person])
def test_no_town_or_postal_code_tells_where_a_place_is_that_was_hidden_a_moment_ago(cast, meals, hide):
    other = factories.service(cast.downtown, "Elsewhere in town")
    factories.place(other, "900 Other Street", latitude=49.95, longitude=-97.2)
    secret = meals.at_locations.get().location
    Address.objects.filter(location=secret).update(postal_code="R2W 3A1")
    visibility.refresh(cast.downtown.pk)
    following.rebuild(today=TODAY)
    assert SearchPlace.objects.filter(name="r2w").exists()

    hide(cast, secret)

    assert not SearchPlace.objects.filter(name="r2w").exists()
    assert not [one for one in SearchPlace.objects.all() if secret.longitude == one.lon or secret.latitude == one.lat]
    outbox.deliver_due(clock=lambda: NOON.replace(year=2030))
    assert set(SearchPlace.objects.values_list("name", "lon")) == {("winnipeg", -97.2), ("r3c", -97.2)}


def test_near_a_postal_code_that_the_directory_knows(cast, meals):
    code = SearchPlace.objects.exclude(name="").values_list("name", flat=True).first()

    found = asking.ask(Ask("meals", near=code), at=NOON)

    assert found.where is not None
    assert found.results[0].scored.distance_km < 1
    assert asking.ask(Ask("meals", near="Nowhereville"), at=NOON).place_unknown


def test_a_question_without_a_find_is_counted_and_no_name_is_kept(meals):
    for _ in range(2):
        asking.ask(Ask("hungry Marguerite Testname", language="CANTONESE", reader="fr"), at=NOON)

    gap = SearchGap.objects.get()
    assert (gap.times, gap.topic, gap.language, gap.asked_for) == (2, "food", "fr", "language:CANTONESE")
    assert gap.words == "hungry"
    assert gap.month == TODAY.replace(day=1)


def test_words_of_the_site_take_the_place_of_those_that_come_with_it(cast, meals):
    LayTerm.objects.create(organization=cast.downtown, language="en", words="grub", topic="food")
    following.rebuild(today=TODAY)

    assert names("grub") == ["Community meals"]


@pytest.mark.parametrize("words", ["J'ai FAIM", "j’ai faim", "jai faim"])
def test_words_that_mean_no_topic_here_mean_none_however_they_are_written(cast, meals, words):
    LayTerm.objects.create(organization=cast.downtown, language="fr", words=words.lower(), topic="food", weight=0)
    LayTerm.objects.create(organization=cast.downtown, language="fr", words="FAIM", topic="food", weight=0)

    assert "faim" not in reading.words_of_topics().phrases
    assert not [one for one in pack._search_words()["words"] if one[0] == "fr" and "faim" in one[1]]


def test_making_the_index_anew_twice_gives_the_same(meals):
    assert following.rebuild(today=TODAY) == following.rebuild(today=TODAY)
    assert following.stale() == 0
