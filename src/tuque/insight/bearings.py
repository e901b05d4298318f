"""A cell said as people would: the known place inside it, or the nearest one, with how far and which way."""

from collections.abc import Sequence
from math import asin, atan2, cos, degrees, radians, sin, sqrt
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuque.insight import cells

EARTH_M = 6_371_000.0
FARTHEST_M = 2_000.0  # beyond, a known place tells nobody where it is
WAYS: Sequence[Promise | str] = (
    gettext_lazy("north"),
    gettext_lazy("north-east"),
    gettext_lazy("east"),
    gettext_lazy("south-east"),
    gettext_lazy("south"),
    gettext_lazy("south-west"),
    gettext_lazy("west"),
    gettext_lazy("north-west"),
)


class Known(NamedTuple):
    """A place by its name, in degrees."""

    name: str
    lon: float
    lat: float


def where(lon: float, lat: float, known: Sequence[Known], *, within_m: float) -> str:
    """Where a point is, by the nearest of `known`; its name alone closer than `within_m`; empty when all are far away."""
    nearest = min(known, key=lambda one: distance_m(lon, lat, one), default=None)
    if nearest is None:
        return ""
    away = distance_m(lon, lat, nearest)
    if away > FARTHEST_M:
        return ""
    if away < within_m:
        return nearest.name
    return _("%(place)s, %(metres)s m %(way)s") % {
        "place": nearest.name,
        "metres": max(50, round(away / 50) * 50),
        "way": WAYS[round(bearing(nearest, lon, lat) / 45) % 8],
    }


def distance_m(lon: float, lat: float, place: Known) -> float:
    """Metres along the earth. Source: the haversine formula."""
    north, east = radians(lat - place.lat) / 2, radians(lon - place.lon) / 2
    part = sin(north) ** 2 + cos(radians(lat)) * cos(radians(place.lat)) * sin(east) ** 2
    return 2 * EARTH_M * asin(sqrt(min(1.0, part)))


def bearing(place: Known, lon: float, lat: float) -> float:
    """The way from `place` to the point: degrees from north, clockwise, 0 to 360."""
    east = radians(lon - place.lon)
    here, there = radians(place.lat), radians(lat)
    way = atan2(sin(east) * cos(there), cos(here) * sin(there) - sin(here) * cos(there) * cos(east))
    return degrees(way) % 360


def reach_m(resolution: int) -> float:
    """From the middle of a cell to the middle of its sides, about."""
    return cells.SIDE_M[resolution] * sqrt(3) / 2
