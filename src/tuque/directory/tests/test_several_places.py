"""A service in several places: each with its hours, its state and how far it is, on the results and on its own page."""

import pytest
from conftest import NOON

from tuque.core.clock import now
from tuque.directory import visibility
from tuque.directory.search import following
from tuque.directory.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def hampers(cast):
    """Two places, some ten kilometres apart; the postal code of the second tells where it is."""
    row = factories.service(cast.downtown, "Food hampers")
    far = factories.place(row, "1 Far Street", longitude=-97.10, latitude=49.80)
    near = factories.place(row, "2 Near Street", longitude=-97.10, latitude=49.90)
    for location, name, code in ((far, "Far hall", "R9A 0A1"), (near, "Near hall", "R8A 0A1")):
        type(location).objects.filter(pk=location.pk).update(name=name)
        location.addresses.update(postal_code=code)
    visibility.refresh(cast.downtown.pk)
    following.rebuild(today=NOON.date())
    return row


@pytest.mark.parametrize(
    ("lang", "others", "away"), [("en", "1 other place", "11 km"), ("fr", "1 autre lieu", "11 km")]
)
def test_the_results_tell_each_place_and_how_far_it_is(client, hampers, lang, others, away):
    page = client.post("/find", {"words": "hampers", "near": "R8A", "lang": lang}).text

    assert page.index("Near hall") < page.index(others) < page.index("Far hall") < page.index(away)


def test_the_page_of_a_service_tells_how_far_each_place_is_from_what_is_sent_and_keeps_nothing(client, hampers):
    address = f"/find/service/{hampers.public_id}"
    plain = client.get(f"{address}?near=R8A")
    page = client.post(address, {"near": "R8A"})

    assert plain.text.index("Far hall") < plain.text.index("Near hall")
    assert "km away" not in plain.text
    assert page.text.index("Nearest to R8A first.") < page.text.index("Near hall") < page.text.index("Far hall")
    assert page.text.index("50 m away") < page.text.index("11 km away")
    assert not page.cookies


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "We do not know this place."), ("fr", "Nous ne connaissons pas ce lieu.")]
)
def test_a_place_that_nobody_knows_is_said_so(client, hampers, lang, said):
    page = client.post(f"/find/service/{hampers.public_id}", {"near": "Xyzzyville", "lang": lang})

    assert page.status_code == 200
    assert said in page.text


def test_a_service_in_one_place_is_not_asked_how_far_it_is(client, cast):
    row = factories.service(cast.downtown, "Suppers")
    factories.place(row)

    assert "How far is each place" not in client.get(f"/find/service/{row.public_id}").text


def test_a_list_to_print_tells_the_places_apart_by_their_names(client, hampers):
    page = client.get(f"/find/list?s={hampers.public_id}").text

    assert "<strong>Far hall</strong> 1 Far Street" in page
    assert "<strong>Near hall</strong> 2 Near Street" in page


def test_the_copy_for_a_phone_tells_days_that_differ_with_their_dates_at_the_place_where_they_do(client, hampers):
    near = hampers.at_locations.get(location__name="Near hall").location
    today = now().date()
    day = hampers.special_days.create(
        organization=hampers.organization, location=near, starts_on=today, ends_on=today, reason_fr="eau au sous-sol"
    )
    visibility.show_special(day)

    parts = client.get("/find/pack").json()["services"]

    places = {one["name"]["en"]: one["hours"]["fr"] for one in parts[0]["places"]}
    assert any("fermé (eau au sous-sol)" in str(line) and str(today.year) in str(line) for line in places["Near hall"])
    assert not any("fermé" in str(line) for line in places["Far hall"])
