"""H3 cells as whole numbers: parents, neighbours, middles and outlines."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

import h3.api.basic_int as h3
from shapely.geometry import shape

FINEST = 10  # the resolution at which the log keeps its cells
SIDE_M = {8: 531.0, 9: 201.0, 10: 76.0}  # from the middle of a cell to a corner, on average
RESOLUTIONS = tuple(SIDE_M)
SURFACE_KM2 = {8: 0.737, 9: 0.105, 10: 0.015}  # on average; source: the H3 documentation
MOST_WITHIN = 30_000


def parent_sql(column: str, resolution: int) -> str:
    """SQL for the cell of `resolution` that holds a cell of the log: bits only, so that any engine can say it.

    Source: the H3 index, bits 52-55 hold the resolution, three bits for each finer digit, 7 meaning none.
    """
    blank = sum(7 << (3 * (15 - digit)) for digit in range(resolution + 1, FINEST + 1))
    return f"((({column} & ~{15 << 52}) | {resolution << 52}) | {blank})"


def parent(cell: int, resolution: int) -> int:
    return int(h3.cell_to_parent(cell, resolution))


@lru_cache(maxsize=200_000)
def around(cell: int) -> tuple[int, ...]:
    """The six cells that touch it (five at twelve places in the world)."""
    return tuple(near for near in h3.grid_disk(cell, 1) if near != cell)


def outline(cell: int) -> list[list[float]]:
    """The ring of the cell, closed, lon and lat."""
    ring = [[round(lon, 6), round(lat, 6)] for lat, lon in h3.cell_to_boundary(cell)]
    return [*ring, ring[0]]


def middle(cell: int) -> tuple[float, float]:
    """lon, lat"""
    lat, lon = h3.cell_to_latlng(cell)
    return float(lon), float(lat)


def within(geometry: Mapping[str, object], resolution: int, *, surface_km2: float) -> tuple[int, ...]:
    """The cells whose middle lies in a polygon; the one around its own middle where it is smaller than a cell; none where
    there would be more than MOST_WITHIN."""
    if surface_km2 / SURFACE_KM2[resolution] > MOST_WITHIN:
        return ()
    found = tuple(int(cell) for cell in h3.geo_to_cells(geometry, resolution))
    if found:
        return found
    point = shape(dict(geometry)).representative_point()
    return (int(h3.latlng_to_cell(point.y, point.x, resolution)),)


def code(cell: int) -> str:
    """As H3 writes it everywhere: hexadecimal."""
    return str(h3.int_to_str(cell))


def study_area(known: Iterable[int]) -> tuple[list[int], list[list[int]]]:
    """Every known cell and those that touch one, in order, and the positions of each one's neighbours among them."""
    inside = sorted({near for cell in known for near in (cell, *around(cell))})
    places = {cell: place for place, cell in enumerate(inside)}
    neighbours = [[places[near] for near in around(cell) if near in places] for cell in inside]
    return inside, neighbours
