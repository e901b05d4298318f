"""Hours of presence beside the counts: where patrols were recorded, and where they were not."""

import csv
import io
import math
from datetime import UTC, datetime, timedelta

import h3.api.basic_int as h3
import pytest
from shapely.geometry import box, mapping

from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.geo import services as geo_services
from tuque.geo.tests import factories as geo
from tuque.insight import cells, filters, heat, report
from tuque.insight.tests import factories
from tuque.interactions.patrols import services
from tuque.interactions.patrols.presence import Position, Span

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 15, 18, 0, tzinfo=UTC)  # noon in Winnipeg
JANUARY = {"from": "2026-01-01", "to": "2026-01-31"}
NE = h3.latlng_to_cell(49.91, -97.13, 10)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def layer(cast):
    made = geo.layer()
    geo_services.choose_territory(organization=cast.downtown, layer=made, at=NOON)
    return made


def map_of(viewer, **query):
    asked = heat.read(query, filters.read(JANUARY | query, today=NOON.date()))
    return heat.get_map(asked, viewer=viewer, at=NOON)


def patrol(cast, *, hours=3.0, at=NOON - timedelta(hours=5), areas=(), positions=()):
    span = Span(at, at + timedelta(hours=hours), areas=tuple(one.pk for one in areas), positions=tuple(positions))
    services.record_patrol(team=cast.foot_patrol, by=cast.noor, span=span, key=new_id(), at=NOON)


@pytest.mark.parametrize(
    ("language", "words", "said"),
    [("en", "No patrol was recorded", "Not recorded"), ("fr", "Aucune patrouille n’a été consignée", "Non consigné")],
)
def test_without_a_patrol_presence_is_not_recorded_and_never_0(cast, layer, sign_in, language, words, said):
    factories.interactions(cast.downtown, 6, at=NOON, cell=NE, area=layer.areas.get(code="NE"))
    cast.dana.language = language
    cast.dana.save()
    client = sign_in(cast.dana)

    for shape in ("cells", "areas"):
        page = client.get("/map", JANUARY | {"shape": shape}).content.decode()
        file = client.get("/map/cells.csv", JANUARY | {"shape": shape}).content.decode("utf-8-sig")
        (row,) = csv.DictReader(io.StringIO(file))
        assert words in page
        assert said in page
        assert row["presence_hours"] == row["found_per_hour"] == ""
        assert map_of(cast.dana, shape=shape).spots[0].hours is None
    paper = client.get("/reports", JANUARY).content.decode()
    assert {"en": "presence on patrol: not recorded", "fr": "présence en patrouille\xa0: non consignées"}[
        language
    ] in paper
    assert report.get_report(filters.read(JANUARY, today=NOON.date()), viewer=cast.dana, at=NOON).presence_hours is None


def test_a_patrol_in_areas_is_beside_their_counts_and_spread_over_their_cells(cast, layer):
    north, south = layer.areas.get(code="NE"), layer.areas.get(code="SE")
    factories.interactions(cast.downtown, 6, at=NOON, cell=NE, area=north)
    patrol(cast, hours=4, areas=[north, south])

    by_area = {spot.code: spot for spot in map_of(cast.dana, shape="areas").spots}
    made = map_of(cast.dana)

    assert {code: spot.hours for code, spot in by_area.items()} == {"NE": 2, "SE": 2}
    assert by_area["NE"].rate == 3
    assert made.presence_hours == pytest.approx(4)
    (spot,) = made.spots
    inside = cells.within(north.geometry, 9, surface_km2=north.surface_km2)
    assert spot.cell in inside
    assert spot.hours == pytest.approx(2 / len(inside))


def test_the_map_of_hours_colours_the_cells_of_the_areas_where_patrols_were(cast, layer):
    patrol(cast, hours=4, areas=[layer.areas.get(code="NE")])
    factories.interactions(cast.downtown, 2, at=NOON, cell=h3.latlng_to_cell(49.885, -97.155, 10))

    counted, hours = map_of(cast.dana), map_of(cast.dana, measure="hours")

    assert len(counted.spots) == 1
    assert sum(spot.hours for spot in hours.spots) == pytest.approx(4)
    assert hours.enough == counted.enough
    assert hours.cells_looked_at == counted.cells_looked_at
    assert hours.breaks


def test_a_patrol_at_positions_is_in_its_cells_and_in_their_area(cast, layer):
    factories.interactions(cast.downtown, 6, at=NOON, cell=NE, area=layer.areas.get(code="NE"))
    patrol(cast, hours=2, positions=[Position(NOON - timedelta(hours=4), NE)])

    assert map_of(cast.dana).spots[0].hours == 2
    assert map_of(cast.dana, shape="areas").spots[0].hours == 2


def test_hours_in_areas_of_a_former_territory_are_in_those_of_the_new_one(cast, layer):
    patrol(cast, hours=4, areas=[layer.areas.get(code="NE")])
    wider = geo.layer("wider")
    wider.areas.all().delete()
    geo.area(wider, "ALL", geo.WEST - 0.05, geo.SOUTH - 0.05, side=0.2)

    geo_services.choose_territory(organization=cast.downtown, layer=wider, at=NOON)

    (spot,) = map_of(cast.dana, shape="areas").spots
    assert (spot.code, spot.hours) == ("ALL", pytest.approx(4))


def test_hours_that_nobody_placed_are_in_the_report_alone(cast):
    factories.interactions(cast.downtown, 6, at=NOON, cell=NE)
    patrol(cast, hours=1.5)

    made = report.get_report(filters.read(JANUARY, today=NOON.date()), viewer=cast.dana, at=NOON)

    assert made.presence_hours == 1.5
    assert map_of(cast.dana).spots[0].hours == 0


@pytest.mark.parametrize("resolution", cells.RESOLUTIONS)
def test_the_cells_of_an_area_cover_its_surface_and_one_of_a_door_is_one(resolution):
    wide = mapping(box(-97.2, 49.8, -97.1, 49.9))
    km2 = 111.2 * 0.1 * 111.2 * 0.1 * math.cos(math.radians(49.85))

    found = cells.within(wide, resolution, surface_km2=km2)

    assert len(found) * cells.SURFACE_KM2[resolution] == pytest.approx(km2, rel=0.25)
    assert len(cells.within(mapping(box(-97.2, 49.8, -97.1999, 49.8001)), resolution, surface_km2=0.0001)) == 1
    assert cells.within(wide, resolution, surface_km2=1e6) == ()


@pytest.mark.parametrize(("address", "root"), [("/map", 'id="map-part"'), ("/board", 'id="board"')])
def test_an_open_page_draws_again_when_a_patrol_changes_and_not_otherwise(cast, sign_in, address, root):
    factories.interactions(cast.downtown, 3, at=now(), team=cast.foot_patrol)
    dana, live = sign_in(cast.dana), {"HX-Request": "true"}
    stream = f"/streams/interactions/{cast.downtown.public_id}"
    seen = str(dana.get(address).context["board"].sequence)
    at = now()
    span = Span(at - timedelta(hours=3), at - timedelta(hours=1))

    def rows() -> list[dict[str, object]]:
        return dana.get(stream, {"after": seen}, headers={"Accept": "application/json"}).json()["rows"]

    def part() -> str:
        return dana.get(address, {"seen": seen}, headers=live).content.decode()

    assert (rows(), root in part()) == ([], False)
    outing = services.begin_patrol(team=cast.foot_patrol, by=cast.noor, key=new_id(), at=span.starts_at)
    changes = [
        lambda: services.write_patrol(public_id=outing.public_id, by=cast.noor, span=span, at=at),
        lambda: services.record_patrol(team=cast.foot_patrol, by=cast.noor, span=span, key=new_id(), at=at),
        lambda: services.discard_patrol(public_id=outing.public_id, by=cast.noor, at=at),
    ]
    for change in changes:
        change()
        assert [row["kind"] for row in rows()] == ["changed"]
        assert root in part()
        seen = str(dana.get(address).context["board"].sequence)
        assert (rows(), root in part()) == ([], False)
    assert ("2 h of presence on patrol" in dana.get(address).content.decode()) is (address == "/map")
