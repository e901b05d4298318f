"""How alike two records are, and why. Plain values; nothing is decided here.

Candidates share a postal code, a telephone, a web site, or stand within some 150 m of one another. Names are compared word by word, a rare
word counting more than a common one, and a word written a little otherwise counting nearly whole (rapidfuzz). What is in two places is two
things, however alike its name: the name and the place must both agree.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import combinations
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from tuque.core.folding import fold
from tuque.directory.streets import street_of

WORTH_LOOKING = 0.58  # below, a person is not asked
NEAR_M = 150.0
AT = re.compile(r"\s+(?:at|@)\s+|(?<=\w)/(?=\w)", re.IGNORECASE)
HOSTED = 0.6  # what a name is worth that is alike only in where it is held
SAME_OWNER = 0.8  # one source names two services of one agency apart on purpose
OTHER_KIND = 0.7  # what a name is worth whose kind of thing is another
LARGEST_BLOCK = 60  # a postal code of a whole town tells nothing
ALIKE = 84  # of 100: two words that are one, written otherwise
SHORT = {
    "mkt": "market", "supermkt": "supermarket", "ctr": "center", "centre": "center", "st": "saint", "ste": "sainte", "mt": "mount",
    "comm": "community", "assn": "association", "assoc": "association", "soc": "society", "svcs": "services", "svc": "service",
    "intl": "international", "natl": "national", "univ": "university", "dept": "department", "hosp": "hospital", "elem": "elementary",
    "sch": "school", "ch": "church", "presb": "presbyterian", "umc": "united methodist church", "um": "united methodist", "bldg": "building",
    "ymca": "ymca", "apts": "apartments", "twp": "township", "hts": "heights", "pgh": "pittsburgh", "asso": "association",
}  # fmt: skip
NOTHING = frozenset({"the", "of", "and", "at", "for", "a", "la", "le", "les", "de", "du", "des", "et", "l", "d", "s", "inc", "llc", "ltd", "co", "corp", "ltee"})  # fmt: skip
# What is offered at one door under one name may be several things: a pantry and a backpack programme are two.
KINDS = {
    "pantry": "food", "cupboard": "food", "backpack": "backpack", "kitchen": "kitchen", "soup": "kitchen", "garden": "garden", "mow": "meals",
    "library": "library", "apartments": "homes", "senior": "seniors", "fresh": "market", "market": "market", "mobile": "mobile",
    "school": "school", "preschool": "school", "clinic": "clinic", "shelter": "shelter", "refuge": "shelter", "garderie": "school",
    "jardin": "garden", "cuisine": "kitchen", "bibliotheque": "library", "popote": "meals", "clinique": "clinic",
}  # fmt: skip


@dataclass(frozen=True)
class Record:
    """What is compared. `points`: lon, lat of its places; `phones`: figures alone; `sources` tell two feeds apart."""

    id: str
    names: Sequence[str]
    agency: str = ""
    addresses: Sequence[str] = ()
    postal_codes: Sequence[str] = ()
    points: Sequence[tuple[float, float]] = ()
    phones: frozenset[str] = frozenset()
    site: str = ""
    source: str = ""


@dataclass(frozen=True)
class Likeness:
    """`score` from 0 to 1; `reasons`: of each thing that both have, how alike, from 0 to 1."""

    score: float
    reasons: Mapping[str, float]


@dataclass(frozen=True)
class Prepared:
    record: Record
    names: tuple[tuple[str, ...], ...]
    streets: tuple[tuple[str, tuple[str, ...]], ...]
    hosts: frozenset[str]
    """The words after “at”: of where it is, and not of what it is."""


@dataclass
class Corpus:
    """The records and how rare each word of their names is."""

    prepared: dict[str, Prepared] = field(default_factory=dict)
    rarity: dict[str, float] = field(default_factory=dict)


def find(
    records: Iterable[Record], *, least: float = WORTH_LOOKING, only: Set[str] | None = None
) -> Iterator[tuple[str, str, Likeness]]:
    """Every pair of different records worth a look, the likest first. `only`: those that one of these ids is in."""
    corpus = prepare(records)
    found = []
    for one, other in candidates([each.record for each in corpus.prepared.values()], only=only):
        likeness = compare(corpus, one, other)
        if likeness.score >= least:
            found.append((one, other, likeness))
    yield from sorted(found, key=lambda pair: (-pair[2].score, pair[0], pair[1]))


def prepare(records: Iterable[Record]) -> Corpus:
    corpus = Corpus()
    counts: Counter[str] = Counter()
    for record in records:
        names = tuple(dict.fromkeys(words for name in record.names if (words := name_words(name))))
        streets = tuple(dict.fromkeys(street_of(line) for line in record.addresses if line.strip()))
        held_at = [AT.split(name, maxsplit=1)[1] for name in record.names if AT.search(name)]
        hosts = frozenset(word for part in held_at for word in name_words(part))
        corpus.prepared[record.id] = Prepared(record, names, streets, hosts)
        counts.update({word for words in names for word in words})
    size = len(corpus.prepared) + 50  # in a small directory nearly every word is rare
    corpus.rarity = {word: 0.25 + math.log(size / count) / math.log(size) for word, count in counts.items()}
    return corpus


def candidates(records: Sequence[Record], *, only: Set[str] | None = None) -> Iterator[tuple[str, str]]:
    """Pairs that share something of where or how they are reached; each once. `only`: those that one of these ids is in."""
    blocks: dict[tuple[str, str], list[str]] = defaultdict(list)
    wanted = None if only is None else {key for record in records if record.id in only for key in _keys(record)}
    for record in records:
        for key in set(_keys(record)):
            if wanted is None or key in wanted:
                blocks[key].append(record.id)
    seen: set[tuple[str, str]] = set()
    for ids in blocks.values():
        if len(ids) <= LARGEST_BLOCK:
            for one, other in combinations(sorted(ids), 2):
                if (one, other) not in seen and (only is None or one in only or other in only):
                    seen.add((one, other))
                    yield one, other


def _keys(record: Record) -> Iterator[tuple[str, str]]:
    codes = {re.sub(r"\W", "", code).upper() for code in record.postal_codes if code.strip()}
    for address in record.addresses:
        number, street = street_of(address)
        if number:
            for code in codes:
                yield "door", f"{code} {number}"
            if street:
                yield "street", f"{number} {street[0][:4]}"
    for code in codes:
        for name in record.names:
            for word in name_words(name):
                if len(word) > 2:
                    yield "named", f"{code[:5]} {word[:4]}"
    for phone in record.phones:
        yield "phone", phone
    if record.site:
        yield "site", record.site
    for lon, lat in record.points:
        # Cells of some 220 m, each point in its own and in those that it nearly touches.
        for east in (-0.25, 0.25):
            for north in (-0.25, 0.25):
                yield "cell", f"{math.floor(lon / 0.003 + east)} {math.floor(lat / 0.002 + north)}"


def compare(corpus: Corpus, one: str, other: str) -> Likeness:
    left, right = corpus.prepared[one], corpus.prepared[other]
    reasons: dict[str, float] = {}
    reasons["name"] = max((_names(corpus, a, b) for a in left.names for b in right.names), default=0.0)
    if left.hosts != right.hosts:
        reasons["name"] *= HOSTED if any(_is_host(left, right)) else 1.0
    if left.streets and right.streets:
        reasons["address"] = max(_streets(a, b) for a in left.streets for b in right.streets)
    if left.record.points and right.record.points:
        metres = min(distance_m(a, b) for a in left.record.points for b in right.record.points)
        reasons["distance"] = round(1 / (1 + (metres / NEAR_M) ** 2), 3)
    if left.record.phones and right.record.phones:
        reasons["phone"] = 1.0 if left.record.phones & right.record.phones else 0.0
    if left.record.site and right.record.site:
        reasons["site"] = 1.0 if left.record.site == right.record.site else 0.0
    if left.record.agency and right.record.agency and left.record.source == right.record.source:
        reasons["agency"] = round(fuzz.token_sort_ratio(fold(left.record.agency), fold(right.record.agency)) / 100, 3)
    return Likeness(round(_score(reasons), 3), {name: round(value, 3) for name, value in reasons.items()})


def _score(reasons: Mapping[str, float]) -> float:
    """The geometric mean of “the same name” and “the same place”: either alone says little."""
    name = reasons["name"]
    where = _where(reasons)
    if where is None:
        reached = max(reasons.get("phone", 0.0), reasons.get("site", 0.0))
        where = 0.4 + 0.55 * reached
    if reasons.get("agency", 0.0) >= 0.95 and name < 0.9:
        name *= SAME_OWNER
    same_phone = reasons.get("phone") == 1.0
    if same_phone:
        where = min(1.0, where + 0.15)
    elif reasons.get("phone") == 0.0:
        where *= 0.93
    return float(name**0.55 * where**0.45)


def _where(reasons: Mapping[str, float]) -> float | None:
    """The place: by its address where both have one, since coordinates are often those of a street's middle."""
    if "address" in reasons:
        near = reasons.get("distance")
        return reasons["address"] if near is None else 0.8 * reasons["address"] + 0.2 * near
    return 0.9 * reasons["distance"] if "distance" in reasons else None


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name that tell something: abbreviations written out, numbers of branches and forms of companies left out."""
    plain = re.sub(r"(?<=[a-z])'s\b", "s", fold_keeping_s(name))
    words: list[str] = []
    for word in plain.split():
        words += SHORT.get(word, word).split()
    told = [word for word in words if word not in NOTHING]
    named = [word for word in told if not word.isdigit()]
    return tuple(named or told)


def fold_keeping_s(name: str) -> str:
    """Folded, with “Perry's” as one word and “L.A.” too."""
    joined = re.sub(r"['’](?=[sS]\b)", "", name)
    return fold(re.sub(r"\b([A-Za-z])\.(?=[A-Za-z]\b)", r"\1", joined))


def _names(corpus: Corpus, left: Sequence[str], right: Sequence[str]) -> float:
    """Of all the weight of both names' words, how much they have in common; or as one string, for words that run together."""

    def weight(word: str) -> float:
        return corpus.rarity.get(word, 1.0)

    common, left_of = 0.0, list(right)
    for word in left:
        best = max(((fuzz.ratio(word, one), one) for one in left_of), default=(0.0, ""))
        if best[0] >= ALIKE:
            common += best[0] / 100 * (weight(word) + weight(best[1]))
            left_of.remove(best[1])
    total = sum(map(weight, left)) + sum(map(weight, right))
    smaller = min(sum(map(weight, left)), sum(map(weight, right)))
    overlap = common / total if total else 0.0
    contained = common / 2 / smaller if smaller else 0.0
    as_one = fuzz.ratio("".join(left), "".join(right)) / 100
    likest = max(overlap, 0.88 * contained if smaller >= 0.9 else 0.0, as_one if as_one >= 0.8 else 0.0)
    kinds, others = ({KINDS[word] for word in words if word in KINDS} for words in (left, right))
    differ = kinds ^ others if not kinds & others else set()
    return likest * OTHER_KIND if differ - {"market"} or (kinds and others and differ) else likest


def _is_host(left: Prepared, right: Prepared) -> Iterator[bool]:
    """Whether one of the two is named after where the other is held: “Green Grocer at the Library” and the library itself."""
    for guest, host in ((left, right), (right, left)):
        if guest.hosts and not host.hosts:
            own = {word for words in guest.names for word in words} - guest.hosts
            theirs = {word for words in host.names for word in words}
            yield bool(own) and len(own & theirs) < len(guest.hosts & theirs)


def _streets(one: tuple[str, tuple[str, ...]], other: tuple[str, tuple[str, ...]]) -> float:
    number = 1.0 if one[0] == other[0] else 0.25 if one[0] and other[0] else 0.6
    street = fuzz.token_sort_ratio(" ".join(one[1]), " ".join(other[1])) / 100 if one[1] and other[1] else 0.5
    return number * (street if street >= 0.6 else street * 0.5)


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    east = (one[0] - other[0]) * 111_320 * math.cos(math.radians((one[1] + other[1]) / 2))
    return math.hypot(east, (one[1] - other[1]) * 110_570)


def site_of(address: str) -> str:
    """The host of a web address, without www; empty for pages of sites that everyone is on."""
    try:
        host = urlsplit(address if "://" in address else f"https://{address}").hostname or ""
    except ValueError:
        return ""
    host = host.removeprefix("www.")
    return "" if any(part in host for part in ("facebook.", "instagram.", "google.", "twitter.", "linktr.")) else host
