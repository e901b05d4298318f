"""Every write: boundaries imported, the territory chosen, places added and retired."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from tuque.accounts.api import Organization, Worker
from tuque.audit import api as audit
from tuque.core import wall
from tuque.core.ids import new_id
from tuque.geo import boundaries, plugs, selectors
from tuque.geo.boundaries import BoundariesRefused, Boundary, FeatureRefused, Fields
from tuque.geo.finding import Box
from tuque.geo.models import Area, AreaLayer, Place, Territory
from tuque.geo.problems import AreasRefused, PlaceNameTaken

AREA_FIELDS = ["name_en", "name_fr", "geometry", "west", "south", "east", "north", "surface_km2"]


@dataclass(frozen=True)
class LayerAbout:
    """What a layer is; the names fall back to its code."""

    code: str
    vintage: str
    name_en: str = ""
    name_fr: str = ""
    source: str = ""
    licence: str = ""


@dataclass
class AreasSummary:
    new: int = 0
    changed: int = 0
    same: int = 0
    absent: int = 0  # in the layer before, not in the file: kept, since interactions may point at them
    repaired: list[str] = field(default_factory=list)
    refused: list[FeatureRefused] = field(default_factory=list)


def import_areas(
    *, path: Path, fields: Fields, about: LayerAbout, at: datetime, by: Worker | None = None
) -> AreasSummary:
    """Bring a layer in line with a GeoJSON file, in one transaction. Raises AreasRefused; the same file twice changes nothing.

    What organizations keep by these boundaries is placed again afterwards; importing the file once more asks for it anew.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", about.code):
        raise AreasRefused(reason="layer_code_wrong", values={"value": about.code})
    try:
        found = boundaries.read(path, fields)
        _check_beside_others(found)
    except BoundariesRefused as problem:
        raise AreasRefused(reason=problem.code, values=problem.values) from problem
    summary = _write_areas(found, about=about, at=at, by=by)
    _tell_who_works_with(selectors.get_layer(about.code, vintage=about.vintage), at=at)
    return summary


def _check_beside_others(found: boundaries.Boundaries) -> None:
    """Raises BoundariesRefused where the areas lie far from every layer, and would lie on one with their numbers exchanged."""
    corners = list(zip(*(area.bounds for area in found.areas), strict=True))
    here = Box(min(corners[0]), min(corners[1]), max(corners[2]), max(corners[3]))
    boxes = [box.widened(1) for layer in AreaLayer.objects.all() if (box := selectors.box_of(layer))]
    if not any(box.meets(here) for box in boxes) and any(box.meets(here.exchanged) for box in boxes):
        raise boundaries.swapped(found.areas[0])


def _tell_who_works_with(layer: AreaLayer, *, at: datetime) -> None:
    for organization in list(Organization.objects.order_by("pk")):
        with wall.within(organization.pk), transaction.atomic():
            if selectors.territory_of(organization) == layer:
                plugs.boundaries_changed(organization, at=at)


@transaction.atomic
def _write_areas(found: boundaries.Boundaries, *, about: LayerAbout, at: datetime, by: Worker | None) -> AreasSummary:
    layer, _made = AreaLayer.objects.get_or_create(
        code=about.code,
        vintage=about.vintage,
        defaults={
            "name_en": about.name_en or about.code,
            "name_fr": about.name_fr or about.name_en or about.code,
            "source": about.source,
            "licence": about.licence,
            "imported_at": at,
        },
    )
    old = {area.code: area for area in layer.areas.all()}
    new, changed = [], []
    for boundary in found.areas:
        area = _area(layer, boundary)
        before = old.pop(boundary.code, None)
        if before is None:
            new.append(area)
        elif any(getattr(before, name) != getattr(area, name) for name in AREA_FIELDS):
            area.pk, area.public_id = before.pk, before.public_id
            changed.append(area)
    Area.objects.bulk_create(new)
    Area.objects.bulk_update(changed, AREA_FIELDS)
    if new or changed:
        layer.imported_at = at
        layer.save(update_fields=["imported_at"])
    counts = {"new": len(new), "changed": len(changed), "absent": len(old), "refused": len(found.refused)}
    audit.record(
        "geo.areas_imported", by=by, subject=layer, at=at, actor_ref="" if by else "tuque import areas", details=counts
    )
    return AreasSummary(
        new=len(new),
        changed=len(changed),
        same=len(found.areas) - len(new) - len(changed),
        absent=len(old),
        repaired=found.repaired,
        refused=found.refused,
    )


def _area(layer: AreaLayer, boundary: Boundary) -> Area:
    west, south, east, north = boundary.bounds
    return Area(
        layer=layer,
        code=boundary.code,
        name_en=boundary.name_en,
        name_fr=boundary.name_fr,
        geometry=dict(boundary.geometry),
        west=west,
        south=south,
        east=east,
        north=north,
        surface_km2=boundary.surface_km2,
    )


@transaction.atomic
def choose_territory(
    *, organization: Organization, layer: AreaLayer, at: datetime, by: Worker | None = None
) -> Territory:
    """Put `layer` under the organization's maps and counts; what was recorded before is soon counted in it too."""
    territory, _made = Territory.objects.update_or_create(
        organization=organization, defaults={"layer": layer, "chosen_at": at}
    )
    audit.record("geo.territory_chosen", by=by, subject=territory, at=at, details={"layer": layer.code})
    plugs.boundaries_changed(organization, at=at)
    return territory


@transaction.atomic
def add_place(*, name: str, lon: float, lat: float, by: Worker, at: datetime) -> Place:
    """Add a known place. Raises PlaceNameTaken when an active place bears that name."""
    ours = Place.objects.filter(organization=by.organization)
    if ours.filter(name__iexact=name, is_active=True).exists():
        raise PlaceNameTaken(name=name)
    public_id = new_id()
    code = slugify(name)[:50] or "place"
    if ours.filter(code=code).exists():
        code = f"{code}-{public_id.hex[-6:]}"
    place = Place.objects.create(
        organization=by.organization, public_id=public_id, code=code, name=name, lon=lon, lat=lat
    )
    audit.record("geo.place_added", by=by, subject=place, at=at)
    return place


@transaction.atomic
def set_place_active(*, place: Place, is_active: bool, by: Worker, at: datetime) -> None:
    """Retire a place: it leaves the lists, and the records made there keep it. Or bring it back."""
    Place.objects.filter(pk=place.pk).update(is_active=is_active)
    audit.record("geo.place_brought_back" if is_active else "geo.place_retired", by=by, subject=place, at=at)
