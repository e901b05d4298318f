"""Which areas touch which: the neighbourhoods that hot spots are looked for in, on a map of areas."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from uuid import UUID

import numpy as np
import shapely
from shapely.geometry import shape

from tuque.geo import api as geo

SLIVER = 0.0002  # degrees, about 20 m: borders that were drawn twice do not meet to the metre


def study_area(known: Iterable[int], layer: geo.AreaLayer) -> tuple[list[int], list[list[int]]]:
    """As `cells.study_area`: every known area of the layer and those that touch one, and the positions of each one's
    neighbours among them."""
    around = _neighbours(layer.public_id, layer.imported_at)
    inside = sorted({near for area in known if area in around for near in (area, *around[area])})
    places = {area: place for place, area in enumerate(inside)}
    return inside, [[places[near] for near in around[area] if near in places] for area in inside]


@lru_cache(maxsize=8)
def _neighbours(layer_id: UUID, _imported_at: datetime) -> Mapping[int, tuple[int, ...]]:
    """Those that share a border or a corner, street or river between them or not."""
    rows = list(geo.Area.objects.filter(layer__public_id=layer_id).order_by("pk").values_list("pk", "geometry"))
    keys = [key for key, _geometry in rows]
    drawn = np.array([shape(geometry) for _key, geometry in rows], dtype=object)
    if not keys:
        return {}
    found: dict[int, set[int]] = {key: set() for key in keys}
    one, other = shapely.STRtree(drawn).query(drawn, predicate="dwithin", distance=SLIVER)
    for here, there in zip(one.tolist(), other.tolist(), strict=True):
        if here != there:
            found[keys[here]].add(keys[there])
    return {key: tuple(sorted(near)) for key, near in found.items()}
