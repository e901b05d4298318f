"""What someone asks, answered: open now, near a place, hidden places, what is counted."""

from datetime import timedelta

import pytest
from conftest import NOON
from django.utils import translation

from tuque.core import outbox
from tuque.directory import published, visibility
from tuque.directory.finder import shown
from tuque.directory.models import Language, Location, Schedule, SearchGap, SearchPlace, SearchRecord, Service
from tuque.directory.search import asking, following
from tuque.directory.search.asking import Ask
from tuque.directory.services import records, words
from tuque.directory.tests import factories

pytestmark = pytest.mark.django_db
WEDNESDAY = NOON + timedelta(days=(2 - NOON.weekday()) % 7)  # the factory's services are open on weekdays, 9 to 5
HERE = (-97.1, 49.9)


def names(found):
    return [str(one.service.texts.get("name", "en").text) for one in found.results]


@pytest.fixture
def three(cast):
    """Meals that are open on Wednesday noon, closed until Thursday, and at hours that nobody knows."""
    for name in ("Unknown meals", "Evening meals", "Noon meals"):
        row = factories.service(cast.downtown, name)
        if name == "Evening meals":
            Schedule.objects.filter(service=row).update(byday="TH")
        if name == "Unknown meals":
            Schedule.objects.filter(service=row).delete()
    following.rebuild(today=NOON.date())


def test_a_place_whose_spot_nobody_knows_is_where_its_town_is_and_no_hidden_place_tells_its_town(cast):
    for name, town, point in (
        ("Pantry of Brandon", "Brandon", {"latitude": None, "longitude": None}),
        ("Hall of Brandon", "Brandon", {"latitude": 49.85, "longitude": -99.95}),
        ("Pantry downtown", "Winnipeg", {"latitude": 49.88, "longitude": -97.06}),
        ("Pantry by telephone", "Selkirk", {"latitude": None, "longitude": None, "is_confidential": True}),
    ):
        place = factories.place(factories.service(cast.downtown, name), "1 " + town, **point)
        place.addresses.update(city=town, postal_code="")
    following.rebuild(today=NOON.date())

    assert names(asking.ask(Ask("pantry", point=HERE), at=NOON)) == [
        "Pantry downtown", "Pantry by telephone", "Pantry of Brandon",
    ]  # fmt: skip
    assert names(asking.ask(Ask("pantry", near="Brandon"), at=NOON))[0] == "Pantry of Brandon"
    assert "selkirk" not in str(SearchRecord.objects.values_list("terms", "facts", "text")).lower()


def test_a_language_among_the_words_is_said_in_the_readers_own(cast):
    row = factories.service(cast.downtown, "Family centre")
    factories.service(cast.downtown, "Family desk")
    Language.objects.create(**factories._own(cast.downtown, service=row, name="Cantonese", spoken="CANTONESE"))
    visibility.refresh(cast.downtown.pk)
    following.rebuild(today=NOON.date())

    for said, reader in (("speaks cantonese", "en"), ("centre qui parle chinois", "fr")):
        found = asking.ask(Ask(said, reader=reader), at=NOON)
        assert names(found) == ["Family centre"]
        with translation.override(reader):
            told = " ".join(shown.show(found.results[0].service, reader=reader, at=NOON, result=found.results[0]).whys)
        assert ("served in Chinese (Cantonese)" if reader == "en" else "servi en chinois (cantonais)") in told


def test_open_now_lists_what_is_open_then_what_nobody_knows_of(three):
    found = asking.ask(Ask("meals", open_now=True), at=WEDNESDAY)

    assert names(found) == ["Noon meals", "Unknown meals"]
    assert (found.total, found.is_more, found.is_near_miss) == (2, False, False)


def test_where_none_is_open_the_first_to_open_come_first_and_the_gap_is_counted(cast, three):
    Schedule.objects.filter(service__name="Noon meals").update(byday="FR")
    Schedule.objects.create(
        **factories._own(
            cast.downtown, service=Service.objects.get(name="Unknown meals"),
            freq="WEEKLY", byday="SA", opens_at="09:00", closes_at="17:00", is_public=True,
        )
    )  # fmt: skip

    found = asking.ask(Ask("meals", open_now=True), at=WEDNESDAY)

    assert names(found) == ["Evening meals", "Noon meals", "Unknown meals"]
    assert (found.is_near_miss, found.answer.dropped) == (True, ["open"])
    assert SearchGap.objects.get().asked_for == "open"
    first = shown.show(found.results[0].service, reader="en", at=WEDNESDAY, result=found.results[0])
    assert first.opening == "Closed now, opens Thursday at 9\u00a0a.m."


def test_a_place_that_is_typed_wins_over_where_the_device_was(cast):
    row = factories.service(cast.downtown)
    factories.place(row)
    following.rebuild(today=NOON.date())
    code = SearchPlace.objects.values_list("name", flat=True).first()

    found = asking.ask(Ask("meals", near=code, point=(-70.0, 45.0)), at=NOON)

    assert found.results[0].scored.distance_km < 1


def test_a_place_hidden_a_moment_ago_is_near_nothing_before_any_message_is_delivered(cast):
    row = factories.service(cast.downtown, "Safe house")
    factories.place(row)
    visibility.refresh(cast.downtown.pk)
    following.rebuild(today=NOON.date())
    assert asking.ask(Ask("safe house", point=HERE), at=NOON).results[0].scored.distance_km < 1
    location = Location.objects.get()

    records.change(
        entity="location", record=location, values={"is_confidential": True}, texts={}, by=cast.carl, at=NOON
    )

    found = asking.ask(Ask("safe house", point=HERE), at=NOON)
    assert [one.scored.distance_km for one in found.results] == [None]
    record = SearchRecord.objects.get()
    assert record.points == []
    assert not [term for term in record.terms.split() if term.startswith("__c_") and term != "__c_any"]


def test_what_the_index_does_not_know_yet_is_read_from_what_is_public(cast):
    hidden, open_ = factories.service(cast.downtown, "Safe house"), factories.service(cast.downtown, "House")
    factories.place(hidden)
    factories.place(open_, "14 Example Street", latitude=49.95)
    visibility.refresh(cast.downtown.pk)
    following.rebuild(today=NOON.date())
    before = asking.ask(Ask("house", point=HERE, nearest_first=True), at=NOON)
    assert names(before) == ["Safe house", "House"]

    Location.objects.filter(latitude=49.9).update(is_public=False)  # whoever hides it, however

    after = asking.ask(Ask("house", point=HERE, nearest_first=True), at=NOON)
    assert names(after) == ["House", "Safe house"]
    assert after.results[1].scored.distance_km is None


def test_the_distance_the_state_and_the_address_are_those_of_one_place(cast):
    row = factories.service(cast.downtown)
    factories.place(row, "1 Far Street", latitude=50.4)
    factories.place(row, "2 Near Street")
    visibility.refresh(cast.downtown.pk)
    following.rebuild(today=NOON.date())
    (result,) = asking.ask(Ask("meals", point=HERE), at=NOON).results

    one = shown.show(result.service, reader="en", at=NOON, result=result)

    assert one.places[0].address[0] == "2 Near Street"
    assert one.distance == shown.distance(0.0)
    assert one.near == pytest.approx(0, abs=0.01)


def test_the_same_need_with_another_choice_beside_it_is_counted_once(client, three):
    for extra in ({}, {"free": "on"}, {"accessible": "on"}):
        page = client.post(
            "/find", {"words": "dentist", "lang": "en", "counted": "- dentist" if extra else "", **extra}
        )

    assert 'name="counted" value="- dentist"' in page.text
    assert SearchGap.objects.get().times == 1


def test_what_only_the_topics_of_a_themed_finder_shut_out_is_no_gap(three):
    asking.ask(Ask("meals", only_topics=["legal"]), at=NOON)
    assert not SearchGap.objects.exists()

    asking.ask(Ask("dentist", only_topics=["legal"]), at=NOON)
    assert SearchGap.objects.count() == 1


def test_at_least_so_many_are_told_where_the_asking_stopped(client, three, monkeypatch):
    monkeypatch.setattr("tuque.directory.search.finding.LOOKED_AT", 2)
    monkeypatch.setattr("tuque.directory.search.finding.ENOUGH", 2)

    assert "At least 2 services" in client.post("/find", {"words": "meals", "lang": "en"}).text
    assert "Au moins 2 services" in client.post("/find", {"words": "meals", "lang": "fr"}).text


def test_words_that_someone_writes_sort_the_services_of_every_organization(cast, monkeypatch):
    monkeypatch.setattr(following, "AT_ONCE", 1)
    for organization in (cast.downtown, cast.elsewhere):
        factories.service(organization, "Corner shop", description="Bannock every day.")
    following.rebuild(today=NOON.date())

    words.put(language="en", words="bannock", topic="food", weight=1, by=cast.carl, at=NOON)
    outbox.deliver_due(clock=lambda: NOON.replace(year=2030))

    assert all("__t_food" in row.terms.split() for row in SearchRecord.objects.all())


def test_the_places_are_read_once_for_all_that_was_hidden(cast, monkeypatch):
    rows = [factories.service(cast.downtown, f"Meals {number}") for number in range(3)]
    for number, row in enumerate(rows):
        factories.place(row, f"{number} Example Street")
    visibility.refresh(cast.downtown.pk)
    following.rebuild(today=NOON.date())
    read = []
    addresses = published.addresses
    monkeypatch.setattr(published, "addresses", lambda: read.append(1) or addresses())

    for location in Location.objects.all():
        records.change(
            entity="location", record=location, values={"is_confidential": True}, texts={}, by=cast.carl, at=NOON
        )
    outbox.deliver_due(clock=lambda: NOON.replace(year=2030))

    assert len(read) == 1
    assert not SearchPlace.objects.exists()


@pytest.mark.parametrize(
    ("asked", "area"),
    [
        (Ask("dentist", near="Selkirk"), "R1A"),  # all that is public there has this one
        (Ask("dentist near Selkirk"), "R1A"),
        (Ask("dentist", near="Winnipeg"), ""),  # it has several: nobody knows which
        (Ask("dentist", near="R3B"), "R3B"),
        (Ask("dentist", point=(-96.9, 50.1)), ""),  # where a device is, is nobody's business
    ],
)
def test_a_gap_near_a_town_is_counted_for_its_postal_code_where_it_has_one_alone(cast, asked, area):
    for street, city, code in (
        ("1 Example Street", "Selkirk", "R1A 0A1"),
        ("2 Example Street", "selkirk", "R1A 2B2"),
        ("3 Example Street", "Winnipeg", "R3C 0A1"),
        ("4 Example Street", "Winnipeg", "R3B 0A1"),
    ):
        place = factories.place(factories.service(cast.downtown), street)
        place.addresses.update(city=city, postal_code=code)
    hidden = factories.place(factories.service(cast.downtown), "5 Example Street", is_confidential=True)
    hidden.addresses.update(city="Selkirk", postal_code="R1B 0A1")
    following.rebuild(today=NOON.date())

    found = asking.ask(asked, at=WEDNESDAY)

    assert found.is_near_miss
    assert SearchGap.objects.get().area == area
