"""A program that keeps a copy: it misses no change, and may ask around a postal code."""

from datetime import timedelta

import pytest
from conftest import NOON

from tuque.core.clock import now
from tuque.directory import visibility
from tuque.directory.entities import model_of
from tuque.directory.models import Address, Agency, FieldText, Location, Phone, Schedule, Service, ServiceAtLocation
from tuque.directory.services import days, eligibility, feeds, moving, records
from tuque.directory.tests import factories
from tuque.directory.tests.test_feeds import a_service, bring, bundle_of
from tuque.directory.tests.test_interface import answer
from tuque.directory.tests.test_published import CANARY

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=10)


@pytest.fixture
def meals(cast):
    row = factories.service(cast.downtown)
    factories.place(row)
    return row


def since(client, at, name="services"):
    return [one["id"] for one in answer(client, name, modified_after=at.isoformat())["contents"]]


def test_at_the_very_instant_counts(client, meals):
    assert since(client, NOON) == [meals.hsds_id]
    assert since(client, NOON + timedelta(microseconds=1)) == []


def change(record, entity, by, **values):
    records.change(entity=entity, record=record, values=values, texts={}, by=by, at=LATER)


CHANGES = {
    "telephone": lambda row, by: change(Phone.objects.get(service=row), "phone", by, number="204-555-0177"),
    "hours": lambda row, by: change(Schedule.objects.get(service=row), "schedule", by, closes_at="18:00"),
    "address": lambda row, by: change(Address.objects.get(), "address", by, address_1="5 Example Street"),
    "place": lambda row, by: change(Location.objects.get(), "location", by, name="Other door"),
    "a place more": lambda row, by: records.add_to(
        parent="service",
        row=row,
        entity="location",
        values={"name": "Annex"},
        texts={},
        by=by,
        at=LATER,
        written_in="en",
    ),
    "no longer there": lambda row, by: records.retire(
        entity="service_at_location", record=ServiceAtLocation.objects.get(), is_gone=True, by=by, at=LATER
    ),
    "agency": lambda row, by: change(row.agency, "organization", by, name="Other House"),
    "rules": lambda row, by: eligibility.write(service=row, rules=eligibility.Rules(areas=["R3C"]), by=by, at=LATER),
    "topics": lambda row, by: records.set_topics(service=row, topics={"food"}, by=by, at=LATER),
    "special day": lambda row, by: days.add(
        service=row, values={"starts_on": LATER.date(), "ends_on": LATER.date()}, by=by, at=LATER
    ),
    "hidden place": lambda row, by: change(Location.objects.get(), "location", by, is_confidential=True),
    "language of its telephone": lambda row, by: records.add(
        entity="language", values={"name": "Cree"}, links={"phone": Phone.objects.get(service=row)}, by=by, at=LATER
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_service_moves_with_all_that_hangs_on_it(client, cast, meals, what):
    CHANGES[what](Service.objects.get(pk=meals.pk), cast.carl)

    (told,) = answer(client, "services", modified_after=LATER.isoformat())["contents"]
    assert told["last_modified"] == LATER.isoformat()
    assert since(client, LATER, "organizations") == [meals.agency.hsds_id]


def test_the_telephone_of_an_agency_moves_the_agency_and_not_all_its_services(client, cast, meals):
    records.add_to(
        parent="organization", row=meals.agency, entity="phone", values={"number": "204-555-0155"}, texts={}, by=cast.carl,
        at=LATER, written_in="en",
    )  # fmt: skip

    assert since(client, LATER, "organizations") == [meals.agency.hsds_id]
    assert since(client, LATER) == []


def test_what_a_unit_or_a_term_is_called_moves_the_services_that_name_it(cast, meals):
    own = factories._own
    unit = model_of("unit").objects.create(**own(cast.downtown, name="beds"))
    model_of("service_capacity").objects.create(**own(cast.downtown, service=meals, unit=unit, available=1))
    taxonomy = model_of("taxonomy").objects.create(**own(cast.downtown, name="Kinds"))
    term = model_of("taxonomy_term").objects.create(**own(cast.downtown, name="Food", taxonomy=taxonomy))
    other = factories.service(cast.downtown, "Other")
    model_of("attribute").objects.create(**own(cast.downtown, term=term, link=other.public_id, link_entity="service"))

    assert moving.with_parents({"unit": {unit.pk}})[0] == {meals.pk}
    assert moving.with_parents({"taxonomy": {taxonomy.pk}})[0] == {other.pk}


def test_a_feed_moves_the_services_of_what_it_changed_and_no_others(client, cast, tmp_path):
    source = feeds.source_of(cast.downtown, "feed", at=NOON)
    some = [a_service(number) for number in range(3)]
    bring(source, bundle_of(tmp_path, *some), at=NOON)
    some[1]["phones"][0]["number"] = "204-555-0188"
    some[2]["field_texts"] = [{"field": "name", "language": "fr", "text": "Repas"}]

    bring(source, bundle_of(tmp_path, *some), at=LATER)

    moved = {one["name"] for one in answer(client, "services", modified_after=LATER.isoformat())["contents"]}
    assert moved == {"Service 1", "Service 2"}
    assert FieldText.objects.get().text == "Repas"


def test_whole_services_come_with_each_organization_of_a_list(client, meals):
    (told,) = answer(client, "organizations", full_service="true")["contents"]
    (short,) = answer(client, "organizations")["contents"]

    assert told["services"][0]["phones"][0]["number"] == "204-555-0101"
    assert "services" not in short


def test_services_around_a_postal_code(client, cast, meals):
    far = factories.service(cast.downtown, "Far away")
    factories.place(far, "9 Example Street", latitude=50.5, longitude=-98.5)
    Address.objects.filter(location__services_here__service=far).update(postal_code="R1N 0A1")
    visibility.refresh(cast.downtown.pk)

    def named(**asked):
        return [one["name"] for one in answer(client, "services", **asked)["contents"]]

    assert named(postcode="R3C 0A1", proximity="800") == ["Community meals"]
    assert named(postcode="R3C 9Z9", proximity="800") == ["Community meals"]
    assert sorted(named(postcode="R3C 0A1", proximity="200000")) == ["Community meals", "Far away"]
    assert named(postcode="r1n0a1") == ["Far away"]
    assert client.get("/hsds/services", {"proximity": "800"}).status_code == 400


def test_a_confidential_place_is_near_nothing(client, cast, meals):
    hidden = factories.service(cast.downtown, "Safe house")
    factories.place(hidden, CANARY, is_confidential=True, latitude=49.9, longitude=-97.1)
    Address.objects.filter(address_1=CANARY).update(postal_code="R9Z 9Z9")
    visibility.refresh(cast.downtown.pk)

    for name in ("services", "service_at_locations"):
        for asked in (
            {"postcode": "R3C 0A1", "proximity": "100000"},
            {"postcode": "R9Z 9Z9"},
            {"postcode": "R9Z 9Z9", "proximity": "100000"},
        ):
            assert hidden.hsds_id not in str(answer(client, name, **asked)["contents"])


def test_an_agency_is_as_late_as_its_services(cast, meals):
    at = now()
    records.verify(service=meals, by=cast.carl, at=at)

    assert Agency.objects.get(pk=meals.agency_id).changed_at == at
