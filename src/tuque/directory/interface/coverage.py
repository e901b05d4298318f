"""Whether an area that a service serves holds a postal code: yes, no, or nobody can say. No Django here.

What is sure: a boundary (GeoJSON), postal codes, a province; an area of this site by its shape. The name of a town says yes where
public addresses of the code are in it, and never no: a town may be called by its own name or by that of its borough.
Source: HSDS 3.0 `openapi.json` and its profile of the United Kingdom, parameter `postcode`; `service_area.extent`.
"""

import json
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from tuque.core.folding import fold
from tuque.directory.search.places import CANADIAN, DIGITS

# Of Canada, by the first letter of a postal code: the code of the province or territory and its names.
PROVINCES = {
    "A": ("NL", "Newfoundland and Labrador", "Terre-Neuve-et-Labrador"),
    "B": ("NS", "Nova Scotia", "Nouvelle-Écosse"),
    "C": ("PE", "Prince Edward Island", "Île-du-Prince-Édouard"),
    "E": ("NB", "New Brunswick", "Nouveau-Brunswick"),
    **dict.fromkeys("GHJ", ("QC", "Quebec", "Québec")),
    **dict.fromkeys("KLMNP", ("ON", "Ontario", "Ontario")),
    "R": ("MB", "Manitoba", "Manitoba"),
    "S": ("SK", "Saskatchewan", "Saskatchewan"),
    "T": ("AB", "Alberta", "Alberta"),
    "V": ("BC", "British Columbia", "Colombie-Britannique"),
    "X": ("NT", "Northwest Territories", "Territoires du Nord-Ouest", "NU", "Nunavut"),
    "Y": ("YT", "Yukon", "Yukon"),
}
WIDE = frozenset(fold(name) for names in PROVINCES.values() for name in names)
CANADA = frozenset({"ca", "canada"})
BETWEEN = re.compile(r"[,;|/\n]")
MOST_PARTS, DRAWN = 60, 500


@dataclass(frozen=True)
class There:
    """A postal code, or its beginning: capitals, no space. `towns`: as they are compared. `is_outside` tells whether an area of this
    site is called so and does not hold the point; `is_inside` that one holds it."""

    code: str
    point: tuple[float, float] | None = None
    towns: Collection[str] = frozenset()
    is_inside: Callable[[str], bool] = lambda name: False
    is_outside: Callable[[str], bool] = lambda name: False

    @property
    def is_canadian(self) -> bool:
        return bool(CANADIAN.fullmatch(self.code))


def holds(name: str, extent: str, there: There) -> bool | None:
    """Whether the area of this name, with these boundaries where it has any, holds the code."""
    drawn = _drawn(extent) if extent.lstrip().startswith("{") else None
    if drawn is not None and there.point is not None:
        return bool(drawn.covers(shapely.Point(there.point)))
    return _named(name, there)


@lru_cache(maxsize=DRAWN)
def _drawn(text: str) -> BaseGeometry | None:
    """The shape of a GeoJSON; None for what is none, from whoever wrote it."""
    try:
        read = json.loads(text)
        parts = read["features"] if read.get("type") == "FeatureCollection" else [read]
        shapes = [shape(one.get("geometry") or one) for one in parts]
        whole = shapely.union_all([one if one.is_valid else shapely.make_valid(one) for one in shapes])
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, shapely.errors.ShapelyError):
        return None
    return whole if not whole.is_empty and whole.area > 0 else None


def _named(name: str, there: There) -> bool | None:
    parts = [part.strip() for part in BETWEEN.split(name) if part.strip()][:MOST_PARTS]
    narrow = [part for part in parts if fold(part) not in WIDE | CANADA]
    if narrow and fold(parts[-1]) in WIDE | CANADA:  # a town, its county, its province, its country
        first = _part(narrow[0], there)
        return None if first is False and len(narrow) > 1 else first
    return _either([_part(part, there) for part in parts])


def _either(answers: Sequence[bool | None]) -> bool | None:
    if True in answers:
        return True
    return False if answers and None not in answers else None


def _part(text: str, there: There) -> bool | None:
    if codes := _codes(text):
        return _of_codes(codes, there.code)
    name = fold(text)
    if name in there.towns or there.is_inside(text):
        return True
    if name in WIDE | CANADA and there.is_canadian:
        return name in CANADA or name in {fold(one) for one in PROVINCES.get(there.code[0], ())}
    return False if there.is_outside(text) else None


def _codes(text: str) -> list[str]:
    """The postal codes that the text is made of; none where it says anything else."""
    if DIGITS.sub("", CANADIAN.sub("", text)).strip():
        return []
    found = [*CANADIAN.finditer(text), *DIGITS.finditer(text)]
    return [re.sub(r"[ -]", "", one[0]).upper() for one in found]


def _of_codes(codes: Sequence[str], code: str) -> bool | None:
    if any(code.startswith(one) for one in codes):
        return True
    # Only the beginning of a code was asked, and the area is a part of it: nobody can say.
    return None if any(one.startswith(code) for one in codes) else False
