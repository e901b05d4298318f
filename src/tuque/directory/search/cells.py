"""Places as terms of the text index: coarse H3 cells, so that "near here" is asked together with the words. No Django here."""

from collections.abc import Iterator, Mapping, Sequence
from math import cos, radians

from h3.api import basic_str as h3

CELL, TOWN = "__c_", "__w_"
NOWHERE = "__c_any"  # by telephone, in the whole country: near everyone

# Widest last: about 3 km around, 20 km, 120 km; then anywhere.
REACH = 2.0  # degrees of latitude, some 220 km
RINGS = ((7, 1), (5, 1), (4, 2))


def cells_of(points: Sequence[tuple[float, float]], towns: Sequence[str] = ()) -> list[str]:
    """The terms of a record's places (lon, lat), one for each resolution that is asked for, and of the towns of those whose spot
    nobody knows."""
    if not points and not towns:
        return [NOWHERE]
    cells = {CELL + h3.latlng_to_cell(lat, lon, size) for lon, lat in points for size, _ in RINGS}
    return sorted(cells | {town_term(name) for name in towns})


def town_term(name: str) -> str:
    """The term of a town or of the first part of a postal code, folded: "st john s" is "__w_st-john-s"."""
    return TOWN + name.replace(" ", "-")


def box_around(lon: float, lat: float) -> tuple[float, float, float, float]:
    """West, south, east and north of what `rings_around` may reach."""
    east = REACH / max(0.1, cos(radians(lat)))
    return lon - east, lat - REACH, lon + east, lat + REACH


def is_around(point: tuple[float, float], near: tuple[float, float]) -> bool:
    west, south, east, north = box_around(*near)
    return west <= point[0] <= east and south <= point[1] <= north


def rings_around(
    lon: float, lat: float, towns: Mapping[str, tuple[float, float]] | None = None
) -> Iterator[tuple[str, ...]]:
    """The terms to ask for around a point, nearest ring first, those of `towns` (where each is) with them; what has no place belongs
    to each."""
    for size, around in RINGS:
        cells = h3.grid_disk(h3.latlng_to_cell(lat, lon, size), around)
        within = [
            name for name, (east, north) in (towns or {}).items() if h3.latlng_to_cell(north, east, size) in cells
        ]
        yield (*(CELL + cell for cell in sorted(cells)), *(town_term(name) for name in sorted(within)), NOWHERE)
