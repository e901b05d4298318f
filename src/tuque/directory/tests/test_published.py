"""What is public, and what no public reading may tell."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tuque.core import wall
from tuque.directory import published, visibility, walls
from tuque.directory.models import Address, FieldText, Location, Phone, Schedule, Service
from tuque.directory.opening import Opening
from tuque.directory.tests import factories

CANARY = "4321 Canary Hidden Crescent"


def told(row: Service) -> str:
    return repr([*published.read(published.services()), published.find(row.public_id)])


def test_a_confidential_place_is_in_nothing_public_and_its_service_is(cast):
    row = factories.service(cast.downtown, "Safe house")
    factories.place(row, CANARY, is_confidential=True, description="Behind the school")

    assert "Safe house" in told(row)
    assert "Canary" not in told(row)
    assert "49.9" not in told(row)
    assert "Behind the school" not in told(row)
    assert not Address.objects.filter(is_public=True).exists()


def test_words_that_repeat_a_confidential_address_are_held_back_and_come_back_once_mended(cast):
    row = factories.service(cast.downtown, "Safe house", description=f"Come to {CANARY.upper()}, at night")
    factories.place(row, CANARY, is_confidential=True)
    Phone.objects.create(**factories._own(cast.downtown, service=row, number="1", description=f"At {CANARY}"))
    row.refresh_from_db()
    held = row.held_back

    Service.objects.filter(pk=row.pk).update(description="Call us")
    visibility.refresh(cast.downtown.pk)

    assert held == visibility.TELLS_ADDRESS
    assert published.find(row.public_id) is not None
    assert "Canary" not in told(row)


def test_a_text_in_another_language_that_tells_is_held_back_too(cast):
    row = factories.service(cast.downtown, "Safe house")
    factories.place(row, CANARY, is_confidential=True)
    FieldText.objects.create(
        organization=cast.downtown,
        entity="service",
        record=row.public_id,
        field="description",
        language="fr",
        text=f"Au {CANARY}",
    )

    visibility.refresh(cast.downtown.pk)

    assert published.find(row.public_id) is None


def test_a_place_that_becomes_confidential_takes_all_that_hangs_on_it(cast):
    row = factories.service(cast.downtown)
    location = factories.place(row)
    Schedule.objects.create(**factories._own(cast.downtown, location=location, notes="Ring twice"))
    visibility.refresh(cast.downtown.pk)
    before = told(row)

    Location.objects.filter(pk=location.pk).update(is_confidential=True)
    visibility.refresh(cast.downtown.pk)

    assert "12 Example Street" in before
    assert "12 Example Street" not in told(row)
    assert not Schedule.objects.filter(location=location, is_public=True).exists()


def test_another_organization_and_a_visitor_read_what_is_public_and_nothing_else(cast):
    row = factories.service(cast.downtown)
    factories.place(row)
    hidden = factories.service(cast.downtown, "Not ready", is_confidential=True)

    for context in (wall.within(cast.elsewhere.pk), wall.system(wall.Purpose.DOORSTEP)):
        with context, walls.opened():
            names = [one.texts.get("name", "en").text for one in published.read(published.services())]
            assert names == ["Community meals"]
            assert published.find(hidden.public_id) is None


def test_a_text_is_given_in_the_readers_language_or_in_its_own(cast):
    row = factories.service(cast.downtown, "Community meals", description="Every noon")
    FieldText.objects.create(
        organization=cast.downtown,
        entity="service",
        record=row.public_id,
        field="name",
        language="fr",
        text="Repas communautaires",
    )
    visibility.refresh(cast.downtown.pk)
    texts = published.find(row.public_id).texts

    assert texts.get("name", "fr").text == "Repas communautaires"
    assert texts.get("name", "en").text == "Community meals"
    assert (texts.get("description", "fr").text, texts.get("description", "fr").language) == ("Every noon", "en")
    assert texts.get("alert", "fr") is None


@pytest.mark.parametrize(("hour", "expected"), [(12, Opening.OPEN), (20, Opening.CLOSED)])
def test_hours_of_the_service_hold_at_its_place(cast, hour, expected):
    row = factories.service(cast.downtown)
    factories.place(row)
    found = published.find(row.public_id)

    assert found.open_at(datetime(2026, 1, 14, hour, tzinfo=ZoneInfo("America/Winnipeg"))).opening is expected


def test_many_services_are_read_in_few_questions(cast, django_assert_max_num_queries):
    for number in range(5):
        factories.place(factories.service(cast.downtown, f"Service {number}"), f"{number} Example Street")

    with django_assert_max_num_queries(25):
        assert len(list(published.read(published.services()))) == 5


def test_a_place_whose_address_alone_is_confidential_is_on_no_map(cast):
    row = factories.service(cast.downtown, "Safe house")
    location = factories.place(row, CANARY)
    before = published.find(row.public_id).places

    Address.objects.filter(location=location).update(is_confidential=True)
    visibility.refresh(cast.downtown.pk)

    assert before[0].latitude == 49.9
    assert published.find(row.public_id).places == ()
    assert "49.9" not in told(row)


def test_an_address_for_mail_alone_hides_no_place(cast):
    row = factories.service(cast.downtown, "Safe house")
    location = factories.place(row)
    Address.objects.create(
        **factories._own(
            cast.downtown, location=location, address_1="PO Box 77", address_type="postal", is_confidential=True
        )
    )

    visibility.refresh(cast.downtown.pk)

    assert published.find(row.public_id).places[0].latitude == 49.9
    assert "Box 77" not in told(row)


def test_a_twin_at_the_same_door_is_held_back_and_comes_back(cast):
    hidden, twin = factories.service(cast.downtown, "Safe house"), factories.service(cast.downtown, "Open kitchen")
    secret = factories.place(hidden, CANARY, is_confidential=True)
    factories.place(twin, "4321, Canary Hidden Cres., Suite 3")
    during = published.find(twin.public_id).places

    Location.objects.filter(pk=secret.pk).update(is_confidential=False)
    visibility.refresh(cast.downtown.pk)

    assert during == ()
    assert published.find(twin.public_id).places[0].latitude == 49.9


def test_a_place_without_an_address_where_a_confidential_one_stands_is_held_back(cast):
    row = factories.service(cast.downtown, "Safe house")
    factories.place(row, CANARY, is_confidential=True, latitude=49.91, longitude=-97.2)
    twin = factories.place(row, "", latitude=49.91, longitude=-97.2)
    Address.objects.filter(location=twin).delete()

    visibility.refresh(cast.downtown.pk)

    assert published.find(row.public_id).places == ()
