"""What can be wrong with boundaries or a place, in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuque.core.problems import Problem

FILE: Mapping[str, Promise | str] = {
    "not_json": gettext_lazy(
        "This is not a GeoJSON file (%(detail)s). Export your boundaries as GeoJSON, then import that file."
    ),
    "not_collection": gettext_lazy(
        "The file holds a “%(kind)s”, not a collection of areas. Export it as a GeoJSON FeatureCollection."
    ),
    "not_wgs84": gettext_lazy(
        "The coordinates are in another system (%(detail)s). Convert the file to WGS 84 (EPSG:4326), then import it."
    ),
    "not_degrees": gettext_lazy(
        "“%(name)s” lies at %(lon)s, %(lat)s, which are not degrees. Convert the file to WGS 84 (EPSG:4326), then import it."
    ),
    "swapped": gettext_lazy(
        "“%(name)s” lies at %(lon)s, %(lat)s: latitude seems to be written before longitude. Exchange them in the file."
    ),
    "no_area": gettext_lazy("The file holds no polygon with a code and a name that can be used."),
    "field_missing": gettext_lazy("No area has a property “%(name)s”. Those in the file: %(known)s."),
    "layer_code_wrong": gettext_lazy(
        "The layer's code is “%(value)s”. Write small letters, digits and hyphens, such as toronto-158."
    ),
}
FEATURE: Mapping[str, Promise | str] = {
    "code_missing": gettext_lazy("no code"),
    "name_missing": gettext_lazy("no name"),
    "too_long": gettext_lazy("code or name too long"),
    "code_twice": gettext_lazy("the same code as an area before it"),
    "geometry_wrong": gettext_lazy("no polygon that can be repaired"),
}


@dataclass
class AreasRefused(Problem):
    """Nothing was written: the message says what to mend in the file."""

    code = "geo.areas_refused"
    status = 422
    reason: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def message(self) -> str:
        return str(FILE[self.reason]) % self.values


@dataclass
class PlaceNameTaken(Problem):
    code = "geo.place_name_taken"
    status = 409
    name: str = ""

    def message(self) -> str:
        return _("There is already a place called “%(name)s”. Give this one another name.") % {"name": self.name}
