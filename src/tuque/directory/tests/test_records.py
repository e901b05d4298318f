"""Records kept by hand: both languages, history, verification, links for providers."""

from datetime import timedelta

import pytest
from conftest import NOON
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tuque.core import outbox
from tuque.core.clock import now
from tuque.directory import published, quality, streets, visibility
from tuque.directory.models import Address, FieldText, Metadata, Phone, Proposal, Service, UpdateLink
from tuque.directory.services import records, upkeep
from tuque.directory.tests import factories

WRITTEN = {
    "f.name": "Community meals",
    "f.description": "At noon",
    "f.status": "active",
    "t.name": "Repas communautaires",
    "topic": ["meals"],
}


def test_a_service_is_edited_in_both_languages_with_its_history(cast, sign_in):
    row = factories.service(cast.downtown, description="At one")
    browser = sign_in(cast.carl)

    browser.post(reverse("directory:edit", args=["service", row.public_id]), WRITTEN)

    found = published.find(row.public_id)
    assert found.texts.get("name", "fr").text == "Repas communautaires"
    assert found.texts.get("description", "fr").text == "At noon"
    assert found.topics == {"meals"}
    assert Metadata.objects.get(field_name="description").previous_value == "At one"
    page = browser.get(reverse("directory:history", args=["service", row.public_id])).content.decode()
    assert "At one" in page
    assert "Carl Example" in page


def test_a_text_is_out_of_date_once_the_other_language_changed(cast, sign_in):
    row = factories.service(cast.downtown, description="At one")
    FieldText.objects.create(
        organization=cast.downtown,
        entity="service",
        record=row.public_id,
        field="description",
        language="fr",
        text="À une heure",
    )
    browser, address = sign_in(cast.carl), reverse("directory:edit", args=["service", row.public_id])

    browser.post(address, WRITTEN | {"t.description": "À une heure"})
    stale = FieldText.objects.get(field="description").state
    browser.post(address, WRITTEN | {"t.description": "À midi"})

    assert stale == "stale"
    assert FieldText.objects.get(field="description").state == "written"


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(cast, sign_in):
    row = factories.service(cast.downtown)

    response = sign_in(cast.carl).post(
        reverse("directory:edit", args=["service", row.public_id]),
        WRITTEN | {"f.url": "javascript:x", "f.name": "Kept words"},
    )

    assert response.status_code == 422
    assert "Kept words" in response.content.decode()
    assert Service.objects.get(pk=row.pk).name == "Community meals"


def test_a_service_is_added_with_its_agency_telephone_and_place(cast, sign_in):
    browser = sign_in(cast.carl)

    browser.post(reverse("directory:new"), {**WRITTEN, "agency": "New House"})
    row = Service.objects.get()
    browser.post(reverse("directory:add", args=["service", row.public_id, "phone"]), {"f.number": "204-555-0199"})
    browser.post(
        reverse("directory:add", args=["service", row.public_id, "location"]),
        {"f.name": "Site", "f.location_type": "physical"},
    )

    found = published.find(row.public_id)
    assert found.agency.get("name", "en").text == "New House"
    assert [one.number for one in found.phones] == ["204-555-0199"]
    assert len(found.places) == 1
    assert found.verified_on is None


def test_verified_in_one_press(cast, sign_in):
    row = factories.service(cast.downtown, assured_date=None)

    sign_in(cast.carl).post(reverse("directory:verify", args=[row.public_id]))

    assert Service.objects.get().assured_date == now().astimezone(cast.downtown.zone).date()


def test_what_is_taken_out_is_kept_and_comes_back(cast, sign_in):
    row = factories.service(cast.downtown)
    browser, address = sign_in(cast.carl), reverse("directory:retire", args=["service", row.public_id])

    browser.post(address)
    gone = published.find(row.public_id)
    browser.post(address, {"gone": "no"})

    assert gone is None
    assert published.find(row.public_id)
    assert Phone.objects.filter(is_public=True).count() == 1


def test_a_provider_answers_once_by_its_link_and_a_person_decides(cast, sign_in):
    row = factories.service(cast.downtown, description="At noon")
    _link, token = upkeep.make_link(service=row, email="house@example.org", language="fr", by=cast.carl, at=now())
    visitor, address = sign_in(None), reverse("directory:update", args=[token])

    page = visitor.get(address)
    visitor.post(address, {"name": row.name, "description": "At six"})
    again = visitor.post(address, {"description": "At seven"})
    before = Service.objects.get().description
    sign_in(cast.carl).post(
        reverse("directory:decide-proposal", args=[Proposal.objects.get().public_id]), {"do": "take"}
    )

    assert "At noon" in page.content.decode()
    assert again.status_code == 404
    assert (before, Service.objects.get().description) == ("At noon", "At six")


@pytest.mark.parametrize("change", [{"withdrawn_at": NOON}, {"expires_at": NOON}, {"token_hash": "0" * 64}])
def test_a_link_that_is_over_opens_nothing(cast, sign_in, change):
    row = factories.service(cast.downtown)
    _link, token = upkeep.make_link(service=row, email="house@example.org", language="en", by=cast.carl, at=now())
    UpdateLink.objects.update(**change)

    response = sign_in(None).get(reverse("directory:update", args=[token]))

    assert response.status_code == 404
    assert row.name not in response.content.decode()


@pytest.mark.once
def test_the_ladder_and_the_score():
    today = NOON.date()
    whole = quality.Known(today, "x" * 200, True, True, True, True, True, True)
    empty = quality.Known(None, "", False, False, False, False, False, False)

    assert quality.score(whole, today=today).value == 1
    assert quality.score(empty, today=today).value == 0
    assert quality.score(empty, today=today).missing[0] == "date"
    steps = [quality.step(today - timedelta(days=days), today=today) for days in (0, 31, 92, 183, 366, 488)]
    assert steps == ["fresh", "m1", "m3", "m6", "m12", "m16"]
    assert quality.step(None, today=today) == "never"


def folded_by(monkeypatch, act):
    """How many texts were held against what is confidential, and how many questions the database was asked."""
    held = []
    told_in = streets.Secrets.told_in
    monkeypatch.setattr(streets.Secrets, "told_in", lambda self, text: (held.append(text), told_in(self, text))[1])
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(held), len(asked)


def test_changing_a_telephone_looks_at_that_record_alone(cast, monkeypatch):
    rows = [factories.service(cast.downtown, f"Service {number}") for number in range(12)]
    factories.place(rows[0], "4321 Canary Hidden Crescent", is_confidential=True)
    phone = Phone.objects.get(service=rows[5])

    def change():
        records.change(entity="phone", record=phone, values={"number": "204-555-0199"}, texts={}, by=cast.carl, at=NOON)

    held, asked = folded_by(monkeypatch, change)
    whole, _asked = folded_by(monkeypatch, lambda: visibility.refresh(cast.downtown.pk))

    assert held <= 5 < 12 * 5 < whole
    assert asked < 70
    phone.refresh_from_db()
    assert phone.is_public


def test_making_an_address_confidential_looks_at_everything(cast):
    safe, twin = factories.service(cast.downtown, "Safe house"), factories.service(cast.downtown, "Kitchen")
    factories.place(twin, "4321 Canary Hidden Cr.")
    address = Address.objects.get(location=factories.place(safe, "4321 Canary Hidden Crescent"))

    def mark(value):
        values = {"is_confidential": value}
        records.change(entity="address", record=address, values=values, texts={}, by=cast.carl, at=NOON)
        return [len(published.find(row.public_id).places) for row in (safe, twin)]

    assert (mark(True), mark(False)) == ([0, 0], [1, 1])


def test_a_confidential_address_that_is_taken_out_shows_no_place_until_it_has_another(cast):
    row = factories.service(cast.downtown, "Safe house")
    address = Address.objects.get(location=factories.place(row, "4321 Canary Hidden Crescent"))
    marked = {"is_confidential": True}
    records.change(entity="address", record=address, values=marked, texts={}, by=cast.carl, at=NOON)

    address.refresh_from_db()
    records.retire(entity="address", record=address, is_gone=True, by=cast.carl, at=NOON)
    without = published.find(row.public_id).places
    values = {"address_1": "9 Open Street", "city": "Winnipeg", "address_type": "physical"}
    records.add(entity="address", values=values, links={"location": address.location}, by=cast.carl, at=NOON)

    assert without == ()
    assert published.find(row.public_id).places[0].address[0] == "9 Open Street"


def test_a_record_that_goes_takes_what_hangs_on_it_and_brings_it_back(cast):
    row = factories.service(cast.downtown)
    factories.place(row)
    before = Phone.objects.filter(is_public=True).count()

    records.retire(entity="service", record=row, is_gone=True, by=cast.carl, at=NOON)
    without = Phone.objects.filter(is_public=True).count()
    records.retire(entity="service", record=row, is_gone=False, by=cast.carl, at=NOON)

    assert (before, without, Phone.objects.filter(is_public=True).count()) == (1, 0, 1)
    assert published.find(row.public_id).places


def test_what_was_public_by_former_rules_is_set_anew_by_a_message(cast):
    row = factories.service(cast.downtown, "Safe house")
    Address.objects.filter(location=factories.place(row, "4321 Canary Hidden Crescent")).update(is_confidential=True)

    with transaction.atomic():
        outbox.post(records.PUBLIC_ANEW, {}, at=NOON, organization_id=cast.downtown.pk)
    outbox.deliver_due(clock=lambda: NOON)

    assert published.find(row.public_id).places == ()
