import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, box

from tuque.geo.finding import Box, Finder, cell_of, looks_swapped

pytestmark = pytest.mark.once

WINNIPEG = Box(-97.4, 49.7, -96.9, 50.0)
LON = st.floats(-180, 180)
LAT = st.floats(-90, 90)
SQUARES = [((x, y), box(x, y, x + 1, y + 1)) for x in range(4) for y in range(3)]


@given(LON, LAT)
def test_a_cell_fits_a_signed_column_and_is_the_same_each_time(lon, lat):
    cell = cell_of(lon, lat)

    assert 0 < cell < 2**63
    assert cell == cell_of(lon, lat)


@given(st.lists(st.tuples(st.floats(-1, 5), st.floats(-1, 4)), max_size=20))
def test_the_index_finds_what_trying_each_area_finds(points):
    found = Finder(SQUARES).find_many([x for x, _ in points], [y for _, y in points])

    assert found == [next((key for key, area in SQUARES if area.intersects(Point(x, y))), None) for x, y in points]


def test_nothing_is_found_where_there_are_no_areas():
    assert Finder[int]([]).find(0, 0) is None


def test_latitude_written_before_longitude_is_noticed():
    assert looks_swapped(49.9, -97.1, box=WINNIPEG)
    assert not looks_swapped(-97.1, 49.9, box=WINNIPEG)
    assert not looks_swapped(2.35, 48.85, box=WINNIPEG)
