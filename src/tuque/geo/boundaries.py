"""Boundaries from a GeoJSON file: checked, repaired where they can be, refused by name where not. No Django here."""

import gzip
import json
import math
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

EARTH_RADIUS_KM = 6371.0088
WGS84 = ("crs84", "4326", "wgs 84", "wgs84")


class BoundariesRefused(Exception):
    """The file as a whole cannot be used; `code` and `values` are put into words by `problems`."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True)
class Boundary:
    """One area to be: its geometry is valid, in longitudes and latitudes of WGS 84."""

    code: str
    name_en: str
    name_fr: str
    geometry: Mapping[str, object]
    bounds: tuple[float, float, float, float]
    surface_km2: float


@dataclass(frozen=True)
class FeatureRefused:
    label: str
    reason: str


@dataclass
class Boundaries:
    areas: list[Boundary] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)
    refused: list[FeatureRefused] = field(default_factory=list)


@dataclass(frozen=True)
class Fields:
    """Which properties hold the code and the names; `name_fr` falls back to `name` when empty."""

    code: str
    name: str
    name_fr: str = ""


def read(path: Path, fields: Fields) -> Boundaries:
    """Raises BoundariesRefused when nothing in the file can be used as it is."""
    features = _features(_document(path))
    _check_fields(features, fields)
    found = Boundaries()
    codes: set[str] = set()
    for number, feature in enumerate(features, start=1):
        properties = _properties(feature)
        code, name = _text(properties.get(fields.code)), _text(properties.get(fields.name))
        label = name or code or f"#{number}"
        reason = _reason_against(code, name, codes)
        geometry, repaired = (None, False) if reason else _polygons(feature.get("geometry"))
        if reason is None and geometry is None:
            reason = "geometry_wrong"
        if reason or geometry is None:
            found.refused.append(FeatureRefused(label, reason or "geometry_wrong"))
            continue
        _check_degrees(geometry, label)
        codes.add(code)
        if repaired:
            found.repaired.append(label)
        french = _text(properties.get(fields.name_fr)) if fields.name_fr else ""
        found.areas.append(_boundary(code, name, french or name, geometry))
    if not found.areas:
        raise BoundariesRefused("no_area")
    if all(_is_empty_ocean(area.bounds) for area in found.areas):
        raise swapped(found.areas[0])
    return found


def _document(path: Path) -> Mapping[str, Any]:
    try:
        document = json.loads(_bytes(path))
    except (ValueError, RecursionError, EOFError, zlib.error, gzip.BadGzipFile) as problem:
        raise BoundariesRefused("not_json", detail=str(problem)[:120]) from problem
    kind = document.get("type") if isinstance(document, dict) else type(document).__name__
    if kind != "FeatureCollection":
        raise BoundariesRefused("not_collection", kind=str(kind)[:60])
    crs = _crs(document)
    if crs and not any(known in crs for known in WGS84):
        raise BoundariesRefused("not_wgs84", detail=crs[:80])
    return dict(document)


def _bytes(path: Path) -> bytes:
    """Of a file as it is, or packed by gzip."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    if not packed:
        return path.read_bytes()
    with gzip.open(path) as unpacked:
        return unpacked.read()


def _crs(document: Mapping[str, Any]) -> str:
    """The name of the coordinates as older GeoJSON says it; empty where it says none."""
    crs = document.get("crs")
    return str(_properties(crs).get("name") or "" if isinstance(crs, dict) else crs or "").lower()


def _properties(one: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a member says of itself, whatever is written there."""
    properties = one.get("properties")
    return properties if isinstance(properties, dict) else {}


def _features(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    features = document.get("features")
    if not isinstance(features, list) or not features:
        raise BoundariesRefused("no_area")
    return [feature if isinstance(feature, dict) else {} for feature in features]


def _check_fields(features: list[Mapping[str, Any]], fields: Fields) -> None:
    known = sorted({str(name) for feature in features for name in _properties(feature)})
    for name in (fields.code, fields.name, fields.name_fr):
        if name and name not in known:
            raise BoundariesRefused("field_missing", name=name, known=", ".join(known))


def _text(value: object) -> str:
    """Codes are text: 97 read from a number stays "97", "097" stays "097"."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else " ".join(str(value).split())


def _reason_against(code: str, name: str, codes: set[str]) -> str | None:
    if not code:
        return "code_missing"
    if not name:
        return "name_missing"
    if len(code) > 60 or len(name) > 160:
        return "too_long"
    return "code_twice" if code in codes else None


def _polygons(geometry: object) -> tuple[BaseGeometry | None, bool]:
    """The polygons of a geometry, made valid, and whether that changed them; None when it has none."""
    try:
        found = shape(geometry)  # type: ignore[arg-type]
    except Exception:  # whatever is written where a geometry should be
        return None, False
    if found.is_empty or any(part.geom_type != "Polygon" for part in _flat(found)):
        return None, False
    if not all(math.isfinite(bound) for bound in found.bounds):
        return None, False
    if found.geom_type == "GeometryCollection":
        found = shape({"type": "MultiPolygon", "coordinates": [mapping(one)["coordinates"] for one in _flat(found)]})
    if found.is_valid:
        return shapely.force_2d(found), False
    parts = [part for part in _flat(shapely.make_valid(found)) if part.geom_type == "Polygon" and part.area > 0]
    return (shapely.force_2d(shapely.union_all(parts)), True) if parts else (None, False)


def _flat(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    for part in getattr(geometry, "geoms", [geometry]):
        yield from _flat(part) if hasattr(part, "geoms") else [part]


def _check_degrees(geometry: BaseGeometry, label: str) -> None:
    west, south, east, north = geometry.bounds
    if west >= -180 and east <= 180 and south >= -90 and north <= 90:
        return
    if west >= -90 and east <= 90 and south >= -180 and north <= 180:
        raise BoundariesRefused("swapped", name=label, lon=f"{west:g}", lat=f"{south:g}")
    raise BoundariesRefused("not_degrees", name=label, lon=f"{west:g}", lat=f"{south:g}")


def _is_empty_ocean(bounds: tuple[float, float, float, float]) -> bool:
    """Whether nobody lives there: where most of Canada lies once its latitudes are taken for longitudes."""
    west, _south, east, north = bounds
    return north < -60 or (north < -50 and west > -30 and east < 150)


def swapped(area: Boundary) -> BoundariesRefused:
    west, south, _east, _north = area.bounds
    return BoundariesRefused("swapped", name=area.name_en, lon=f"{west:g}", lat=f"{south:g}")


def _boundary(code: str, english: str, french: str, geometry: BaseGeometry) -> Boundary:
    return Boundary(
        code=code,
        name_en=english,
        name_fr=french,
        geometry=json.loads(json.dumps(mapping(geometry))),  # lists, as the database gives them back
        bounds=geometry.bounds,
        surface_km2=round(surface_km2(geometry), 4),
    )


def surface_km2(geometry: BaseGeometry) -> float:
    """The surface in square kilometres, by the sinusoidal projection of a sphere: within 0.5 % of the ellipsoid's."""

    def project(points: NDArray[np.float64]) -> NDArray[np.float64]:
        lon, lat = np.radians(points[:, 0]), np.radians(points[:, 1])
        return EARTH_RADIUS_KM * np.column_stack([lon * np.cos(lat), lat])

    surface = shapely.area(shapely.transform(geometry, project))
    return float(surface) if math.isfinite(surface) else 0.0
