"""Which area holds a point, which cell, and whether someone wrote latitude before longitude. No Django here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import shapely
from h3.api import basic_int as h3
from shapely.geometry.base import BaseGeometry

CELL_RESOLUTION = 10  # cells about 130 m across: a corner, not a door

Key = TypeVar("Key")


def cell_of(lon: float, lat: float) -> int:
    """The H3 cell of a point at resolution 10, as an integer that fits a signed 64-bit column."""
    return int(h3.latlng_to_cell(lat, lon, CELL_RESOLUTION))


def is_on_earth(lon: float, lat: float) -> bool:
    return -180 <= lon <= 180 and -90 <= lat <= 90


@dataclass(frozen=True)
class Box:
    """A rectangle of longitudes and latitudes, sides included."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lon: float, lat: float) -> bool:
        return self.west <= lon <= self.east and self.south <= lat <= self.north

    def meets(self, other: "Box") -> bool:
        return (
            self.west <= other.east
            and other.west <= self.east
            and self.south <= other.north
            and other.south <= self.north
        )

    @property
    def exchanged(self) -> "Box":
        """Where it would lie with longitudes and latitudes exchanged."""
        return Box(self.south, self.west, self.north, self.east)

    def widened(self, degrees: float) -> "Box":
        return Box(self.west - degrees, self.south - degrees, self.east + degrees, self.north + degrees)


def looks_swapped(lon: float, lat: float, *, box: Box) -> bool:
    """Whether the point is outside `box` but would be inside with longitude and latitude exchanged."""
    return not box.holds(lon, lat) and box.holds(lat, lon)


class Finder(Generic[Key]):
    """Finds the area that holds a point, among many, by an index built once."""

    def __init__(self, shapes: Iterable[tuple[Key, BaseGeometry]]) -> None:
        pairs = list(shapes)
        self.keys: Sequence[Key] = [key for key, _ in pairs]
        self._tree = shapely.STRtree([shape for _, shape in pairs])
        for _, shape in pairs:
            shapely.prepare(shape)

    def find(self, lon: float, lat: float) -> Key | None:
        """The area that holds the point, its border included; the first one given when several do."""
        return self.find_many([lon], [lat])[0]

    def find_many(self, lons: Sequence[float], lats: Sequence[float]) -> list[Key | None]:
        """The same for many points at once: a hundred thousand in about a second."""
        found: list[Key | None] = [None] * len(lons)
        if not self.keys or not len(lons):
            return found
        points = shapely.points(np.asarray(lons, dtype=float), np.asarray(lats, dtype=float))
        which_point, which_area = self._tree.query(points, predicate="intersects")
        # From last to first, so that the first area given is the one that stays.
        order = np.lexsort((-which_area, which_point))
        for point, area in zip(which_point[order].tolist(), which_area[order].tolist(), strict=True):
            found[point] = self.keys[area]
        return found
