"""Exampleville: invented boundaries, invented places. Nothing here is a real neighbourhood."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely
from shapely.geometry import MultiPoint, Point, mapping

from tuque.accounts.models import Organization
from tuque.geo.models import Area, AreaLayer, Place, Territory

CENTRE_LON, CENTRE_LAT = -97.14, 49.895
KM_LON, KM_LAT = 1 / 71.9, 1 / 111.2  # degrees in a kilometre at this latitude
RADIUS_KM = 2.6
LAYER_CODE, VINTAGE = "exampleville", "2026"

# English name, French name, and where its middle is, in km east and north of the centre.
NEIGHBOURHOODS = (
    ("Teapot Square", "Place de la Théière", 0.0, 0.0),
    ("Button Market", "Marché-aux-Boutons", 0.9, 0.5),
    ("Kettle Row", "Rang-de-la-Bouilloire", -0.9, 0.4),
    ("Lantern Yards", "Cour-aux-Lanternes", 0.2, 1.1),
    ("Mitten Park", "Parc-des-Mitaines", -0.5, -0.9),
    ("Old Woolworks", "Vieille-Filature", 0.8, -0.8),
    ("Paper Mill", "Le Moulin-à-Papier", 1.8, 0.1),
    ("Pinecone Hill", "Butte-aux-Cocottes", -1.8, 0.9),
    ("Ribbon Bank", "Rive-du-Ruban", -1.7, -0.6),
    ("Snowshoe Flats", "Plaine-des-Raquettes", 1.3, 1.6),
    ("Thimble Green", "Vert-du-Dé", -0.7, 1.9),
    ("Windmill Corner", "Coin-du-Moulin", 0.5, -1.9),
)
PLACES = (
    ("windmill-shelter", "Windmill Shelter (invented)", 0.45, -1.7),
    ("birch-clinic", "Birch Street Clinic (invented)", 0.85, 0.45),
    ("teapot-library", "Teapot Library (invented)", 0.05, 0.1),
    ("button-station", "Button Bus Station (invented)", 0.75, 0.62),
    ("mitten-park", "Mitten Park bandstand (invented)", -0.5, -0.85),
    ("sobering-house", "Kettle Sobering House (invented)", -0.8, 0.35),
    ("lantern-arcade", "Lantern Arcade (invented)", 0.2, 1.0),
    ("old-bridge", "Old Woolworks bridge (invented)", 0.95, -0.9),
    ("crisis-centre", "North Star Crisis Centre (invented)", 0.3, 1.25),
)


@dataclass(frozen=True)
class HotSpot:
    """A corner where more happens: km east and north of the centre, spread in km, weight, and its hour (local)."""

    east: float
    north: float
    spread: float
    weight: float
    peak_hour: int


# Wide enough to spill over several cells: a corner that stands alone is no more than chance to a test of neighbours.
HOT_SPOTS = (
    HotSpot(0.75, 0.62, 0.24, 5.0, 17),
    HotSpot(0.05, 0.10, 0.26, 4.0, 14),
    HotSpot(0.45, -1.70, 0.22, 4.5, 21),
    HotSpot(-0.50, -0.85, 0.22, 3.0, 15),
    HotSpot(0.20, 1.00, 0.16, 2.5, 22),
    HotSpot(-0.80, 0.35, 0.16, 2.5, 1),
    HotSpot(0.95, -0.90, 0.20, 2.0, 19),
    HotSpot(-1.60, -0.50, 0.25, 1.0, 12),
)
BACKGROUND_WEIGHT = 14.0


def degrees(east_km: float, north_km: float) -> tuple[float, float]:
    """Longitude and latitude of a point given in km from the centre."""
    return CENTRE_LON + east_km * KM_LON, CENTRE_LAT + north_km * KM_LAT


def make_boundaries(organization: Organization, *, at: datetime) -> AreaLayer:
    """The neighbourhoods, each the ground nearest to its middle, within a town about five kilometres across."""
    layer = AreaLayer.objects.create(
        code=LAYER_CODE,
        vintage=VINTAGE,
        name_en="Neighbourhoods of Exampleville (invented)",
        name_fr="Quartiers d’Exampleville (inventés)",
        source="Tuque demonstration",
        licence="CC0",
        imported_at=at,
    )
    angles = np.linspace(0, 2 * np.pi, 120, endpoint=False)
    reach = RADIUS_KM * (1 + 0.05 * np.sin(3 * angles) + 0.03 * np.cos(7 * angles))
    town = shapely.Polygon(np.column_stack([reach * np.cos(angles), reach * np.sin(angles)]))
    cells = shapely.voronoi_polygons(
        MultiPoint([(east, north) for *_names, east, north in NEIGHBOURHOODS]), extend_to=town
    )
    for number, (name_en, name_fr, east, north) in enumerate(NEIGHBOURHOODS, start=1):
        ground = next(cell for cell in cells.geoms if cell.contains(Point(east, north))).intersection(town)
        shape = shapely.transform(ground, lambda points: np.round([degrees(*point) for point in points], 6))
        west, south, east_side, north_side = shape.bounds
        Area.objects.create(
            layer=layer,
            code=f"E{number:02}",
            name_en=name_en,
            name_fr=name_fr,
            geometry=mapping(shape),
            west=west,
            south=south,
            east=east_side,
            north=north_side,
            surface_km2=ground.area,
        )
    Territory.objects.create(organization=organization, layer=layer, chosen_at=at)
    return layer


def make_places(organization: Organization) -> list[Place]:
    places = []
    for code, name, east, north in PLACES:
        lon, lat = degrees(east, north)
        places.append(Place(organization=organization, code=code, name=name, lon=round(lon, 6), lat=round(lat, 6)))
    return Place.objects.bulk_create(places)
