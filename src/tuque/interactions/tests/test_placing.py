"""Boundaries that come, or change, after logging has begun."""

import json
from datetime import timedelta

import pytest
from conftest import NOON
from shapely.geometry import box, mapping

from tuque.accounts.models import Organization
from tuque.core import outbox, streams
from tuque.core.clock import now
from tuque.geo import services as geo_services
from tuque.geo.boundaries import Fields
from tuque.geo.models import Area, AreaLayer
from tuque.geo.tests import factories as geo
from tuque.interactions import placing
from tuque.interactions.facts import Spot
from tuque.interactions.models import Interaction
from tuque.interactions.tests import factories

pytestmark = pytest.mark.django_db
NE, SW, FAR = Spot(lon=-97.13, lat=49.91), Spot(lon=-97.15, lat=49.89), Spot(lon=-79.4, lat=43.7)


def deliver() -> None:
    while outbox.deliver_due(clock=lambda: now() + timedelta(seconds=1)):
        pass


def area_of(row: Interaction) -> tuple[str, str] | None:
    row.refresh_from_db()
    return (row.area.layer.code, row.area.code) if row.area else None


def choose(organization: Organization, layer):
    geo_services.choose_territory(organization=organization, layer=layer, at=NOON)
    deliver()


def test_what_was_logged_before_the_boundaries_is_counted_in_them(cast, monkeypatch):
    monkeypatch.setattr(placing, "BATCH", 2)
    rows = [factories.interaction(cast.noor, spot=spot) for spot in (NE, SW, FAR, NE, SW)]
    stream = f"interactions:{cast.downtown.pk}"
    before = streams.last_sequence(stream)
    assert {area_of(row) for row in rows} == {None}

    choose(cast.downtown, geo.layer())

    assert [area_of(row) for row in rows] == [("quarters", "NE"), ("quarters", "SW"), None, ("quarters", "NE"), ("quarters", "SW")]  # fmt: skip
    numbers = sorted(row.sequence for row in rows if row.area)
    assert numbers == list(range(before + 1, before + 5))
    assert streams.last_sequence(stream) == before + 4
    assert {row.revision for row in rows} == {1}


def test_another_territory_takes_the_records_over_and_a_second_run_moves_none(cast):
    first = geo.layer("wards")
    row, outside = factories.interaction(cast.noor, spot=NE), factories.interaction(cast.noor, spot=SW)
    assert area_of(row) == ("wards", "NE")
    second = AreaLayer.objects.create(
        code="halves", vintage="2026", name_en="Halves", name_fr="Moitiés", imported_at=first.imported_at
    )
    geo.area(second, "N", -97.14, 49.90)

    choose(cast.downtown, second)
    last = streams.last_sequence(f"interactions:{cast.downtown.pk}")
    choose(cast.downtown, second)

    assert area_of(row) == ("halves", "N")
    assert area_of(outside) is None
    assert streams.last_sequence(f"interactions:{cast.downtown.pk}") == last


def test_an_area_that_only_a_file_knew_stays(cast):
    layer = geo.layer()
    row = factories.interaction(cast.noor)
    beside = factories.interaction(cast.noor, spot=FAR)
    Interaction.objects.filter(pk__in=[row.pk, beside.pk]).update(area=Area.objects.get(code="SE"))

    choose(cast.downtown, layer)

    assert area_of(row) == area_of(beside) == ("quarters", "SE")


def test_boundaries_imported_later_place_the_records_of_those_who_work_with_them(cast, tmp_path):
    other = geo.layer("wards")
    geo_services.choose_territory(organization=cast.elsewhere, layer=other, at=NOON)
    ours, theirs = factories.interaction(cast.noor, spot=NE), factories.interaction(cast.odile, spot=NE)
    geometry = mapping(box(-98, 49, -97, 50))
    feature = {"type": "Feature", "properties": {"code": "W", "name": "Whole"}, "geometry": geometry}
    path = tmp_path / "whole.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))

    geo_services.import_areas(
        path=path, fields=Fields("code", "name"), about=geo_services.LayerAbout("whole", "2026"), at=NOON
    )
    deliver()

    assert area_of(ours) == ("whole", "W")
    assert area_of(theirs) == ("wards", "NE")
