"""Where someone says that they are: a postal code, a town, a neighbourhood, a place that a specialist knows; where several are called so,
a choice. Told by the directory's own public places and by the boundaries of this site: nothing is asked of anyone else."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tuque.core.folding import fold
from tuque.directory.models import SearchPlace
from tuque.directory.search import places
from tuque.directory.search.places import Where
from tuque.directory.search.ranking import distance_km
from tuque.geo import api as geo

SAME_KM = 3.0  # two boundaries of one name so near one another are one place
OTHER_KM = 15.0  # a neighbourhood farther from the town of the same name is another place
IN_TOWN_KM = 40.0
MOST_CHOICES = 8
AMONG_WORDS = re.compile(
    r"^(?P<rest>.*?)\b(?:near|close to|près d(?:e|u|es)|pres d(?:e|u|es)|proche d(?:e|u|es)|à côté d(?:e|u|es)|autour d(?:e|u|es))\s+(?P<place>[^,.;?!]{3,60})[?!. ]*$",
    re.IGNORECASE,
)

SAID = re.compile(r"^(?P<name>[^,(]+?)(?:,\s*(?P<town>[^(]+?))?\s*(?:\((?P<layer>.+)\))?$")


@dataclass(frozen=True)
class KnownPlace:
    """A place that whoever asks knows by its name."""

    name: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Near:
    """`where` is None where nothing is known, or where several are called so: then there are `choices`. A town has both where a
    neighbourhood elsewhere is called like it."""

    where: Where | None = None
    choices: Sequence[Where] = ()


def find(text: str, *, reader: str, known: Iterable[KnownPlace] = ()) -> Near:
    """The place of a postal code, a town, an area or a place of `known`; "Centre-ville, Montréal" tells which of several."""
    town = places.find(text)
    if town is not None and town.area:
        return Near(town)
    others = _named(text, reader=reader, known=known)
    if town is not None:
        here = (town.lon, town.lat)
        return Near(town, [one for one in others if distance_km(here, (one.lon, one.lat)) > OTHER_KM])
    return Near(others[0]) if len(others) == 1 else Near(None, others)


def in_words(words: str, *, reader: str, known: Iterable[KnownPlace] = ()) -> tuple[Where | None, str]:
    """The place that stands among other words, and the words without it: a postal code, or "near Villeray" where one area alone is
    called exactly so."""
    if (where := places.in_words(words)) is not None:
        return where, places.without_postal_code(words)
    told = AMONG_WORDS.match(words)
    if told is None:
        return None, words
    found = find(told["place"], reader=reader, known=known)
    is_exact = geo.area_names().exactly(told["place"]) or (found.where and found.where.shown == told["place"])
    if found.where is None or found.choices or not (is_exact or places.find(told["place"])):
        return None, words
    return found.where, told["rest"]


def _named(text: str, *, reader: str, known: Iterable[KnownPlace]) -> list[Where]:
    """The areas and known places of this name, each as it is told apart from the others: "Downtown, Winnipeg (Quarters)"."""
    said = SAID.match(text.strip())
    if said is None:
        return []
    told = {} if geo.area_names().exactly(text) else {part: fold(said[part] or "") for part in ("town", "layer")}
    name = said["name"] if told else text
    own = [(one.name, "", one.lon, one.lat) for one in known if geo.plain(one.name) == geo.plain(name)]
    areas = [(one.name(reader), one.layer(reader), one.lon, one.lat) for one in geo.area_names().find(name)]
    found: list[_Candidate] = []
    for shown, layer, lon, lat in (*own, *areas):
        if all(distance_km((one.where.lon, one.where.lat), (lon, lat)) > SAME_KM for one in found):
            found.append(_Candidate(Where(shown, lon, lat), "", layer))
    if len(found) > 1 or any(told.values()):
        found = [_with_town(one) for one in found]
    if wanted := {part: value for part, value in told.items() if value}:
        found = [one for one in found if all(fold(getattr(one, part)) == value for part, value in wanted.items())]
    labels = [one.label for one in found]
    shown_as = [
        f"{one.label} ({one.layer})" if labels.count(one.label) > 1 and one.layer else one.label for one in found
    ]
    return [replace(one.where, shown=label) for one, label in zip(found, shown_as, strict=True)][:MOST_CHOICES]


@dataclass(frozen=True)
class _Candidate:
    where: Where
    town: str
    layer: str

    @property
    def label(self) -> str:
        return f"{self.where.shown}, {self.town}" if self.town else self.where.shown


def _with_town(one: _Candidate) -> _Candidate:
    """With the nearest town that the directory knows."""
    here = (one.where.lon, one.where.lat)
    towns = [
        (distance_km(here, (lon, lat)), shown)
        for shown, lon, lat in SearchPlace.objects.values_list("shown", "lon", "lat")
        if not any(letter.isdigit() for letter in shown)
    ]
    km, town = min(towns, default=(IN_TOWN_KM + 1, ""))
    return replace(one, town=town) if km <= IN_TOWN_KM else one
