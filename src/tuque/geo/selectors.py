"""What may be read: boundaries by everyone who signed in, places by their own organization."""

import gzip
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

import numpy as np
import shapely
from django.conf import settings
from django.db.models import Count, Max, Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from shapely.geometry import mapping, shape

from tuque.accounts.api import Organization, Worker
from tuque.core.problems import NotFound
from tuque.geo.finding import Box, Finder
from tuque.geo.models import Area, AreaLayer, Place, Territory
from tuque.geo.naming import NamedArea, Names, plain

SMALL_TOLERANCE = 0.0004
DISPLAY_TOLERANCE = 0.00004  # degrees, about 4 m: finer than a line drawn at street zoom


def list_layers() -> QuerySet[AreaLayer]:
    """Every layer with the number of its areas, newest first."""
    return AreaLayer.objects.annotate(area_count=Count("areas")).order_by("-imported_at", "-pk")


def get_layer(code: str, *, vintage: str = "") -> AreaLayer:
    """The layer with this code: the given vintage, or the one imported last. Raises NotFound."""
    found = AreaLayer.objects.filter(code=code).order_by("-imported_at", "-pk")
    layer = (found.filter(vintage=vintage) if vintage else found).first()
    if layer is None:
        raise NotFound
    return layer


def territory_of(organization: Organization) -> AreaLayer | None:
    """The layer the organization chose; the one imported last when it chose none; None when there is no layer."""
    chosen = Territory.objects.filter(organization=organization).select_related("layer").first()
    return chosen.layer if chosen else AreaLayer.objects.order_by("-imported_at", "-pk").first()


def list_places(viewer: Worker) -> QuerySet[Place]:
    """The active places of the viewer's organization, by name."""
    return all_places(viewer).filter(is_active=True)


def all_places(viewer: Worker) -> QuerySet[Place]:
    return Place.objects.filter(organization=viewer.organization).order_by("name", "pk")


def get_place(public_id: UUID | str, *, viewer: Worker) -> Place:
    """Raises NotFound for a place of another organization as for one that does not exist."""
    place = Place.objects.filter(organization=viewer.organization, public_id=public_id).first()
    if place is None:
        raise NotFound
    return place


def finder(layer: AreaLayer) -> Finder[int]:
    """Finds the primary key of the area of `layer` that holds a point. Built once for each state of the layer."""
    return _finder(layer.public_id, layer.imported_at)


@lru_cache(maxsize=8)
def _finder(layer_id: UUID, _imported_at: datetime) -> Finder[int]:
    rows = Area.objects.filter(layer__public_id=layer_id).order_by("code").values_list("pk", "geometry")
    return Finder((key, shape(geometry)) for key, geometry in rows)


def find_area(lon: float, lat: float, layer: AreaLayer) -> Area | None:
    """The area of `layer` that holds the point; None outside of all of them."""
    key = finder(layer).find(lon, lat)
    return Area.objects.filter(pk=key).first() if key is not None else None


def named_area(name: str, *, organization: Organization) -> int | None:
    """The primary key of the area that an address names: by its public id, or by its code in the organization's territory.

    Layers share codes ("1" is in most of them): a code alone says nothing of the others.
    """
    by_code = Area.objects.filter(layer=territory_of(organization), code=name)
    key = by_code.values_list("pk", flat=True).first()
    if key is not None:
        return key
    try:
        public_id = UUID(name)
    except ValueError:
        return None
    return Area.objects.filter(public_id=public_id).values_list("pk", flat=True).first()


def area_names() -> Names:
    """The names of the areas of every layer, of the edition imported last. Built once for each state of the layers."""
    return _area_names(_latest())


def names_at(lon: float, lat: float) -> frozenset[str]:
    """What the areas that hold the point are called, as names are compared: in either language, of every layer as above."""
    keys = [_finder(*layer).find(lon, lat) for layer in _latest()]
    rows = Area.objects.filter(pk__in=[key for key in keys if key is not None]).values_list("name_en", "name_fr")
    return frozenset(plain(name) for names in rows for name in names)


def _latest() -> tuple[tuple[UUID, datetime], ...]:
    rows = AreaLayer.objects.order_by("code", "-imported_at", "-pk").values_list("code", "public_id", "imported_at")
    latest: dict[str, tuple[UUID, datetime]] = {}
    for code, public_id, imported_at in rows:
        latest.setdefault(code, (public_id, imported_at))
    return tuple(latest.values())


@lru_cache(maxsize=2)
def _area_names(layers: tuple[tuple[UUID, datetime], ...]) -> Names:
    rows = Area.objects.filter(layer__public_id__in=[public_id for public_id, _at in layers]).order_by("pk")
    told = ("name_en", "name_fr", "layer__name_en", "layer__name_fr", "west", "east", "south", "north", "code")
    return Names.of(
        (NamedArea(en, fr, layer_en, layer_fr, (west + east) / 2, (south + north) / 2), code)
        for en, fr, layer_en, layer_fr, west, east, south, north, code in rows.values_list(*told)
    )


def box_of(layer: AreaLayer) -> Box | None:
    """The rectangle around every area of the layer; None when it has none."""
    sides = layer.areas.aggregate(west=Min("west"), south=Min("south"), east=Max("east"), north=Max("north"))
    return Box(**sides) if sides["west"] is not None else None


def around(organization: Organization) -> Box | None:
    """Where the organization works, a degree wider; None without boundaries."""
    layer = territory_of(organization)
    box = box_of(layer) if layer else None
    return box.widened(1) if box else None


@lru_cache(maxsize=8)
def _drawn(layer_id: UUID, _imported_at: datetime) -> bytes:
    areas = list(Area.objects.filter(layer__public_id=layer_id).order_by("code"))
    # Simplified together, so that neighbours keep one common border.
    whole = np.array([shape(area.geometry) for area in areas], dtype=object)
    shapes = shapely.coverage_simplify(whole, DISPLAY_TOLERANCE)
    features = [
        {
            "type": "Feature",
            "properties": {"code": area.code, "name_en": area.name_en, "name_fr": area.name_fr},
            "geometry": mapping(shapely.set_precision(drawn, 0.00001)),
        }
        for area, drawn in zip(areas, shapes, strict=True)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)


def drawn_layer(layer: AreaLayer) -> bytes:
    """The layer as gzipped GeoJSON for drawing, simplified to about 4 m. Not for measuring."""
    return _drawn(layer.public_id, layer.imported_at)


def shapes_of(codes: Collection[str]) -> dict[str, dict[str, object]]:
    """GeoJSON geometries of the areas with these codes, simplified to about 40 m for a small map: of the layer that has most of
    them, the one imported last where several do. Empty where no layer has any."""
    layers = AreaLayer.objects.filter(areas__code__in=codes).annotate(held=Count("areas"))
    layer = layers.order_by("-held", "-imported_at", "-pk").first()
    if layer is None:
        return {}
    rows = layer.areas.filter(code__in=codes).order_by("code").values_list("code", "geometry")
    return {code: mapping(shapely.simplify(shape(geometry), SMALL_TOLERANCE)) for code, geometry in rows}


def layer_address(layer: AreaLayer) -> str:
    """The address of the drawn layer; it changes whenever the layer does, so that a browser may keep what it got."""
    stamp = f"{layer.vintage}-{int(layer.imported_at.timestamp())}"
    return f"{reverse('geo:layer', kwargs={'code': layer.code})}?vintage={layer.vintage}&state={stamp}"


@dataclass(frozen=True)
class MapProps:
    """What `frontend/lib/map.ts` needs to open a map for someone."""

    layer: dict[str, str] | None
    bounds: list[float] | None
    tiles: str
    words: dict[str, str]

    def as_json(self) -> dict[str, object]:
        return {"layer": self.layer, "bounds": self.bounds, "tiles": self.tiles, "words": self.words}


def _told(layer: AreaLayer) -> dict[str, str]:
    return {"code": layer.code, "url": layer_address(layer), "name": layer.name, "attribution": layer.source}


def map_props(viewer: Worker) -> dict[str, object]:
    """The base map of the viewer's organization: its boundaries, where they are, tiles if any, words of the controls."""
    layer = territory_of(viewer.organization)
    box = box_of(layer) if layer else None
    return MapProps(
        layer=_told(layer) if layer else None,
        bounds=[box.west, box.south, box.east, box.north] if box else None,
        tiles=settings.TILES_URL,
        words=map_words(),
    ).as_json()


def map_around(points: Sequence[tuple[float, float]]) -> dict[str, object]:
    """The base map of a public page: the layer that holds most of these lon, lat, shown where they are."""
    boxes = {layer: box for layer in AreaLayer.objects.order_by("code", "-vintage") if (box := box_of(layer))}
    held = {layer: sum(box.holds(*point) for point in points) for layer, box in boxes.items()}
    layer = max(held, key=lambda one: held[one], default=None)
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    around = Box(min(lons), min(lats), max(lons), max(lats)).widened(0.02) if points else None
    return MapProps(
        layer=_told(layer) if layer and held[layer] else None,
        bounds=[around.west, around.south, around.east, around.north] if around else None,
        tiles=settings.TILES_URL,
        words=map_words(),
    ).as_json()


def map_words() -> dict[str, str]:
    """The words of a map's controls, under the names MapLibre GL gives them."""
    return {
        "Map.Title": _("Map. Move it with the arrow keys, zoom with plus and minus."),
        "Marker.Title": _("Pin on the map"),
        "NavigationControl.ZoomIn": _("Zoom in"),
        "NavigationControl.ZoomOut": _("Zoom out"),
        "AttributionControl.ToggleAttribution": _("Show or hide where the map comes from"),
        "GeolocateControl.FindMyLocation": _("Show where I am"),
        "GeolocateControl.LocationNotAvailable": _("Your position cannot be read here"),
        "ScaleControl.Meters": _("m"),
        "ScaleControl.Kilometers": _("km"),
        "Popup.Close": _("Close"),
        "CooperativeGesturesHandler.WindowsHelpText": _("Hold Ctrl and scroll to zoom the map"),
        "CooperativeGesturesHandler.MacHelpText": _("Hold ⌘ and scroll to zoom the map"),
        "CooperativeGesturesHandler.MobileHelpText": _("Move the map with two fingers"),
    }
