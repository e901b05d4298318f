"""Areas of several layers under one organization: "1" here is not "1" there."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from tuque.core import outbox
from tuque.core.clock import now
from tuque.geo import services as geo_services
from tuque.geo.tests import factories as geo
from tuque.insight import choices, filters, heat, report, report_map, selectors
from tuque.insight.tests import factories
from tuque.interactions import filters as records_filters
from tuque.interactions import selectors as records

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 15, 18, 0, tzinfo=UTC)  # noon in Winnipeg
JANUARY = {"from": "2026-01-01", "to": "2026-01-31"}
FAR = -79.4


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def two(cast):
    """Two layers with an area "1" each, eighteen degrees apart; six records in the near one, seven in the far one."""
    near, far = geo.layer("wards"), geo.layer("crisis-areas", vintage="2024")
    ours, theirs = geo.area(near, "1", -97.2, 49.8), geo.area(far, "1", FAR, 43.6)
    geo_services.choose_territory(organization=cast.downtown, layer=near, at=NOON)
    for area, count in ((ours, 6), (theirs, 7)):
        for row in factories.interactions(cast.downtown, count, at=NOON):
            factories.change(row, area=area)
    return ours, theirs


def asked(**query):
    return filters.read(JANUARY | query, today=NOON.date())


def test_each_area_of_the_board_opens_its_own_records(cast, two):
    made = selectors.get_board(asked(), viewer=cast.dana, at=NOON)

    assert {line.records for line in made.by_area} == {6, 7}
    assert len({line.label for line in made.by_area}) == 2
    for line in made.by_area:
        query = dict(parse_qsl(urlsplit(line.url).query))
        page = records.list_interactions(records_filters.read(query), viewer=cast.dana, at=NOON)
        assert len(page.rows) == line.records


def test_a_code_in_an_address_is_that_of_the_territory(cast, two):
    page = records.list_interactions(records_filters.read(JANUARY | {"area": "1"}), viewer=cast.dana, at=NOON)

    assert len(page.rows) == 6
    assert selectors.get_board(asked(area="1"), viewer=cast.dana, at=NOON).total.records == 6


def test_a_board_narrows_to_the_area_that_was_chosen(cast, two):
    for area, count in zip(two, (6, 7), strict=True):
        narrowed = asked(area=str(area.public_id))

        offered = choices.FilterChoices.for_viewer(cast.dana, narrowed).areas

        assert selectors.get_board(narrowed, viewer=cast.dana, at=NOON).total.records == count
        assert [one.label for one in offered if one.is_chosen] == ["Quarter 1"]
    assert selectors.get_board(asked(area="nowhere"), viewer=cast.dana, at=NOON).is_empty


def test_the_map_draws_the_area_of_its_own_layer(cast, two, sign_in):
    client = sign_in(cast.dana)
    query = "from=2026-01-01&to=2026-01-31&shape=areas"

    made = json.loads(client.get(f"/map/cells.geojson?{query}").content)

    (feature,) = made["features"]
    assert feature["properties"]["interactions"] == 6
    assert feature["geometry"]["coordinates"][0][0][0] < -97


def test_the_report_outlines_only_areas_with_records(cast, two):
    factories.interactions(cast.downtown, 5, at=NOON, cell=622203769592872959, lon=-97.19, lat=49.81)
    other = geo.layer("older", vintage="2016")
    geo.area(other, "1", 10, 10)
    made = report.get_report(asked(), viewer=cast.dana, at=NOON)

    drawn = json.dumps(report_map.map_of(made))

    assert made.map.total == 5
    assert "Polygon" in drawn
    assert "[10, 10" not in drawn
    assert "10.02" not in drawn


def test_a_table_of_areas_says_the_layer_where_there_are_several(cast, two, sign_in):
    file = sign_in(cast.dana).get("/board/area.csv", JANUARY).content.decode("utf-8-sig")

    labels = {row["label"]: row["interactions"] for row in csv.DictReader(io.StringIO(file)) if row["code"]}

    assert labels == {"Quarter 1 (Quarters, 2026)": "6", "Quarter 1 (Quarters, 2024)": "7"}


def test_the_board_follows_boundaries_that_come_after_the_records(cast):
    factories.interactions(cast.downtown, 6, at=NOON, lon=-97.13, lat=49.91)
    assert [line.label for line in selectors.get_board(asked(), viewer=cast.dana, at=NOON).by_area] == ["No area"]

    geo_services.choose_territory(organization=cast.downtown, layer=geo.layer(), at=NOON)
    outbox.deliver_due(clock=lambda: now() + timedelta(seconds=1))

    (line,) = selectors.get_board(asked(), viewer=cast.dana, at=NOON).by_area
    (spot,) = heat.get_map(heat.read({"shape": "areas"}, asked()), viewer=cast.dana, at=NOON).spots
    assert (line.label, line.records) == ("Quarter NE", 6)
    assert (spot.code, spot.count) == ("NE", 6)


@pytest.fixture
def grid(cast):
    """Eight by eight squares, of which nine in a corner have far more than the others."""
    layer = geo.layer("grid")
    layer.areas.all().delete()
    squares = {}
    for row in range(8):
        for column in range(8):
            squares[row, column] = geo.area(layer, f"{row}-{column}", -97.2 + column * 0.02, 49.8 + row * 0.02)
    geo_services.choose_territory(organization=cast.downtown, layer=layer, at=NOON)
    for (row, column), area in squares.items():
        for record in factories.interactions(cast.downtown, 8 if row < 3 and column < 3 else 1, at=NOON):
            factories.change(record, area=area)
    return squares


@pytest.mark.parametrize(("language", "said"), [("en", "64 areas looked at"), ("fr", "64 secteurs examinés")])
def test_hot_areas_stand_out_and_the_page_says_so(cast, grid, sign_in, language, said):
    made = heat.get_map(heat.read({"shape": "areas", "measure": "score"}, asked()), viewer=cast.dana, at=NOON)
    cast.dana.language = language
    cast.dana.save()

    page = sign_in(cast.dana).get("/map", JANUARY | {"shape": "areas", "measure": "score"}).content.decode()

    hot = {spot.code for spot in made.spots if spot.kind == "hot"}
    assert made.enough
    assert "1-1" in hot
    assert not hot & {f"{row}-{column}" for row in range(5, 8) for column in range(5, 8)}
    assert made.breaks  # so that the legend is not empty
    assert said in page


def test_the_score_of_an_area_is_esdas_over_those_that_touch_it(cast, grid):
    esda, libpysal = pytest.importorskip("esda"), pytest.importorskip("libpysal")
    made = heat.get_map(heat.read({"shape": "areas"}, asked()), viewer=cast.dana, at=NOON)
    order = sorted(made.spots, key=lambda spot: spot.code)
    weights = libpysal.weights.lat2W(8, 8, rook=False)

    theirs = esda.G_Local([float(spot.count) for spot in order], weights, transform="B", star=True, permutations=0)

    assert [spot.score for spot in order] == pytest.approx(list(theirs.Zs))


@pytest.mark.parametrize(("language", "said"), [("en", "over 30 areas are needed"), ("fr", "sur 30 secteurs")])
def test_too_few_areas_to_tell_is_said(cast, two, sign_in, language, said):
    cast.dana.language = language
    cast.dana.save()

    page = sign_in(cast.dana).get("/map", JANUARY | {"shape": "areas", "measure": "score"}).content.decode()

    assert said in page
