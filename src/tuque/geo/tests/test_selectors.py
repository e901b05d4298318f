import gzip
import json
from datetime import timedelta

import pytest

from tuque.core.problems import NotFound
from tuque.geo import selectors
from tuque.geo.models import Area, Territory
from tuque.geo.tests import factories

pytestmark = pytest.mark.django_db


def test_a_point_is_found_in_its_area_and_nowhere_outside():
    layer = factories.layer()

    assert selectors.find_area(-97.13, 49.91, layer).code == "NE"
    assert selectors.find_area(-97.3, 49.91, layer) is None


def test_a_layer_imported_anew_is_read_anew():
    layer = factories.layer()
    selectors.find_area(-97.13, 49.91, layer)
    Area.objects.filter(code="NE").delete()
    layer.imported_at += timedelta(days=1)
    layer.save()

    assert selectors.find_area(-97.13, 49.91, layer) is None


def test_places_of_another_organization_are_not_listed(cast):
    ours = factories.place(cast.downtown)
    theirs = factories.place(cast.elsewhere)

    assert list(selectors.list_places(cast.noor)) == [ours]
    with pytest.raises(NotFound):
        selectors.get_place(theirs.public_id, viewer=cast.noor)


def test_the_chosen_territory_wins_over_the_latest_layer(cast):
    chosen = factories.layer("wards")
    latest = factories.layer("quarters", imported_at=factories.THEN + timedelta(days=1))
    Territory.objects.create(organization=cast.downtown, layer=chosen, chosen_at=factories.THEN)

    assert selectors.territory_of(cast.downtown) == chosen
    assert selectors.territory_of(cast.elsewhere) == latest


def test_the_drawn_layer_holds_every_area_with_both_names():
    drawn = json.loads(gzip.decompress(selectors.drawn_layer(factories.layer())))

    assert [feature["properties"]["code"] for feature in drawn["features"]] == ["NE", "NW", "SE", "SW"]
    assert drawn["features"][0]["properties"]["name_fr"] == "Quartier NE"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_map_opens_on_the_territory_in_the_readers_language(cast, sign_in, language):
    factories.layer()
    cast.noor.language = language

    props = selectors.map_props(cast.noor)

    assert props["bounds"] == pytest.approx([-97.16, 49.88, -97.12, 49.92])
    assert sign_in(cast.noor).get(props["layer"]["url"]).headers["Cache-Control"].endswith("immutable")


def test_before_any_boundaries_a_map_still_opens(cast):
    assert selectors.map_props(cast.noor)["layer"] is None
