"""Where a city or the first part of a postal code is, told by the directory's own public places: nothing is asked of anyone else."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from tuque.core.batches import batches
from tuque.core.folding import fold
from tuque.directory.models import Address, Location, SearchPlace
from tuque.directory.public_values import PublicService

CANADIAN = re.compile(r"\b([abceghj-nprstvxy]\d[abceghj-nprstv-z])(?:[ -]?\d[abceghj-nprstv-z]\d)?\b", re.IGNORECASE)
DIGITS = re.compile(r"\b(\d{5})(?:-\d{4})?\b")
AT_ONCE = 400


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


def only_area_of(town: str) -> str:
    """The first part of the postal codes of a town's public addresses, where they all have the same; else empty."""
    codes = (
        Address.objects.filter(is_public=True, city__iexact=town)
        .exclude(postal_code="")
        .values_list("postal_code", flat=True)
    )
    areas = {area_of(code) for code in codes.distinct()} - {""}
    return areas.pop() if len(areas) == 1 else ""


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


def points_of(locations: Iterable[int]) -> set[tuple[float, float]]:
    """Where these places (primary keys) are, lon, lat."""
    found: set[tuple[float, float]] = set()
    for some in batches(locations, AT_ONCE):
        rows = Location.objects.filter(pk__in=some).values_list("longitude", "latitude")
        found |= {(lon, lat) for lon, lat in rows if lon is not None and lat is not None}
    return found


def forget(points: Iterable[tuple[float, float]]) -> None:
    """Names whose middle has the longitude or the latitude of a place that is public no more would go on telling where it is: nobody
    is near them until the message that follows says where they are now."""
    for some in batches(points, AT_ONCE):
        lons, lats = [lon for lon, _lat in some], [lat for _lon, lat in some]
        shown = Location.objects.filter(is_public=True, longitude__in=lons, latitude__in=lats)
        left = {*some} - {*shown.values_list("longitude", "latitude")}
        if left:
            middle = Q(lon__in=[lon for lon, _lat in left]) | Q(lat__in=[lat for _lon, lat in left])
            SearchPlace.objects.filter(middle).delete()


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
