"""A postal code alone asks who serves there, as HSDS and its profile of the United Kingdom say: by areas, else by where a service is."""

import json

import pytest

from tuque.directory import visibility
from tuque.directory.interface.coverage import There, holds
from tuque.directory.models import Location, Service, ServiceArea, ServiceAtLocation
from tuque.directory.tests import factories
from tuque.directory.tests.test_interface import answer
from tuque.geo.tests import factories as geo_factories

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[-97.2, 49.8], [-97.0, 49.8], [-97.0, 50.0], [-97.2, 50.0], [-97.2, 49.8]]],
}
FAR = {"type": "Polygon", "coordinates": [[[-80, 43], [-79, 43], [-79, 44], [-80, 44], [-80, 43]]]}
HERE = There(
    "R3C0A1",
    (-97.1, 49.9),
    frozenset({"winnipeg"}),
    lambda name: name == "Centre",
    lambda name: name in ("Centre", "North"),
)


@pytest.mark.parametrize(
    ("name", "extent", "held"),
    [
        ("", json.dumps(SQUARE), True),
        ("Winnipeg", json.dumps(FAR), False),
        ("", json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": SQUARE}]}), True),
        ("R3C", "", True),
        ("R3B; R3C 0A1", "", True),
        ("R3B, R2W", "", False),
        ("Winnipeg", "", True),
        ("winnipeg, MB", "", True),
        ("R3C 0A1, Winnipeg, MB, Canada", "", True),
        ("Brandon, MB, Canada", "", None),
        ("North, Winnipeg, MB", "", None),
        ("North", "", False),
        ("North, Centre", "", True),
        ("Manitoba", "", True),
        ("Ontario", "", False),
        ("Nouvelle-Écosse", "", False),
        ("Newfoundland and Labrador", "", False),
        ("Canada", "", True),
        ("Saint Boniface", "", None),
        ("", "", None),
        ("Whoever needs it", "", None),
        ("", "{" * 5000, None),
        ("", "[" * 40000, None),
        ("", '{"type": "Polygon", "coordinates": "x"}', None),
        ("", '{"type": "FeatureCollection", "features": {"a": 1}}', None),
        ("", '{"type": "Point", "coordinates": [-97.1, 49.9]}', None),
    ],
)
def test_an_area_holds_a_code_or_does_not_or_nobody_can_say(name, extent, held):
    assert holds(name, extent, HERE) is held


def test_of_the_beginning_of_a_code_a_part_is_not_surely_the_whole():
    assert holds("R3C 0A1", "", There("R3C")) is None
    assert holds("R3C", "", There("R3C")) is True
    assert holds("90210", "", There("90210")) is True
    assert holds("Ontario", "", There("90210")) is None


@pytest.fixture
def services(cast, db):
    """By name: all at R3C but the far ones, which are at R1N."""
    made = {}
    areas = {
        "here": [],
        "here, in words": ["Whoever needs it"],
        "here, elsewhere alone": ["R2W", "Ontario"],
        "here, elsewhere and in words": ["R2W", "Ask us"],
        "far": [],
        "far, serves the town": ["Winnipeg"],
        "far, serves the code": ["R2W, R3C"],
        "far, serves the square": [SQUARE],
        "far, serves elsewhere": ["Ontario"],
        "far, serves Quarter SW": ["Quarter SW"],
    }
    for number, (name, told) in enumerate(areas.items()):
        row = made[name] = factories.service(cast.downtown, name)
        where = {"latitude": 50.5, "longitude": -98.5 - number / 100} if name.startswith("far") else {}
        location = factories.place(row, f"{number} Example Street", **where)
        if name.startswith("far"):
            location.addresses.update(postal_code="R1N 0A1", city="Portage")
        for one in told:
            said = {"name": one} if isinstance(one, str) else {"extent": json.dumps(one), "extent_type": "geojson"}
            ServiceArea.objects.create(**factories._own(cast.downtown, service=row, **said))
    visibility.refresh(cast.downtown.pk)
    return made


def named(client, **asked):
    return {one["name"] for one in answer(client, "services", **asked)["contents"]}


def test_a_postal_code_alone_gives_who_serves_there_and_who_is_there(client, cast, services):
    geo_factories.area(geo_factories.layer(), "R", -97.11, 49.89)
    geo_factories.Area.objects.filter(code="R").update(name_en="Quarter SW")

    found = {"here", "here, in words", "here, elsewhere and in words", "far, serves the town", "far, serves the code"}
    found |= {"far, serves the square", "far, serves Quarter SW"}

    assert named(client, postcode="R3C 0A1") == found
    assert named(client, postcode="r3c") == found
    assert named(client, postcode="R2W 1A1") == {
        "here, elsewhere alone",
        "here, elsewhere and in words",
        "far, serves the code",
    }
    assert named(client, postcode="M5V 1A1") == {"here, elsewhere alone", "far, serves elsewhere"}
    assert named(client, postcode="R1N0A1") == {"far", "far, serves the town"}
    ties = {one["service_id"] for one in answer(client, "service_at_locations", postcode="R3C 0A1")["contents"]}
    assert ties == {services[name].hsds_id for name in found}


def test_with_metres_those_near_are_given_but_those_that_serve_elsewhere_alone(client, services):
    near = {"here", "here, in words", "here, elsewhere and in words"}

    assert named(client, postcode="R3C 0A1", proximity="800") == near


def test_an_area_of_one_place_counts_and_what_is_hidden_does_not(client, cast, services):
    tie = ServiceAtLocation.objects.get(service=services["far"])
    ServiceArea.objects.create(**factories._own(cast.downtown, service_at_location=tie, name="R3C"))
    Service.objects.filter(pk=services["far, serves the code"].pk).update(is_confidential=True)
    Location.objects.filter(services_here__service=services["far, serves the town"]).update(is_confidential=True)
    visibility.refresh(cast.downtown.pk)

    found = named(client, postcode="R3C 0A1")

    assert "far" in found
    assert "far, serves the code" not in found
    assert "far, serves the town" in found
    ties = {one["service_id"] for one in answer(client, "service_at_locations", postcode="R3C 0A1")["contents"]}
    assert services["far, serves the town"].hsds_id not in ties


def test_the_description_of_the_interface_says_what_a_postal_code_means(client, db):
    told = client.get("/hsds/openapi.json").json()["paths"]["/services"]["get"]["parameters"]

    assert "area surely holds" in next(one for one in told if one["name"] == "postcode")["schema"]["description"]
