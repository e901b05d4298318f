"""Records kept by hand: both languages, history, verification, links for providers."""

from datetime import timedelta

import pytest
from conftest import NOON
from django.urls import reverse

from tuque.core.clock import now
from tuque.directory import published, quality
from tuque.directory.models import FieldText, Metadata, Phone, Proposal, Service, UpdateLink
from tuque.directory.services import upkeep
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
