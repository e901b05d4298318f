"""Areas called by the names that people give them, in either language: accents, articles and "quartier de" apart. No Django here."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from tuque.core.folding import fold

SAINTS = {"st": "saint", "ste": "saint", "sainte": "saint"}
BEFORE = frozenset({"the", "le", "la", "les", "l", "de", "du", "des", "d", "of", "quartier", "arrondissement", "secteur", "district", "neighbourhood", "neighborhood", "borough", "area"})  # fmt: skip
SHORTEST_PART, SHORTEST_MISSPELT = 5, 5
MOST_PARTS = 8  # a word that more areas hold is no name of one
ALIKE = 87  # of 100


@dataclass(frozen=True)
class NamedArea:
    """Where an area is: the middle of the rectangle around it."""

    name_en: str
    name_fr: str
    layer_en: str
    layer_fr: str
    lon: float
    lat: float

    def name(self, language: str) -> str:
        return self.name_fr if language.startswith("fr") else self.name_en

    def layer(self, language: str) -> str:
        return self.layer_fr if language.startswith("fr") else self.layer_en


@dataclass(frozen=True)
class Names:
    """Areas by their names as they are compared."""

    by_name: Mapping[str, Sequence[NamedArea]]

    @classmethod
    def of(cls, areas: Iterable[tuple[NamedArea, str]]) -> "Names":
        """Each area with its code: one that has letters in it (R3C) is a name too."""
        found: dict[str, list[NamedArea]] = defaultdict(list)
        for area, code in areas:
            called = {plain(area.name_en), plain(area.name_fr)}
            if any(letter.isalpha() for letter in code) and len(code) >= 3:
                called.add(plain(code))
            for name in called - {""}:
                found[name].append(area)
        return cls(found)

    def exactly(self, text: str) -> Sequence[NamedArea]:
        return self.by_name.get(plain(text), ())

    def find(self, text: str) -> Sequence[NamedArea]:
        """Those that are called so; else those whose name holds these words; else those whose name is nearly so."""
        name = plain(text)
        if not name or name in self.by_name:
            return self.by_name.get(name, ())
        if len(name) >= SHORTEST_PART:
            holding = [one for key, areas in self.by_name.items() if f" {name} " in f" {key} " for one in areas]
            if holding:
                return _once(holding) if len(_once(holding)) <= MOST_PARTS else ()
        if len(name) < SHORTEST_MISSPELT:
            return ()
        near = process.extract(name, self.by_name.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE, limit=3)
        best = max((score for _key, score, _at in near), default=0.0)
        return _once([one for key, score, _at in near if score == best for one in self.by_name[key]])


def plain(name: str) -> str:
    """A name as it is compared: "Quartier de la Petite-Patrie" is "petite patrie"."""
    words = [SAINTS.get(word, word) for word in fold(name).split()]
    while len(words) > 1 and words[0] in BEFORE:
        words = words[1:]
    return " ".join(words)


def _once(areas: Iterable[NamedArea]) -> list[NamedArea]:
    return list(dict.fromkeys(areas))
