"""The map: where, beside how much presence, with what is more than chance; and what its files leave out."""

import csv
import io
import json
import math
import re
from datetime import timedelta
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

import h3.api.basic_int as h3
import pytest
from conftest import NOON
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tuque.core.clock import now
from tuque.geo.models import Place
from tuque.insight import bearings, cells, facts, filters, heat
from tuque.insight.statistics.hot_spots import Kind
from tuque.insight.tests import factories
from tuque.insight.views import map as views
from tuque.interactions import filters as records_filters
from tuque.interactions import selectors as records
from tuque.interactions.models import Patrol

HERE = h3.latlng_to_cell(49.895, -97.138, 10)
THERE = h3.latlng_to_cell(49.93, -97.1, 10)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def map_of(viewer, **query):
    asked = heat.read(query, filters.read(query, today=NOON.date()))
    return heat.get_map(asked, viewer=viewer, at=NOON)


def patrol(cast, *, team, hours, at=NOON - timedelta(days=1), cell=HERE):
    Patrol.objects.create(organization=cast.downtown, team=team, cell=cell, starts_at=at, seconds=int(hours * 3600))


@given(st.floats(-89, 89), st.floats(-179, 179), st.sampled_from(cells.RESOLUTIONS))
def test_the_parent_made_of_bits_is_the_parent(lat, lon, resolution):
    cell = h3.latlng_to_cell(lat, lon, 10)

    made = eval(cells.parent_sql(str(cell), resolution))  # noqa: S307  SQL's bit operators are Python's

    assert made == h3.cell_to_parent(cell, resolution)


def test_presence_stands_beside_the_counts(cast):
    factories.interactions(cast.downtown, 6, at=NOON, cell=HERE, team=cast.foot_patrol)
    factories.interactions(cast.downtown, 2, at=NOON, cell=HERE, origin="called")
    factories.interaction(cast.downtown, at=NOON)
    patrol(cast, team=cast.foot_patrol, hours=3)

    (spot,) = map_of(cast.dana).spots

    assert (spot.count, dict(spot.counts), spot.hours, spot.rate) == (8, {"found": 6, "called": 2}, 3, 2)
    assert map_of(cast.dana).unplaced == 1


def test_a_rate_over_a_few_minutes_is_not_said(cast):
    factories.interactions(cast.downtown, 6, at=NOON, cell=HERE)
    patrol(cast, team=cast.foot_patrol, hours=0.5)

    assert map_of(cast.dana).spots[0].rate is None


def test_a_supervisor_sees_the_places_and_the_presence_of_their_teams(cast):
    factories.interaction(cast.downtown, at=NOON, cell=HERE, team=cast.foot_patrol)
    factories.interaction(cast.downtown, at=NOON, cell=THERE, team=cast.van)
    patrol(cast, team=cast.van, hours=2)

    made = map_of(cast.bea)

    assert [spot.count for spot in made.spots] == [1]
    assert made.spots[0].hours is made.presence_hours is None  # none of theirs was recorded
    assert map_of(cast.odile).spots == []


def test_too_little_is_said_and_not_ranked_as_hot(cast):
    factories.interactions(cast.downtown, 10, at=NOON, cell=HERE)

    made = map_of(cast.dana)

    assert not made.enough
    assert made.spots[0].kind is None


@pytest.mark.parametrize("resolution", cells.RESOLUTIONS)
def test_a_place_opens_the_records_that_it_counts(cast, resolution):
    for cell in h3.grid_disk(HERE, 3):
        factories.interaction(cast.downtown, at=NOON, cell=cell)

    for spot in map_of(cast.dana, res=str(resolution)).spots:
        query = dict(parse_qsl(urlsplit(spot.url).query))
        page = records.list_interactions(records_filters.read(query), viewer=cast.dana, at=NOON)
        assert len(page.rows) == spot.count


def test_a_cluster_is_hot_and_its_far_neighbour_is_not(cast):
    for place, cell in enumerate(sorted(h3.grid_disk(h3.cell_to_parent(HERE, 9), 4))):
        factories.interactions(cast.downtown, 1 + place % 2, at=NOON, cell=h3.cell_to_center_child(cell, 10))
    for cell in h3.grid_disk(h3.cell_to_parent(HERE, 9), 1):
        factories.interactions(cast.downtown, 8, at=NOON, cell=h3.cell_to_center_child(cell, 10))

    made = map_of(cast.dana)

    assert made.enough
    hot = {spot.cell for spot in made.spots if spot.kind == Kind.HOT}
    assert h3.cell_to_parent(HERE, 9) in hot
    assert hot <= set(h3.grid_disk(h3.cell_to_parent(HERE, 9), 2))


@pytest.mark.parametrize(
    ("by", "frame", "expected"), [("month", 0, 1), ("month", 1, 2), ("hour", 12, 3), ("hour", 3, 0)]
)
def test_the_slider_shows_one_moment(cast, by, frame, expected):
    factories.interactions(cast.downtown, 2, at=NOON, cell=HERE)
    factories.interaction(cast.downtown, at=NOON - timedelta(days=20), cell=HERE)
    noon_only = {"by": by, "frame": str(frame)}

    made = map_of(cast.dana, **noon_only, **{"from": "2025-12-01", "to": "2026-01-31"})

    # One of the two at noon was a minute before it.
    assert made.total == (expected - 1 if (by, frame) == ("hour", 12) else expected)


def test_a_file_hides_places_with_few(cast, sign_in):
    factories.interactions(cast.downtown, 9, at=NOON, cell=h3.latlng_to_cell(49.87, -97.2, 10))
    factories.interactions(cast.downtown, 5, at=NOON, cell=HERE)
    factories.interactions(cast.downtown, 4, at=NOON, cell=THERE)
    client = sign_in(cast.dana)
    query = "?from=2026-01-01&to=2026-01-31"

    rows = list(csv.DictReader(io.StringIO(client.get(f"/map/cells.csv{query}").content.decode("utf-8-sig"))))
    made = json.loads(client.get(f"/map/cells.geojson{query}").content)

    assert [(row["interactions"], row["hidden"]) for row in rows] == [("9", "False"), ("", "True"), ("", "True")]
    assert all(row["found_per_hour"] == "" for row in rows if row["hidden"] == "True")
    assert len(made["features"]) == 3
    ring = made["features"][0]["geometry"]["coordinates"][0]
    assert ring[0] == ring[-1]
    assert made["features"][1]["properties"]["interactions"] is None


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=60))
def test_the_classes_go_up_and_the_largest_is_the_darkest(values):
    breaks = heat.breaks_of(values)

    assert breaks == sorted(set(breaks))
    levels = [heat._level(value, breaks) for value in sorted(values)]
    assert levels == sorted(levels)
    assert levels[-1] == heat.CLASSES - 1
    assert levels[0] >= 0


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    "query", ["", "?measure=score&by=week", "?shape=areas&by=hour&frame=2", "?res=99&by=x&frame=-1"]
)
def test_the_page_answers_in_both_languages(cast, sign_in, language, query):
    cast.dana.language = language
    cast.dana.save()
    factories.interaction(cast.downtown, at=NOON, cell=HERE)

    response = sign_in(cast.dana).get(f"/map{query}")

    assert response.status_code == 200
    assert ("Carte" in response.content.decode()) == (language == "fr")


def test_what_one_process_knows_of_places_is_not_asked_of_another(cast):
    factories.interaction(cast.downtown, at=NOON, cell=HERE)
    facts.facts_of(cast.downtown).save()
    facts.forget(cast.downtown)

    assert map_of(cast.dana).total == 1


def test_without_boundaries_the_map_opens_where_the_records_are_and_says_what_is_missing(cast, sign_in):
    lon, lat = -97.138, 49.895
    factories.interaction(cast.downtown, at=now(), lat=lat, lon=lon, cell=HERE)

    page = sign_in(cast.dana).get("/map")

    west, south, east, north = page.context["base"]["bounds"]
    assert west < lon < east
    assert south < lat < north
    assert "No boundaries are here yet" in page.content.decode()


def test_the_map_follows_its_stream_and_is_not_drawn_again_for_nothing(cast, sign_in):
    browser = sign_in(cast.dana)
    page = browser.get("/map")
    assert 'data-live="/streams/interactions/' in page.content.decode()
    address = f"/map?seen={page.context['map'].sequence}"

    same = browser.get(address, headers={"hx-request": "true"})
    factories.interaction(cast.downtown, at=now())
    other = browser.get(address, headers={"hx-request": "true"})

    assert same["HX-Retarget"] == "#as-of"
    assert 'id="map-part"' in other.content.decode()


def test_a_cell_is_said_by_the_known_place_nearest_to_it(cast):
    lat, lon = h3.cell_to_latlng(h3.cell_to_parent(HERE, 9))
    Place.objects.create(organization=cast.downtown, code="corner", name="Sample Corner", lon=lon, lat=lat)
    north = h3.latlng_to_cell(lat + 0.009, lon, 10)  # a kilometre
    for cell in (HERE, north, THERE):
        factories.interaction(cast.downtown, at=NOON, cell=cell)

    labels = {spot.label for spot in map_of(cast.dana).spots}

    assert "Sample Corner" in labels
    (by_place,) = [label for label in labels if label.startswith("Sample Corner, ")]
    assert re.fullmatch(r"Sample Corner, (900|950|1000|1050|1100) m north", by_place)
    assert any(label.startswith("Cell ") for label in labels)  # four kilometres from any known place
    with translation.override("fr"):
        assert any(re.search(r", \d+ m au nord$", spot.label) for spot in map_of(cast.dana).spots)


@given(st.floats(-80, 80), st.floats(-179, 179), st.integers(0, 7), st.integers(60, 1900))
def test_a_way_and_a_distance_lead_back_to_the_point(lat, lon, eighth, metres):
    turn = math.radians(eighth * 45)
    north, east = metres * math.cos(turn) / 111_195, metres * math.sin(turn) / 111_195 / math.cos(math.radians(lat))
    place = bearings.Known("Sample Corner", lon, lat)

    assert bearings.distance_m(lon + east, lat + north, place) == pytest.approx(metres, rel=0.01)
    assert abs((bearings.bearing(place, lon + east, lat + north) - eighth * 45 + 180) % 360 - 180) < 1


@pytest.mark.parametrize("counts", [[1, 1, 2, 7, 30, 74], [1, 2, 3], [5, 5], [9, 40, 50]])
def test_the_legend_puts_no_number_in_two_classes(cast, counts):
    for count, cell in zip(counts, sorted(h3.grid_disk(h3.cell_to_parent(HERE, 9), 2)), strict=False):
        factories.interactions(cast.downtown, count, at=NOON, cell=h3.cell_to_center_child(cell, 10))

    words = [words for _level, words in views.legend(map_of(cast.dana))]

    ranges = [(int(part[0]), int(part[-1])) for part in (one.split(" to ") for one in words)]
    assert (ranges[0][0], ranges[-1][1]) == (min(counts), max(counts))
    assert all(before[1] + 1 == after[0] for before, after in pairwise(ranges))
    assert all(low <= high for low, high in ranges)
