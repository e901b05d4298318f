"""Near a neighbourhood or a place, by its name; where several are called so, whoever asks chooses."""

import pytest
from conftest import NOON

from tuque.directory import visibility
from tuque.directory.search import following, near
from tuque.directory.search.near import KnownPlace
from tuque.directory.tests import factories
from tuque.geo.models import Area
from tuque.geo.tests import factories as geo_factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(cast):
    """Winnipeg with two services, one in each of two neighbourhoods."""
    layer = geo_factories.layer()
    for code, en, fr in (("SW", "Downtown", "Centre-ville"), ("NE", "Villeray", "Villeray")):
        Area.objects.filter(layer=layer, code=code).update(name_en=en, name_fr=fr)
    for name, lon, lat in (("West meals", -97.15, 49.89), ("East meals", -97.13, 49.91)):
        factories.place(factories.service(cast.downtown, name), longitude=lon, latitude=lat)
    visibility.refresh(cast.downtown.pk)
    following.rebuild(today=NOON.date())
    return layer


def far_downtown(layer):
    other = geo_factories.layer("wards")
    Area.objects.filter(layer=other).exclude(code="SW").delete()
    Area.objects.filter(layer=other).update(
        name_en="Downtown", name_fr="Centre-ville", west=-95.0, east=-94.9, south=50, north=50.1
    )


@pytest.mark.parametrize(
    ("text", "first"), [("Downtown", "West"), ("centre ville", "West"), ("Villeray", "East"), ("vileray", "East")]
)
def test_the_nearest_to_a_neighbourhood_comes_first(client, city, text, first):
    page = client.post("/find", {"words": "meals", "near": text}).text

    other = {"West": "East", "East": "West"}[first]
    assert page.index(f"{first} meals") < page.index(f"{other} meals")


def test_where_several_are_called_so_one_chooses_and_the_choice_is_understood(client, city):
    far_downtown(city)

    page = client.post("/find", {"words": "meals", "near": "Downtown"}).text
    chosen = client.post("/find", {"words": "meals", "near": "Downtown, Winnipeg"}).text

    assert "Several places are called so" in page
    assert 'name="near" value="Downtown, Winnipeg"' in page
    assert "Several places" not in chosen
    assert "Near Downtown, Winnipeg: what answers best and is near comes first." in chosen


def test_a_town_comes_before_a_neighbourhood_of_its_name_that_is_offered_too(city):
    Area.objects.filter(layer=city, code="SE").update(name_en="Winnipeg", west=-90, east=-89.9)

    found = near.find("winnipeg", reader="en")

    assert found.where.shown == "Winnipeg"
    assert len(found.choices) == 1


@pytest.mark.parametrize(
    ("words", "rest"), [("meals near Downtown", "meals"), ("j’ai faim près du centre-ville", "j’ai faim")]
)
def test_a_neighbourhood_among_the_words_is_read_as_the_place(city, words, rest):
    where, left = near.in_words(words, reader="en")

    assert where.shown == "Downtown"
    assert left.strip() == rest
    assert near.in_words("help near my house", reader="en") == (None, "help near my house")


def test_a_place_that_only_a_specialist_knows_is_found_by_them_alone(city):
    known = [KnownPlace("Windmill Shelter", -97.13, 49.91)]

    assert near.find("windmill shelter", reader="en", known=known).where.shown == "Windmill Shelter"
    assert near.find("windmill shelter", reader="en").where is None
