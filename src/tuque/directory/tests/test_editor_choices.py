"""What an editor chooses from lists, in which languages, and where: each becomes what HSDS writes."""

from datetime import timedelta

import pytest
from conftest import NOON
from django.urls import reverse

from tuque.core.clock import now
from tuque.directory import published, visibility
from tuque.directory.models import (
    Accessibility,
    FieldText,
    Language,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
    ServiceCapacity,
    SpecialDay,
    Unit,
)
from tuque.directory.services import feeds
from tuque.directory.tests import factories

pytestmark = pytest.mark.django_db
WRITTEN = {"f.name": "Community meals", "f.status": "active"}


@pytest.fixture
def meals(cast):
    row = factories.service(cast.downtown)
    factories.place(row)
    return row


@pytest.fixture
def editor(cast, sign_in):
    return sign_in(cast.carl)


def edit(record, entity="service"):
    return reverse("directory:edit", args=[entity, record.public_id])


def add(record, entity, parent="service"):
    return reverse("directory:add", args=[parent, record.public_id, entity])


def test_a_kind_of_fee_becomes_words_that_are_read_again(editor, meals):
    editor.post(edit(meals), {**WRITTEN, "fee_type": "DONATION"})
    row = Service.objects.get()

    assert (row.fee_type, row.fees) == ("DONATION", "Donation")
    assert FieldText.objects.get(field="fees").text == "Don"
    editor.post(edit(meals), {**WRITTEN, "fee_type": "FREE"})
    assert Service.objects.get().fees == "Free"
    assert published.find(meals.public_id).fee_type == "FREE"
    editor.post(edit(meals), {**WRITTEN, "fee_type": ""})
    assert (Service.objects.get().fees, Service.objects.get().fee_type) == ("", "")


def test_a_kind_of_fee_that_the_words_deny_is_refused(editor, meals):
    answer = editor.post(edit(meals), {**WRITTEN, "fee_type": "DEPOSIT", "f.fees_description": "Free"})

    assert answer.status_code == 422
    assert "says otherwise" in answer.text


def test_a_kind_of_access_and_a_language_are_named_in_both(editor, meals):
    location = meals.at_locations.get().location
    editor.post(add(location, "accessibility", "location"), {"kind": "FULLACCESSIBLE", "f.description": "Ring first"})
    editor.post(add(location, "language", "location"), {"spoken": "CREE"})
    refused = editor.post(add(location, "language", "location"), {"spoken": ""})

    access, language = Accessibility.objects.get(), Language.objects.get()
    assert (access.description, access.details, access.kind) == ("Fully Accessible", "Ring first", "FULLACCESSIBLE")
    assert FieldText.objects.get(field="description").text == "Entièrement accessible"
    assert (language.name, language.spoken) == ("Cree", "CREE")
    assert refused.status_code == 422
    assert "Cree" in editor.get(f"/directory/services/{meals.public_id}").text


@pytest.mark.parametrize(
    ("posted", "byday", "freq"),
    [
        ({"days": ["WE", "MO"], "f.freq": "WEEKLY"}, "MO,WE", "WEEKLY"),
        ({"days": ["FR"], "which": "-1", "f.freq": "MONTHLY"}, "-1FR", "MONTHLY"),
        ({"f.freq": "DAILY"}, "", "DAILY"),
    ],
)
def test_days_are_ticked(editor, meals, posted, byday, freq):
    Schedule.objects.all().delete()

    editor.post(add(meals, "schedule"), {**posted, "f.opens_at": "09:00", "f.closes_at": "12:00"})

    row = Schedule.objects.get()
    assert (row.byday, row.freq) == (byday, freq)
    shown = editor.get(edit(row, "schedule")).text
    for day in posted.get("days", []):
        assert f'value="{day}"' in shown.replace("\n", " ")
    assert 'name="f.byday"' not in shown


def test_a_rule_that_has_no_boxes_keeps_its_words(editor, meals):
    row = Schedule.objects.get()
    Schedule.objects.update(byday="1MO,3WE", freq="YEARLY")

    shown = editor.get(edit(row, "schedule")).text
    editor.post(
        edit(row, "schedule"), {"f.byday": "1MO,3WE", "f.freq": "YEARLY", "f.opens_at": "10:00", "f.closes_at": "17:00"}
    )

    assert 'name="f.byday"' in shown
    row.refresh_from_db()
    assert (row.byday, row.freq, row.opens_at) == ("1MO,3WE", "YEARLY", "10:00")


def test_room_is_counted_in_a_unit_with_its_time(editor, client, meals):
    editor.post(add(meals, "service_capacity"), {"f.available": "12", "f.maximum": "20", "unit": "BEDS"})
    row = ServiceCapacity.objects.get()
    first = row.updated

    assert row.unit.name == "beds"
    assert "Lits" in client.get(f"/find/service/{meals.public_id}?lang=fr").text
    editor.post(edit(row, "service_capacity"), {"f.available": "12", "f.maximum": "24", "unit": "BEDS"})
    assert ServiceCapacity.objects.get().updated == first
    editor.post(edit(row, "service_capacity"), {"f.available": "11", "f.maximum": "24", "unit": "MATS"})
    changed = ServiceCapacity.objects.get()
    assert changed.updated > first
    assert (changed.unit.identifier, Unit.objects.count()) == ("MATS", 2)


def test_counted_now_counts_also_when_the_number_is_the_same(editor, client, meals):
    old = now() - timedelta(days=3)
    row = ServiceCapacity.objects.create(**factories._own(meals.organization, service=meals, available=12, updated=old))
    visibility.refresh(meals.organization_id)
    before = client.get(f"/find/service/{meals.public_id}").text

    editor.post(f"/directory/rooms/{row.public_id}/count", {"available": "12"})

    assert "3 days ago" in before
    assert "counted today" in client.get(f"/find/service/{meals.public_id}").text
    assert "counted today" in client.get(f"/find/list?s={meals.public_id}").text
    assert "Counted at" in editor.get(f"/directory/records/service/{meals.public_id}/history").text
    refused = editor.post(f"/directory/rooms/{row.public_id}/count", {"available": "many"}, follow=True)
    assert "Write how many are free" in refused.text


def test_a_count_of_a_feed_that_a_person_counted_again_waits(editor, cast, meals):
    source = feeds.source_of(cast.downtown, "feed", at=NOON)
    row = ServiceCapacity.objects.create(**factories._own(cast.downtown, source=source, service=meals, available=2))

    editor.post(f"/directory/rooms/{row.public_id}/count", {"available": "5"})

    row.refresh_from_db()
    assert (row.available, row.said["available"]) == (5, 2)


def test_one_place_of_several_services(editor, cast, meals):
    other = factories.service(cast.downtown, "Tax clinic")
    location = meals.at_locations.get().location

    found = editor.get(add(other, "location"), {"search": "example winnipeg"}).text
    editor.post(f"/directory/services/{other.public_id}/places", {"location": str(location.public_id)})

    assert str(location.public_id) in found
    assert [one.id for one in published.find(other.public_id).places] == [location.public_id]
    assert "Other services are here too" in editor.get(f"/directory/services/{other.public_id}").text
    assert "Tax clinic" in editor.get(edit(location, "location")).text
    tie = ServiceAtLocation.objects.get(service=other)
    editor.post(reverse("directory:retire", args=["service_at_location", tie.public_id]))
    assert published.find(other.public_id).places == ()
    assert published.find(meals.public_id).places
    editor.post(f"/directory/services/{other.public_id}/places", {"location": str(location.public_id)})
    assert ServiceAtLocation.objects.get(service=other).gone_at is None


def test_a_place_of_another_organization_is_not_shared(sign_in, cast, meals):
    foreign = factories.service(cast.elsewhere)
    location = factories.place(foreign)

    answer = sign_in(cast.carl).post(
        f"/directory/services/{meals.public_id}/places", {"location": str(location.public_id)}
    )

    assert answer.status_code == 404


def test_an_organization_has_its_own_telephones_and_pages(editor, meals):
    page = edit(meals.agency, "organization")
    editor.post(add(meals.agency, "phone", "organization"), {"f.number": "204-555-0144"})

    shown = editor.get(page).text
    phone = Phone.objects.get(agency=meals.agency)
    assert "204-555-0144" in shown
    assert add(meals.agency, "url", "organization") in shown
    assert editor.post(edit(phone, "phone"), {"f.number": "204-555-0145"}).headers["location"] == page


def test_a_text_in_a_third_language_and_how_sure_it_is(editor, client, meals):
    address = f"{edit(meals)}?also=es"
    shown = editor.get(address).text
    editor.post(
        address, {**WRITTEN, "t.name": "Repas", "s.name": "machine", "t.name.es": "Comidas", "s.name.es": "translated"}
    )

    held = dict(FieldText.objects.filter(field="name").values_list("language", "state"))
    assert 'name="t.name.es"' in shown
    assert held == {"fr": "machine", "es": "translated"}
    assert "traduit par une machine" in client.get(f"/find/service/{meals.public_id}?lang=fr").text
    assert "Comidas" in editor.get(edit(meals)).text
    editor.post(
        edit(meals),
        {**WRITTEN, "f.alert": "Closed Friday", "t.name": "Repas", "s.name": "machine", "t.name.es": "Comidas"},
    )
    assert dict(FieldText.objects.filter(field="name").values_list("language", "state")) == held


def test_a_special_day_of_one_place_alone(editor, client, cast, meals):
    second = factories.place(meals, "9 Example Street")
    type(second).objects.filter(pk=second.pk).update(name="")
    day = now().astimezone(cast.downtown.zone).date()

    editor.post(
        f"/directory/services/{meals.public_id}/days",
        {"starts_on": day, "place": str(second.public_id), "reason_en": "flood"},
    )

    assert SpecialDay.objects.get().location_id == second.pk
    assert ">9 Example Street" in editor.get(f"/directory/services/{meals.public_id}/days").text
    first, other = published.find(meals.public_id).places
    assert (len(first.hours.specials), len(other.hours.specials)) == (0, 1)


def test_the_older_words_about_the_cost_are_shown_where_there_are_no_newer(client, cast):
    row = factories.service(cast.downtown, fees="Five dollars a night")

    assert "Five dollars a night" in client.get(f"/find/service/{row.public_id}").text
    Service.objects.update(fees_description="Ask us")
    assert "Five dollars" not in client.get(f"/find/service/{row.public_id}").text
