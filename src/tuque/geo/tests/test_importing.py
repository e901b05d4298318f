import contextlib
import gzip
import json

import pytest
from conftest import NOON
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box, mapping, shape

import at_hand
from tuque.audit.models import AuditRecord
from tuque.geo import boundaries, selectors, services
from tuque.geo.boundaries import Fields, surface_km2
from tuque.geo.models import Area, AreaLayer
from tuque.geo.problems import FILE, AreasRefused

ATLAS = at_hand.data("atlas")
FIELDS = Fields(code="id", name="nom")
BOW_TIE = {"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}


def feature(code, name, geometry=None):
    return {
        "type": "Feature",
        "properties": {"id": code, "nom": name},
        "geometry": geometry or mapping(box(0, 0, 1, 1)),
    }


@pytest.fixture
def bring(tmp_path):
    def bring(features, *, fields=FIELDS, code="wards", **document):
        path = tmp_path / "areas.geojson"
        whole = {"type": "FeatureCollection", "features": features, **document}
        path.write_text(json.dumps(whole) if not isinstance(features, str) else features)
        return services.import_areas(path=path, fields=fields, about=services.LayerAbout(code, "2026"), at=NOON)

    return bring


@pytest.mark.django_db
def test_the_same_file_twice_changes_nothing_and_a_moved_border_one_area(bring):
    both = [feature("01", "Nord"), feature("02", "Sud", mapping(box(0, -1, 1, 0)))]

    assert (bring(both).new, bring(both).same) == (2, 2)
    before = Area.objects.get(code="02").pk
    moved = bring([both[0], feature("02", "Sud", mapping(box(0, -2, 1, 0)))])
    assert (moved.new, moved.changed, moved.same) == (0, 1, 1)
    assert Area.objects.get(code="02").pk == before
    assert AuditRecord.objects.filter(action="geo.areas_imported").count() == 3


@pytest.mark.django_db
def test_an_area_no_longer_in_the_file_stays_and_is_told(bring):
    bring([feature("1", "Nord"), feature("2", "Sud")])

    assert bring([feature("1", "Nord")]).absent == 1
    assert Area.objects.count() == 2


@pytest.mark.django_db
def test_a_broken_border_is_repaired_and_named(bring):
    summary = bring([feature("1", "Nord"), feature("2", "Nœud", BOW_TIE)])

    assert summary.repaired == ["Nœud"]
    assert shape(Area.objects.get(code="2").geometry).is_valid


@pytest.mark.django_db
def test_an_area_that_cannot_be_used_is_refused_by_name_and_the_others_enter(bring):
    summary = bring(
        [
            feature("1", "Nord"),
            feature("1", "Encore"),
            feature("", "Sans code"),
            feature("4", ""),
            feature("5", "Un point", {"type": "Point", "coordinates": [0, 0]}),
            feature("6", "Rien", {"type": "Polygon", "coordinates": "x"}),
        ]
    )

    assert summary.new == 1
    assert [(refused.label, refused.reason) for refused in summary.refused] == [
        ("Encore", "code_twice"),
        ("Sans code", "code_missing"),
        ("4", "name_missing"),
        ("Un point", "geometry_wrong"),
        ("Rien", "geometry_wrong"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("features", "options", "reason"),
    [
        ("not json", {}, "not_json"),
        ("[1]", {}, "not_collection"),
        ([], {}, "no_area"),
        ([feature("1", "Nord", mapping(box(630_000, 4_800_000, 630_100, 4_800_100)))], {}, "not_degrees"),
        ([feature("1", "Nord", mapping(box(49, -98, 50, -97)))], {}, "swapped"),
        ([feature("1", "Plateau", mapping(box(45.5, -73.6, 45.6, -73.5)))], {}, "swapped"),  # Montréal
        ([feature("1", "Annex", mapping(box(43.6, -79.5, 43.7, -79.3)))], {}, "swapped"),  # Toronto
        ([feature("1", "Quidi Vidi", mapping(box(47.5, -52.8, 47.6, -52.7)))], {}, "swapped"),  # St. John's
        ([feature("1", "Nord")], {"fields": Fields("id", "name")}, "field_missing"),
        ([feature("1", "Nord")], {"crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::32617"}}}, "not_wgs84"),
        ([feature("1", "Nord")], {"code": "Mes Quartiers"}, "layer_code_wrong"),
    ],
)
def test_a_file_that_cannot_be_used_says_what_to_mend_and_writes_nothing(bring, features, options, reason):
    with pytest.raises(AreasRefused) as refused:
        bring(features, **options)
    assert refused.value.reason == reason
    assert refused.value.message()
    assert reason in FILE
    assert not AreaLayer.objects.exists()


@given(st.floats(-170, 170), st.floats(-80, 80))
def test_a_square_kilometre_is_one_anywhere(lon, lat):
    import math

    height = 1 / 111.195
    width = height / math.cos(math.radians(lat))

    assert surface_km2(box(lon, lat - height / 2, lon + width, lat + height / 2)) == pytest.approx(1, rel=0.01)


@pytest.mark.skipif(not ATLAS.exists(), reason="the public files are not here")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "fields", "count", "somewhere", "code"),
    [
        ("toronto_neighbourhoods_158", Fields("AREA_SHORT_CODE", "AREA_NAME"), 158, (-79.391, 43.698), "174"),
        ("toronto_neighbourhoods_140", Fields("AREA_S_CD", "AREA_NAME"), 140, (-79.397, 43.687), "097"),
        ("vancouver_local_areas_22", Fields("name", "name"), 22, (-123.1166, 49.2807), "Downtown"),
        ("montreal_quartiers_sociologiques", Fields("id", "Q_socio"), 32, (-73.653, 45.559), "1"),
    ],
)
def test_public_boundaries_enter_whole_and_find_a_point(file, fields, count, somewhere, code):
    about = services.LayerAbout("public", "2021")

    summary = services.import_areas(path=ATLAS / f"{file}.geojson", fields=fields, about=about, at=NOON)

    assert (summary.new, summary.refused) == (count, [])
    assert selectors.find_area(*somewhere, selectors.get_layer("public")).code == code
    assert len(selectors.drawn_layer(selectors.get_layer("public"))) < 500_000


@pytest.mark.django_db
def test_a_file_that_lies_where_another_layer_would_with_its_numbers_exchanged_is_refused(bring):
    bring([feature("1", "Lyon", mapping(box(4.8, 45.7, 4.9, 45.8)))], code="lyon")

    with pytest.raises(AreasRefused) as refused:
        bring([feature("1", "Bron", mapping(box(45.7, 4.9, 45.75, 4.95)))], code="bron")

    assert refused.value.reason == "swapped"
    assert "45.7, 4.9" in refused.value.message()
    assert [layer.code for layer in AreaLayer.objects.all()] == ["lyon"]


@pytest.mark.django_db
def test_the_far_south_is_taken_where_people_live_and_beside_other_places(bring):
    bring([feature("1", "Ushuaia", mapping(box(-68.4, -54.9, -68.2, -54.7)))], code="ushuaia")
    world = [
        feature("1", "Winnipeg", mapping(box(-97.2, 49.8, -97, 50))),
        feature("2", "Vostok", mapping(box(106, -79, 107, -78))),
    ]

    assert bring(world, code="world").new == 2


@pytest.mark.django_db
def test_a_file_packed_by_gzip_is_read_and_a_cut_one_named(bring, tmp_path):
    whole = json.dumps({"type": "FeatureCollection", "features": [feature("1", "Nord")]}).encode()
    packed = tmp_path / "areas.geojson.gz"
    about = services.LayerAbout("wards", "2026")

    packed.write_bytes(gzip.compress(whole))
    assert services.import_areas(path=packed, fields=FIELDS, about=about, at=NOON).new == 1

    packed.write_bytes(gzip.compress(whole)[:-12])
    with pytest.raises(AreasRefused) as refused:
        services.import_areas(path=packed, fields=FIELDS, about=about, at=NOON)
    assert refused.value.reason == "not_json"


@pytest.mark.django_db
@pytest.mark.parametrize("crs", ["urn:ogc:def:crs:OGC:1.3:CRS84", None, {"type": "name", "properties": None}, []])
def test_an_untidy_word_about_the_coordinates_does_not_stop_the_file(bring, crs):
    assert bring([feature("1", "Nord")], crs=crs).new == 1


@pytest.mark.django_db
def test_coordinates_named_otherwise_are_refused_however_they_are_written(bring):
    with pytest.raises(AreasRefused) as refused:
        bring([feature("1", "Nord")], crs="EPSG:2957")

    assert refused.value.reason == "not_wgs84"


@pytest.mark.django_db
def test_a_collection_of_polygons_is_one_area_and_one_with_a_line_none(bring):
    squares = [mapping(box(0, 0, 1, 1)), mapping(box(2, 2, 3, 3))]
    line = {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}

    summary = bring(
        [
            feature("1", "Deux morceaux", {"type": "GeometryCollection", "geometries": squares}),
            feature("2", "Avec un trait", {"type": "GeometryCollection", "geometries": [*squares, line]}),
            feature("3", "Sans fin", {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, float("inf")], [0, 0]]]}),
        ]
    )

    assert summary.new == 1
    assert [one.label for one in summary.refused] == ["Avec un trait", "Sans fin"]
    assert len(shape(Area.objects.get(code="1").geometry).geoms) == 2


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.sampled_from(["Polygon", "Feature", "nom"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "nom", "type", "geometry", "properties", "coordinates", "name"]), inner
        )
    ),
    max_leaves=12,
)


@given(features=JSON | st.lists(JSON, max_size=4), crs=JSON)
def test_whatever_stands_in_a_file_is_read_or_refused_in_words(tmp_path_factory, features, crs):
    path = tmp_path_factory.getbasetemp() / "any.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, "crs": crs}))

    with contextlib.suppress(boundaries.BoundariesRefused):
        assert boundaries.read(path, FIELDS).areas
