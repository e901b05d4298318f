"""Which of the records found comes first, and why it was found. Plain arithmetic, the same for both databases. No Django here.

The score is the share of the question that the record answers, rarer words counting for more, words of its name and topics for
more than words of its description; then how far it is; then, a little, how well its record is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import asin, cos, log, radians, sin, sqrt

from tuque.directory.search.questions import Because, Concept, Option

IN_NAME, IN_TOPICS, IN_OWNER, IN_TEXT = 1.0, 0.9, 0.6, 0.3
TOPIC_IN_TEXT, RUN_IN_TEXT = 0.5, 0.7
LONG_NAME = 0.85  # a word among many of a name counts for less
AGAIN = 0.08  # each further time in the text, up to three
ELSEWHERE = 0.1  # it stands in a second place of the record too
SAID_TWICE = 0.15  # both the word and its topic
ALL_OF_NAME, RUN_OF_NAME = 0.25, 0.1
KEPT_WELL, OWN_LANGUAGE = 0.06, 0.1
WHOLE = 0.999  # the share of a question that is answered in all its parts
IN_TOWN = 0.6  # a record of which the town alone is known, at most: it may be at its other end
HALF_WAY_KM, FAR = 4.0, 0.25  # at 4 km, halfway down to what stays of a record far away


@dataclass(frozen=True)
class Record:
    """A record as the index keeps it: the terms of each part, a space between; `points` are lon, lat."""

    key: int
    name: str
    owner: str
    topics: str
    text: str
    points: Sequence[tuple[float, float]] = ()
    quality: float = 0.5
    written: Sequence[str] = ()
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def towns(self) -> Sequence[str]:
        """The towns and postal codes of places whose spot nobody knows, the narrowest first."""
        told = self.facts.get("towns")
        return told if isinstance(told, list) else ()


@dataclass(frozen=True)
class Why:
    """That `asked` was found as `shown`, and where: name, topics, owner or text."""

    asked: str
    shown: str
    because: Because
    where: str


@dataclass(frozen=True)
class Scored:
    record: Record
    score: float
    share: float
    """Which share of the question's weight the record answers, 0 to 1."""
    distance_km: float | None
    whys: tuple[Why, ...]


def rarity(records: int, of: int) -> float:
    """The weight of a term that `records` of `of` have: 1 for the rarest, near 0 for what all have."""
    if of <= 1:
        return 1.0
    return max(0.05, log(1 + of / (1 + records)) / log(1 + of / 2))


def score(
    record: Record,
    concepts: Sequence[Concept],
    *,
    near: tuple[float, float] | None = None,
    towns: Mapping[str, tuple[float, float]] | None = None,
    language: str = "",
) -> Scored:
    """`towns`: where those around `near` are, for a record of which no more is known than its town; another is far away."""
    total = sum(concept.weight for concept in concepts)
    got = answered = 0.0
    whys: list[Why] = []
    for concept in concepts:
        value, why = _answer(record, concept)
        if why is not None:
            got += concept.weight * value
            answered += concept.weight
            whys.append(why)
    words = got / total if total else 1.0
    if concepts and answered:
        words += _name_bonus(record.name, concepts)
    away = nearest_km(record.points, near) if near else None
    placed = words * _nearness(record, away, near, towns or {}) if near else words
    if language and language in record.written:
        placed += OWN_LANGUAGE
    return Scored(record, placed + KEPT_WELL * record.quality, answered / total if total else 1.0, away, tuple(whys))


def _answer(record: Record, concept: Concept) -> tuple[float, Why | None]:
    best, why = 0.0, None
    reasons: set[Because] = set()
    for option in concept.options:
        value, where = _value(record, option)
        if where:
            reasons.add(option.because)
            if value > best:
                best, why = value, Why(concept.asked, option.shown, option.because, where)
    return best + (SAID_TWICE if len(reasons) > 1 else 0.0), why


def _value(record: Record, option: Option) -> tuple[float, str]:
    """How much the option counts in this record, and the best place it stands in; "" when nowhere."""
    term = f" {option.term} "
    places: list[tuple[float, str]] = []
    if term in f" {record.name} ":
        places.append((IN_NAME if record.name.count(" ") < 5 else LONG_NAME, "name"))
    if term in f" {record.topics} ":
        places.append((IN_TOPICS, "topics"))
    if term in f" {record.owner} ":
        places.append((IN_OWNER, "owner"))
    times = f" {record.text} ".count(term)
    if times:
        base = RUN_IN_TEXT if " " in option.term else TOPIC_IN_TEXT if option.because is Because.TOPIC else IN_TEXT
        places.append((base + AGAIN * min(times - 1, 3), "text"))
    if not places:
        return 0.0, ""
    value, where = max(places)
    return option.weight * (value + (ELSEWHERE if len(places) > 1 else 0.0)), where


def _name_bonus(name: str, concepts: Sequence[Concept]) -> float:
    """More when the words asked stand side by side in the name, and more again when they are all of it."""
    asked = " ".join(
        option.term for concept in concepts for option in concept.options if option.because is not Because.TOPIC
    )
    if not asked or not name:
        return 0.0
    if asked == name:
        return ALL_OF_NAME
    return RUN_OF_NAME if " " in asked and f" {asked} " in f" {name} " else 0.0


def _nearness(
    record: Record, away: float | None, near: tuple[float, float], towns: Mapping[str, tuple[float, float]]
) -> float:
    if away is not None or not record.towns:
        return nearness(away, has_place=bool(record.points))
    known = [towns[name] for name in record.towns if name in towns]
    return min(nearness(distance_km(known[0], near), has_place=True), IN_TOWN) if known else FAR


def nearness(away_km: float | None, *, has_place: bool) -> float:
    """What distance leaves of the score: all of it next door, `FAR` of it far away; a service without a place keeps most."""
    if away_km is None:
        return 0.4 if has_place else 0.6
    return FAR + (1 - FAR) / (1 + away_km / HALF_WAY_KM)


def nearest_km(points: Sequence[tuple[float, float]], near: tuple[float, float]) -> float | None:
    return min((distance_km(point, near) for point in points), default=None)


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Along the surface, between two lon, lat."""
    west, south, east, north = map(radians, (*one, *other))
    part = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * 6371.0 * asin(min(1.0, sqrt(part)))


def order(scored: Sequence[Scored]) -> list[Scored]:
    """Best first; those alike in the order of their keys, so that both databases answer the same."""
    return sorted(scored, key=lambda one: (-round(one.score, 6), one.record.key))


def nearest_first(scored: Sequence[Scored]) -> list[Scored]:
    """The same records, nearest first: those whose name or topics answer every part of the question, then those that only mention
    it, and in each what has no place last. Those as near as one another stay as they were."""

    def place(one: Scored) -> tuple[bool, bool, float]:
        mentions = any(why.where not in ("name", "topics") for why in one.whys)
        away = one.distance_km
        return (mentions or one.share < WHOLE, away is None, round(away or 0.0, 3))

    return sorted(scored, key=place)
