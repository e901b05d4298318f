"""Places as terms of the text index: coarse H3 cells, so that "near here" is asked together with the words. No Django here."""

from collections.abc import Iterator, Sequence

from h3.api import basic_str as h3

CELL = "__c_"
NOWHERE = "__c_any"  # by telephone, in the whole country: near everyone

# Widest last: about 3 km around, 20 km, 120 km; then anywhere.
RINGS = ((7, 1), (5, 1), (4, 2))


def cells_of(points: Sequence[tuple[float, float]]) -> list[str]:
    """The terms of a record's places (lon, lat), one for each resolution that is asked for."""
    if not points:
        return [NOWHERE]
    return sorted({CELL + h3.latlng_to_cell(lat, lon, size) for lon, lat in points for size, _ in RINGS})


def rings_around(lon: float, lat: float) -> Iterator[tuple[str, ...]]:
    """The terms to ask for around a point, nearest ring first; what has no place belongs to each."""
    for size, around in RINGS:
        yield (*(CELL + cell for cell in sorted(h3.grid_disk(h3.latlng_to_cell(lat, lon, size), around))), NOWHERE)
