"""One record with every object and every field of HSDS filled, as the interface gives it: nothing left out, nothing that the published
schemas refuse."""

import itertools
import json
import uuid

import jsonschema
import pytest
from conftest import NOON

from tuque.core.ids import new_id
from tuque.directory import visibility
from tuque.directory.entities import model_of
from tuque.directory.hsds.objects import OBJECTS, Kind, nested_in, single_in
from tuque.directory.models import Attribute, FieldText
from tuque.directory.published import NAMES_A_PERSON, NOT_TOLD
from tuque.directory.tests import factories
from tuque.directory.tests.test_interface import DATA, LISTS, answer, real_data, schema, validator

pytestmark = pytest.mark.django_db

VALUES = {
    Kind.NUMBER: 7,
    Kind.WHOLE: 1999,
    Kind.DATE: NOON.date(),
    Kind.INSTANT: NOON,
    Kind.URL: "https://www.example.org/{}",
}
CODES = {
    "status": "active",
    "location_type": "physical",
    "address_type": "physical",
    "latitude": 49.9,
    "longitude": -97.1,
    "email": "house@example.org",
    "assurer_email": "house@example.org",
    "freq": "WEEKLY",
    "wkst": "MO",
    "byday": "MO,TU",
    "interval": "1",
    "count": "52",
    "byweekno": "1,3",
    "bymonthday": "1",
    "byyearday": "10",
    "timezone": "-6",
    "dtstart": "2026-01-05",
    "until": "2026-12-31",
    "valid_from": "2026-01-01",
    "valid_to": "2026-12-31",
    "opens_at": "09:00",
    "closes_at": "17:00",
    "extension": "12",
    "number": "204-555-0101",
    "currency": "CAD",
    "country": "CA",
    "external_identifier_type": "UPRN",
    "attending_type": "in-person",
    "extent_type": "text",
    "language": "en",
    "code": "en",
    "link_type": "topic",
}


def whole(cast, name, **links):
    """A record with every field of its object filled."""
    described = OBJECTS[name]
    values = {}
    for number, field in enumerate(described.fields.values()):
        value = CODES.get(field.name) if field.name in CODES else VALUES.get(field.kind, f"{name} {field.name}")
        if name == "contact" and field.name == "name":
            value = ""  # a person's name is never public
        values[field.at] = value.format(number) if isinstance(value, str) else value
    own = factories._own(cast.downtown)
    row = model_of(name).objects.create(**{**own, **values, **links})
    for field in described.texts:
        told = {"entity": name, "record": row.public_id, "language": "fr", "text": f"{field.name} en français"}
        FieldText.objects.create(organization=cast.downtown, field=field.name, **told)
    return row


@pytest.fixture
def everything(cast):
    """Each object, hung on each that it may hang on."""
    made = {}
    unit, taxonomy = whole(cast, "unit"), whole(cast, "taxonomy")
    parent_term = whole(cast, "taxonomy_term", taxonomy=taxonomy)
    term = whole(cast, "taxonomy_term", taxonomy=taxonomy, parent=parent_term)
    above = whole(cast, "organization")
    agency = whole(cast, "organization", parent_organization=above)
    program = whole(cast, "program", agency=agency)
    service = whole(cast, "service", agency=agency, program=program)
    location = whole(cast, "location", agency=agency)
    tie = whole(cast, "service_at_location", service=service, location=location)
    parents = {"organization": agency, "service": service, "location": location, "service_at_location": tie}
    made |= parents
    for name in ("address", "accessibility"):
        made[name] = whole(cast, name, location=location)
    for name in ("cost_option", "required_document"):
        made[name] = whole(cast, name, service=service)
    made["service_capacity"] = whole(cast, "service_capacity", service=service, unit=unit)
    made["organization_identifier"] = whole(cast, "organization_identifier", agency=agency)
    for name in ("contact", "phone", "language", "schedule", "service_area", "funding", "url"):
        for link in OBJECTS[name].links.values():
            if link.to in parents:
                made[name] = whole(cast, name, **{link.attr: parents[link.to]})
    for contact in list(model_of("contact").objects.all()):
        whole(cast, "phone", contact=contact)
    whole(cast, "language", phone=made["phone"])
    for name, row in [*made.items(), ("unit", unit), ("program", program)]:
        own = {
            "term": term,
            "link": row.public_id,
            "link_entity": name,
            "link_type": "topic",
            "value": "v",
            "label": "l",
        }
        Attribute.objects.create(**factories._own(cast.downtown, **own))
    visibility.refresh(cast.downtown.pk)
    return service


def fields_missing(name, one):
    """Fields of the object that are not in its JSON, and of all that is inside."""
    described = OBJECTS[name]
    left_out = {field for entity, field in NAMES_A_PERSON if entity == name} | set(described.links)
    if name == "contact":
        left_out |= {"name"}
    missing = [f"{name}.{key}" for key in described.fields if key not in left_out and key not in one]
    for nested in nested_in(name):
        for part in one.get(nested.key, ()):
            missing += fields_missing(nested.object, part)
    for key, link in single_in(name):
        if key in one and len(one[key]) > 1:
            missing += fields_missing(described.links[link].to, one[key])
    return missing


def inside(name, one, seen):
    """The names of all objects in a JSON."""
    seen.add(name)
    for nested in nested_in(name):
        for part in one.get(nested.key, ()):
            inside(nested.object, part, seen)
    for key, link in single_in(name):
        if key in one:
            inside(OBJECTS[name].links[link].to, one[key], seen)
    for part in one.get("attributes", ()):
        inside("attribute", part, seen)
    return seen


def test_every_field_of_every_object_is_told(client, everything):
    service = answer(client, f"services/{everything.public_id}")
    agency = answer(client, f"organizations/{everything.agency.public_id}", full_service="true")

    assert fields_missing("service", service) + fields_missing("organization", agency) == []
    told = inside("service", service, set()) | inside("organization", agency, set())
    assert OBJECTS.keys() - NOT_TOLD - told == {"taxonomy"}  # it has a list of its own
    for name, path in (("taxonomy", "taxonomies"), ("taxonomy_term", "taxonomy_terms")):
        first = answer(client, path, per_page="500")["contents"][0]["id"]  # our own topics come last
        assert fields_missing(name, answer(client, f"{path}/{first}")) == []
    assert {one["field"] for one in service["field_texts"]} == {field.name for field in OBJECTS["service"].texts}


def every_way(client, name):
    """(is it whole, the record): of lists in pages and in lines, and by itself."""
    for full, form in itertools.product(("true", ""), ("json", "ndjson")):
        response = client.get(f"/hsds/{name}", {"full": full, "format": form})
        if form == "ndjson":
            lines = b"".join(response.streaming_content).decode().splitlines()
            yield from ((bool(full), json.loads(line)) for line in lines)
        else:
            yield from ((bool(full), one) for one in response.json()["contents"])
    for one in client.get(f"/hsds/{name}").json()["contents"]:
        yield True, client.get(f"/hsds/{name}/{one['id']}").json()


@real_data
def test_every_way_of_asking_is_as_the_published_schemas_have_it(client, everything):
    whole_3_0 = jsonschema.Draft202012Validator(schema("compiled/service.json"))
    list_3_0 = jsonschema.Draft202012Validator(schema("compiled/service_list.json"))
    of_uk = jsonschema.Draft202012Validator(
        json.loads((DATA / "oruk_profile" / "schema" / "compiled" / "service.json").read_text())
    )
    asked = {name: list(every_way(client, name)) for name in LISTS}

    for is_whole, one in asked["services"]:
        (whole_3_0 if is_whole else list_3_0).validate(one)
        if is_whole:
            of_uk.validate(one)
    for name, rows in asked.items():
        object_name = {"taxonomies": "taxonomy"}.get(name, name.removesuffix("s"))
        checked = validator(f"{object_name}.json")
        assert rows
        for _is_whole, one in rows:
            checked.validate(one)


def test_the_shortest_answer_has_an_id_and_an_instant(client, everything):
    for name in LISTS:
        for one in client.get(f"/hsds/{name}", {"minimal": "true"}).json()["contents"]:
            assert one.keys() == {"id", "last_modified"}
            assert uuid.UUID(one["id"])
            assert one["last_modified"]


@real_data
def test_room_without_a_unit_or_a_time_is_as_the_schema_has_it_too(client, cast):
    row = factories.service(cast.downtown)
    for number in (3, None):
        own = factories._own(cast.downtown, service=row, hsds_id=str(new_id()))
        model_of("service_capacity").objects.create(**own, available=number)
    visibility.refresh(cast.downtown.pk)

    told = answer(client, f"services/{row.public_id}")

    validator("service.json").validate(told)
    assert [one["available"] for one in told["capacities"]] == [3]
