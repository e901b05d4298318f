"""What other rooms may call: areas, places, cells, and what a map needs to open."""

from tuque.geo.finding import Box, Finder, cell_of, is_on_earth, looks_swapped
from tuque.geo.models import Area, AreaLayer, Place
from tuque.geo.naming import NamedArea, Names, plain
from tuque.geo.plugs import tell_of_boundaries
from tuque.geo.selectors import (
    all_places,
    area_names,
    around,
    box_of,
    find_area,
    finder,
    get_layer,
    get_place,
    layer_address,
    list_layers,
    list_places,
    map_around,
    map_props,
    named_area,
    names_at,
    shapes_of,
    territory_of,
)

__all__ = [
    "Area",
    "AreaLayer",
    "Box",
    "Finder",
    "NamedArea",
    "Names",
    "Place",
    "all_places",
    "area_names",
    "around",
    "box_of",
    "cell_of",
    "find_area",
    "finder",
    "get_layer",
    "get_place",
    "is_on_earth",
    "layer_address",
    "list_layers",
    "list_places",
    "looks_swapped",
    "map_around",
    "map_props",
    "named_area",
    "names_at",
    "plain",
    "shapes_of",
    "tell_of_boundaries",
    "territory_of",
]
