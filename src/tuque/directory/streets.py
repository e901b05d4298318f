"""Addresses as words that compare: the same street however it is written, and whether a text tells one. Plain values."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote_plus

from tuque.core.folding import fold

STREETS = {
    "street": "st", "avenue": "ave", "av": "ave", "road": "rd", "drive": "dr", "boulevard": "blvd", "boul": "blvd", "lane": "ln",
    "highway": "hwy", "parkway": "pkwy", "place": "pl", "court": "ct", "square": "sq", "terrace": "ter", "north": "n", "south": "s",
    "east": "e", "west": "w", "nord": "n", "sud": "s", "est": "e", "ouest": "o", "rue": "", "chemin": "ch", "route": "rte", "saint": "st",
    "sainte": "ste", "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th", "seventh": "7th",
    "eighth": "8th", "ninth": "9th", "tenth": "10th", "extension": "ext",
}  # fmt: skip
DIRECTIONS = frozenset({"n", "s", "e", "w", "o", "ne", "nw", "se", "sw"})
ROOM = re.compile(r"\b(?:suite|unit|apt|room|floor|bureau|local|app|ste)\s+[a-z]?\d*\w?\b")
# Words that people leave out of an address, or write otherwise: none of them tells a street from another one.
UNSAID = DIRECTIONS | frozenset(
    [
        "st",
        "ste",
        "ave",
        "rd",
        "dr",
        "blvd",
        "ln",
        "hwy",
        "pkwy",
        "pl",
        "ct",
        "sq",
        "ter",
        "ch",
        "rte",
        "ext",
        "cres",
        "cr",
        "crescent",
        "croissant",
        "way",
        "cir",
        "circle",
        "trail",
        "the",
        "of",
        "and",
        "a",
        "la",
        "le",
        "les",
        "de",
        "du",
        "des",
        "et",
        "l",
        "d",
        "no",
        "p",
        "po",
    ]
)
UNTOLD = re.compile(
    r"confident|undisclosed|withheld|unknown|unlisted|not (?:available|public)|non (?:publi|divulg)|inconnu|protege"
)
SHORTEST = 6  # shorter than that, words without a number are words that anyone may write
TELLING = 5  # letters of a word that is a street's by itself, after a number of three figures


def street_of(address: str) -> tuple[str, tuple[str, ...]]:
    """The number and the words of its street: "4905 Penn Avenue, Suite 2" is ("4905", ("penn", "ave"))."""
    kept = [word for word in _known_words(ROOM.sub(" ", fold(address)).split()) if word]
    numbers = [word for word in kept[:2] if re.fullmatch(r"\d+[a-z]?", word)]
    number = numbers[0] if numbers else ""
    return number, tuple(word for word in kept if word not in DIRECTIONS and word not in numbers)


def _known_words(words: Iterable[str]) -> list[str]:
    return [STREETS.get(word, word) for word in words]


@dataclass(frozen=True)
class Secrets:
    """Addresses that no text may tell."""

    pattern: re.Pattern[str] | None = None

    @classmethod
    def of(cls, lines: Iterable[str], *, second_lines: Iterable[str] = ()) -> "Secrets":
        """Of first lines of addresses. A second line counts where it begins with a number of a street: else it is a floor or a box."""
        told = {pattern for line in lines for pattern in _patterns(line)}
        told |= {pattern for line in second_lines for pattern in _patterns(line, is_numbered=True)}
        return cls(re.compile(rf"(?<!\w)(?:{'|'.join(sorted(told))})(?!\w)") if told else None)

    def __bool__(self) -> bool:
        return self.pattern is not None

    def told_in(self, text: str) -> bool:
        """Whether the text holds one, however it is written: in other short forms, with other punctuation, in a web address."""
        if self.pattern is None or not text:
            return False
        return self.pattern.search(" ".join(_plain(unquote_plus(text) if "%" in text else text))) is not None


def _plain(text: str) -> list[str]:
    """The words that tell; all of them where none would be left."""
    known = [word for word in _known_words(fold(text).split()) if word]
    return [word for word in known if word not in UNSAID] or known


def _patterns(line: str, *, is_numbered: bool = False) -> Iterable[str]:
    """What tells the address, in plain words: its number and street; without a number, all that it says."""
    words = _plain(_with_street(line))
    leading = next((place for place, word in enumerate(words) if not re.fullmatch(r"\d+[a-z]?", word)), len(words))
    if leading == 0 or len(words) == 1:
        whole = " ".join(words)
        if not is_numbered and len(whole) >= SHORTEST and not UNTOLD.search(whole):
            yield re.escape(whole)
        return
    leading = min(leading, len(words) - 1)  # "4321 100 Avenue": the street is a number too
    number, street = re.escape(words[leading - 1].rstrip("abcdefghijklmnopqrstuvwxyz")), words[leading:]
    is_telling = len(number) >= 3 and len(street[0]) >= TELLING
    least = street[:1] if is_telling else street[:2]
    yield rf"{number} ?[a-z]? {re.escape(' '.join(least))}"
    yield rf"{re.escape(' '.join(street))} {number}"


def _with_street(line: str) -> str:
    """The part between commas that has the street, without rooms: "Suite 5, 123, rue X, Montréal" is "123 rue X"."""
    parts = [part for one in re.split(r"[,;\n]", line) if (part := ROOM.sub(" ", fold(one)).strip())]
    for place, part in enumerate(parts):
        if re.fullmatch(r"[\d ]+[a-z]?", part) and place + 1 < len(parts):
            return f"{part} {parts[place + 1]}"
        if re.match(r"\d", part):
            return part
    return " ".join(parts)
