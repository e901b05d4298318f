"""Where imported rows fall: their cell, their area by coordinates, code or name, their known place."""

from collections.abc import Mapping, Sequence

from tuque.accounts.api import Organization
from tuque.core.folding import fold
from tuque.geo import api as geo
from tuque.interactions.imports.mapping import ColumnMapping, MappingUnusable
from tuque.interactions.imports.rows import Converted


class Locator:
    """Knows one layer of areas and one organization's places. Raises MappingUnusable for a layer that is not here."""

    def __init__(self, mapping: ColumnMapping, organization: Organization) -> None:
        self._layer = self._find_layer(mapping, organization)
        self._finder = geo.finder(self._layer) if self._layer else None
        self._by_code: dict[str, int] = {}
        self._by_name: dict[str, int] = {}
        areas = geo.Area.objects.filter(layer=self._layer) if self._layer else geo.Area.objects.none()
        for key, code, english, french in areas.order_by("code").values_list("pk", "code", "name_en", "name_fr"):
            # A spreadsheet takes the zeros off "097": both ways of writing it are known, the exact one first.
            self._by_code.setdefault(code.lstrip("0"), key)
            self._by_code[code] = key
            self._by_name.setdefault(fold(english), key)
            self._by_name.setdefault(fold(french), key)
        self._places = {
            name: key
            for key, code, place_name in geo.Place.objects.filter(organization=organization).values_list(
                "pk", "code", "name"
            )
            for name in (code, fold(place_name))
        }

    @staticmethod
    def _find_layer(mapping: ColumnMapping, organization: Organization) -> geo.AreaLayer | None:
        if not mapping.area_layer:
            return geo.territory_of(organization)
        layer = geo.AreaLayer.objects.filter(code=mapping.area_layer).order_by("-imported_at", "-pk").first()
        wants_codes = "area_code" in mapping.columns or "area_name" in mapping.columns
        if layer is None and wants_codes:
            raise MappingUnusable("layer_unknown", value=mapping.area_layer)
        return layer

    def areas_of(self, rows: Sequence[Converted]) -> list[int | None]:
        """The area of each row: by its coordinates, else by its code, else by its name."""
        found = [self._named_area(row) for row in rows]
        placed = [index for index, row in enumerate(rows) if "lon" in row.fields]
        if self._finder and placed:
            lons = [float(str(rows[index].fields["lon"])) for index in placed]
            lats = [float(str(rows[index].fields["lat"])) for index in placed]
            for index, area in zip(placed, self._finder.find_many(lons, lats), strict=True):
                found[index] = area if area is not None else found[index]
        return found

    def _named_area(self, row: Converted) -> int | None:
        code = row.area_code
        by_code = self._by_code.get(code) or self._by_code.get(code.lstrip("0")) if code else None
        return by_code or (self._by_name.get(fold(row.area_name)) if row.area_name else None)

    def place_of(self, row: Converted) -> int | None:
        return self._places.get(row.place_code) or self._places.get(fold(row.place_code)) if row.place_code else None

    def flags_of(self, row: Converted, *, area: int | None, place: int | None) -> list[str]:
        flags = []
        if area is None and (row.area_code or row.area_name):
            flags.append("area_unknown")
        elif area is None and self._layer and "lon" in row.fields and "out_of_area" not in row.fields:
            flags.append("no_area")
        if row.place_code and place is None:
            flags.append("place_unknown")
        return flags


def cell_of(fields: Mapping[str, object]) -> int | None:
    if "lon" not in fields:
        return None
    return geo.cell_of(float(str(fields["lon"])), float(str(fields["lat"])))
