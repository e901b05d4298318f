"""The page that a provider opens by its link: all that people are told, each change looked at; room counted at once."""

from datetime import timedelta

import pytest
from conftest import NOON
from django.urls import reverse

from tuque.core.clock import now
from tuque.directory import published, visibility
from tuque.directory.models import (
    CostOption,
    FieldText,
    Language,
    Metadata,
    Phone,
    Proposal,
    RequiredDocument,
    Schedule,
    Service,
    ServiceCapacity,
    UpdateLink,
)
from tuque.directory.services import reminding, upkeep
from tuque.directory.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def meals(cast):
    row = factories.service(cast.downtown, description="At noon")
    RequiredDocument.objects.create(**factories._own(cast.downtown, service=row, document="Card"))
    CostOption.objects.create(**factories._own(cast.downtown, service=row, option="Adults", amount=5))
    visibility.refresh(cast.downtown.pk)
    return row


@pytest.fixture
def address(cast, meals):
    _link, token = upkeep.make_link(service=meals, email="house@example.org", language="en", by=cast.carl, at=now())
    return reverse("directory:update", args=[token])


def taken(sign_in, cast):
    """Every proposal, taken."""
    editor = sign_in(cast.carl)
    for one in Proposal.objects.filter(state="waiting"):
        editor.post(reverse("directory:decide-proposal", args=[one.public_id]), {"do": "take"})


def test_the_page_asks_of_all_that_people_are_told(client, address, meals):
    page = client.get(address).text

    for one in ("At noon", "204-555-0101", "Monday to Friday", "Card", "Adults", "In French", "Another one: Telephone"):
        assert one in page.replace("\u00a0", " "), one


def test_each_detail_is_proposed_field_by_field_and_shows_once_taken(client, cast, sign_in, address, meals):
    phone, hours = Phone.objects.get(service=meals), Schedule.objects.get(service=meals)
    document, cost = RequiredDocument.objects.get(), CostOption.objects.get()
    said = {
        f"phone.{phone.public_id}.number": "204-555-0199",
        f"schedule.{hours.public_id}.byday.asked": "yes",
        f"schedule.{hours.public_id}.byday": ["MO", "SA"],
        f"schedule.{hours.public_id}.closes_at": "20:00",
        f"required_document.{document.public_id}.gone": "yes",
        f"cost_option.{cost.public_id}.amount": "7.50",
        "description.fr": "À midi",
        "interpretation_services": "Ask",
    }

    client.post(address, said)
    before = published.find(meals.public_id)
    proposed = {(one.entity, one.field): one.after for one in Proposal.objects.all()}
    taken(sign_in, cast)

    after = published.find(meals.public_id)
    assert proposed == {
        ("phone", "number"): "204-555-0199",
        ("schedule", "byday"): "MO,SA",
        ("schedule", "closes_at"): "20:00",
        ("required_document", "gone"): "yes",
        ("cost_option", "amount"): "7.5",
        ("service", "description"): "À midi",
        ("service", "interpretation_services"): "Ask",
    }
    assert (before.phones[0].number, after.phones[0].number) == ("204-555-0101", "204-555-0199")
    assert (after.hours.rules[0].byday, after.hours.rules[0].closes_at) == ("MO,SA", "20:00")
    assert (len(before.documents), after.documents) == (1, ())
    assert after.costs[0].amount == 7.5
    assert FieldText.objects.get(field="description").text == "À midi"
    assert Service.objects.get().description == "At noon"


def test_another_one_of_each_is_added_once_taken(client, cast, sign_in, address, meals):
    said = {
        "new.phone": "204-555-0177",
        "new.schedule.asked": "yes",
        "new.schedule": ["SU"],
        "new.schedule.opens_at": "10:00",
        "new.schedule.closes_at": "12:00",
        "new.language": "CREE",
        "new.required_document": "Letter",
        "new.cost_option": "By donation",
    }

    client.post(address, said)
    taken(sign_in, cast)

    assert [one.number for one in published.find(meals.public_id).phones] == ["204-555-0101", "204-555-0177"]
    added = Schedule.objects.exclude(byday__startswith="MO").get()
    assert (added.byday, added.opens_at, added.closes_at) == ("SU", "10:00", "12:00")
    assert Language.objects.get().spoken == "CREE"
    assert RequiredDocument.objects.filter(document="Letter").exists()
    assert CostOption.objects.filter(amount_description="By donation").exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            {"new.schedule.asked": "yes", "new.schedule.opens_at": "10:00", "new.schedule.closes_at": "12:00"},
            "Tick at least one day",
        ),
        (
            {"new.schedule.asked": "yes", "new.schedule": ["SU"], "new.schedule.opens_at": "soon"},
            "It is not a time of day",
        ),
        ({"url": "javascript:x"}, "It is not the address of a page"),
    ],
)
def test_what_is_wrong_is_said_and_the_link_stays_open(client, address, wrong, said):
    answer = client.post(address, {**wrong, "description": "Kept words"})

    assert answer.status_code == 422
    assert said in answer.text
    assert "Kept words" in answer.text
    assert not Proposal.objects.exists()
    assert UpdateLink.objects.get().answered_at is None


def test_what_is_sent_back_as_it_was_proposes_nothing(client, address, meals):
    CostOption.objects.update(amount="5.50")
    page = client.get(address).text
    cost = CostOption.objects.get()

    client.post(address, {f"cost_option.{cost.public_id}.amount": "5.50", "description": "At noon", "right": "yes"})

    assert f'name="cost_option.{cost.public_id}.amount" value="5.5"' in page
    assert not Proposal.objects.exists()
    assert Service.objects.get().assured_date == now().astimezone(meals.organization.zone).date()


def test_nothing_of_another_service_can_be_named(client, cast, address, meals):
    other = factories.service(cast.downtown, "Other")
    phone = Phone.objects.get(service=other)

    client.post(address, {f"phone.{phone.public_id}.number": "204-555-0111", f"phone.{phone.public_id}.gone": "yes"})

    assert not Proposal.objects.exists()


def test_room_is_counted_at_once_and_again_and_the_link_stays_open(client, cast, address, meals):
    old = now() - timedelta(days=2)
    room = ServiceCapacity.objects.create(**factories._own(cast.downtown, service=meals, available=1, updated=old))
    visibility.refresh(cast.downtown.pk)

    for number in ("4", "3"):
        assert client.post(address, {"room": str(room.public_id), "available": number}).status_code == 302

    (told,) = published.find(meals.public_id).capacities
    assert told.available == 3
    assert told.as_of > old
    assert client.get(address).status_code == 200
    assert Metadata.objects.filter(field_name="available", updated_by="tuque:provider").count() == 2
    other = ServiceCapacity.objects.create(
        **factories._own(cast.downtown, service=factories.service(cast.downtown, "Other"), available=1)
    )
    assert client.post(address, {"room": str(other.public_id), "available": "9"}).status_code == 404


def test_all_is_right_stands_in_the_history(client, address, meals):
    client.post(address, {"right": "yes"})

    line = Metadata.objects.get(field_name="assured_date")
    assert (line.updated_by, line.worker) == ("tuque:provider", None)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("Community meals, Telephone 204-555-0101: Extension", "Community meals, Hours: another one", "Sunday, 10 a.m. to noon", "Community meals: Description (français)")),
        ("fr", ("Community meals, Téléphone 204-555-0101 : Poste", "Dimanche, de 10 h à 12 h")),
    ],
)  # fmt: skip
def test_headings_of_proposals_are_words(client, cast, sign_in, address, meals, lang, said):
    phone = Phone.objects.get(service=meals)
    new = {
        "new.schedule.asked": "yes",
        "new.schedule": ["SU"],
        "new.schedule.opens_at": "10:00",
        "new.schedule.closes_at": "12:00",
    }
    client.post(address, {f"phone.{phone.public_id}.extension": "12", "description.fr": "À midi", **new})
    type(cast.carl).objects.filter(pk=cast.carl.pk).update(language=lang)

    page = sign_in(cast.carl).get("/directory/proposals").text.replace("\u00a0", " ")

    assert [one for one in said if one.lower() not in page.lower()] == []
    assert "object (" not in page


def test_proposals_are_paged(cast, sign_in, meals):
    own = {"organization": cast.downtown, "entity": "service", "record": meals.public_id, "field": "description"}
    Proposal.objects.bulk_create(
        Proposal(**own, after=f"Words {number}", origin="source", made_at=NOON) for number in range(60)
    )
    editor = sign_in(cast.carl)

    assert "Words 49" in editor.get("/directory/proposals").text
    assert "Words 59" not in editor.get("/directory/proposals").text
    assert "Words 59" in editor.get("/directory/proposals?page=2").text


def test_a_service_is_due_by_the_address_of_its_agency_and_few_in_a_day(cast):
    today = NOON.date()
    agency = factories.agency(cast.downtown, "Large House", email="large@example.org")
    for number in range(7):
        factories.service(cast.downtown, f"Desk {number}", agency=agency, assured_date=None)
    own = factories.service(cast.downtown, "Own address", agency=agency, assured_date=None, email="own@example.org")

    due = reminding.due(cast.downtown.pk, today=today)
    links = [reminding.ask(row, origin="https://example.org", by=cast.carl, at=now()) for row in due]

    assert own in due
    assert sorted({link.email for link in links}) == ["large@example.org", "own@example.org"]
    assert len(due) == 1 + reminding.MOST_TO_ONE
    assert reminding.due(cast.downtown.pk, today=today) == []
