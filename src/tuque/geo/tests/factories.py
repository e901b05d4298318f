"""Boundaries and places for tests: a city of four squares."""

from collections.abc import Mapping
from datetime import UTC, datetime

from shapely.geometry import box, mapping

from tuque.accounts.models import Organization
from tuque.accounts.tests.cast import Cast
from tuque.geo.models import Area, AreaLayer, Place

THEN = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
WEST, SOUTH, SIDE = -97.16, 49.88, 0.02


def layer(code: str = "quarters", *, vintage: str = "2026", imported_at: datetime = THEN) -> AreaLayer:
    """Four squares, two by two: SW, SE, NW, NE."""
    made = AreaLayer.objects.create(
        code=code,
        vintage=vintage,
        name_en="Quarters",
        name_fr="Quartiers",
        source="Exampleville",
        imported_at=imported_at,
    )
    for row, north_south in enumerate(("S", "N")):
        for column, west_east in enumerate(("W", "E")):
            area(made, north_south + west_east, WEST + column * SIDE, SOUTH + row * SIDE)
    return made


def area(layer: AreaLayer, code: str, west: float, south: float, *, side: float = SIDE) -> Area:
    return Area.objects.create(
        layer=layer,
        code=code,
        name_en=f"Quarter {code}",
        name_fr=f"Quartier {code}",
        geometry=mapping(box(west, south, west + side, south + side)),
        west=west,
        south=south,
        east=west + side,
        north=south + side,
        surface_km2=3.2,
    )


def place(organization: Organization, code: str = "shelter", *, name: str = "Windmill Shelter") -> Place:
    return Place.objects.create(organization=organization, code=code, name=name, lon=-97.14, lat=49.9)


def layer_code(cast: Cast) -> Mapping[str, object]:
    found = AreaLayer.objects.filter(code="quarters").first()
    return {"code": (found or layer()).code}
