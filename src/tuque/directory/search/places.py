"""Where a city or the first part of a postal code is, told by the directory's own public places: nothing is asked of anyone else."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from tuque.core.folding import fold
from tuque.directory.models import SearchPlace
from tuque.directory.published import PublicService

CANADIAN = re.compile(r"\b([abceghj-nprstvxy]\d[abceghj-nprstv-z])(?:[ -]?\d[abceghj-nprstv-z]\d)?\b", re.IGNORECASE)
DIGITS = re.compile(r"\b(\d{5})(?:-\d{4})?\b")


@dataclass(frozen=True)
class Where:
    shown: str
    lon: float
    lat: float
    area: str = ""
    """The first part of its postal code, when one was given: all that is ever counted of where someone is."""


def area_of(text: str) -> str:
    """The first part of the first postal code in `text`: "R3B" of "R3B 1G7", a whole five-figure code; "" without one."""
    if found := CANADIAN.search(text):
        return found[1].upper()
    return found[1] if (found := DIGITS.search(text)) else ""


def without_postal_code(text: str) -> str:
    return DIGITS.sub(" ", CANADIAN.sub(" ", text))


def find(text: str) -> Where | None:
    """The place of a postal code or a city; None when no public place of the directory bears it."""
    area = area_of(text)
    name = area.lower() or fold(text)[:80]
    row = SearchPlace.objects.filter(name=name).first() if name else None
    return Where(row.shown, row.lon, row.lat, area) if row else None


def place_of_area(area: str) -> Where | None:
    """The middle of the public places whose postal codes begin so; None when there is none."""
    row = SearchPlace.objects.filter(name=area.lower()).first()
    return Where(row.shown, row.lon, row.lat, area) if row else None


def in_words(words: str) -> Where | None:
    """The place of a postal code that stands among other words."""
    return find(area_of(words)) if area_of(words) else None


def named_places(services: Iterable[PublicService]) -> dict[str, list[tuple[str, float, float]]]:
    """For each city and area: how it is shown, and the points that bear it."""
    return names_of(
        (place.city, place.postal_code, place.longitude, place.latitude)
        for service in services
        for place in service.places
        if place.longitude is not None and place.latitude is not None
    )


def names_of(addresses: Iterable[tuple[str, str, float, float]]) -> dict[str, list[tuple[str, float, float]]]:
    """The same, of addresses: city, postal code, lon, lat."""
    found: dict[str, list[tuple[str, float, float]]] = defaultdict(list)
    for city, postal_code, lon, lat in addresses:
        area = area_of(postal_code)
        for name, shown in ((fold(city)[:80], city.strip()[:80]), (area.lower(), area)):
            if name:
                found[name].append((shown, lon, lat))
    return found


@transaction.atomic
def put(named: dict[str, list[tuple[str, float, float]]], *, anew: bool) -> None:
    """Keep where each name is: the middle (median) of its points, so that one wrong coordinate moves nothing far."""
    if anew:
        SearchPlace.objects.all().delete()
    else:
        known = set(SearchPlace.objects.filter(name__in=named).values_list("name", flat=True))
        named = {name: points for name, points in named.items() if name not in known}
    SearchPlace.objects.bulk_create(
        [
            SearchPlace(name=name, shown=points[0][0], lon=_median([lon for _, lon, _ in points]),
                        lat=_median([lat for _, _, lat in points]), records=len(points))
            for name, points in named.items()
        ],
        batch_size=500,
    )  # fmt: skip


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
