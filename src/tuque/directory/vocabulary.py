"""What comes with the directory: languages and dialects, kinds of access and fees, topics, everyday words. Plain values."""

import csv
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Class:
    """One entry of a list: `within` is what it is a dialect of, `kind` is spoken, sign or format (languages only)."""

    code: str
    en: str
    fr: str
    also: tuple[str, ...] = ()
    iso: str = ""
    within: str = ""
    kind: str = ""

    def name(self, language: str) -> str:
        return self.fr if language.startswith("fr") else self.en


@dataclass(frozen=True)
class Topic:
    code: str
    en: str
    fr: str
    within: str = ""

    def name(self, language: str) -> str:
        return self.fr if language.startswith("fr") else self.en


@dataclass(frozen=True)
class LayWords:
    """What people say, and the topic that they mean."""

    language: str
    words: str
    topic: str
    weight: float

    @property
    def is_only_asked(self) -> bool:
        """Whether they mean it in a question alone; the records that say them tell of something else."""
        return 0 < self.weight < 0.5


def folded(text: str) -> str:
    """For comparing: no accents, no capitals, straight apostrophes, single spaces."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("œ", "oe"))
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).casefold().split())


@cache
def languages() -> Mapping[str, Class]:
    return {one.code: one for one in _classes("languages.csv")}


@cache
def accessibilities() -> Mapping[str, Class]:
    return {one.code: one for one in _classes("accessibility.csv")}


@cache
def fees() -> Mapping[str, Class]:
    return {one.code: one for one in _classes("fees.csv")}


@cache
def units() -> Mapping[str, Class]:
    """What room is counted in."""
    return {one.code: one for one in _classes("units.csv")}


@cache
def topics() -> Mapping[str, Topic]:
    """Every topic and sub-topic, a topic before what is within it."""
    with (DATA / "topics.toml").open("rb") as file:
        read = tomllib.load(file)["topic"]
    found: dict[str, Topic] = {}
    for one in read:
        found[one["code"]] = Topic(one["code"], one["en"], one["fr"])
        for part in one.get("subtopics", []):
            found[part["code"]] = Topic(part["code"], part["en"], part["fr"], one["code"])
    return found


def with_parts(topic: str) -> frozenset[str]:
    """A topic's code and those within it."""
    return frozenset({topic, *(one.code for one in topics().values() if one.within == topic)})


@cache
def lay_words() -> tuple[LayWords, ...]:
    with (DATA / "lay_words.csv").open(encoding="utf-8") as file:
        return tuple(
            LayWords(row["language"], row["words"], row["topic"], float(row["weight"])) for row in csv.DictReader(file)
        )


@cache
def plain_words() -> frozenset[str]:
    """The commonest words of English and French, folded: whoever writes one of them has written it right."""
    return frozenset((DATA / "plain_words.txt").read_text("utf-8").split())


def find_language(name: str, *, iso: str = "") -> Class | None:
    """The language that a source names in either language, by ISO code where the name says nothing. None when it is not one."""
    return _by_name("languages").get(folded(name)) or _by_iso().get(iso.strip().lower()) or _by_iso().get(folded(name))


@cache
def codes_of_languages() -> frozenset[str]:
    """ISO 639."""
    return frozenset(one.iso for one in languages().values() if one.iso)


def dialects_of(code: str) -> frozenset[str]:
    """The language and what is spoken under it: whoever asks for Chinese may be served in Cantonese; never the other way."""
    return frozenset({code, *(one.code for one in languages().values() if one.within == code)})


# Short names that nobody takes for another word, and long ones that mean something else too (a region, a people, feeling ill).
SHORT_LANGUAGES = frozenset({"asl", "lsq", "lsf", "dari", "urdu", "thai", "zulu"})
NOT_A_LANGUAGE = frozenset({"english", "anglais", "metis", "outaouais", "georgian", "malais"})


@cache
def said_languages() -> tuple[tuple[str, str], ...]:
    """What people write in a search when they mean a language that is spoken or signed, and its code. English is left out: in most
    questions it is what someone wants to learn."""
    said: dict[str, str] = {}
    for one in languages().values():
        if one.kind not in ("spoken", "sign"):
            continue
        short = [name.partition("(")[2].rstrip(")") for name in (one.en, one.fr)]
        whole = [name.partition("(")[0] for name in (one.en, one.fr) if one.within != "CHINESE" or "(" not in name]
        for name in (*whole, *short, *one.also):
            plain = folded(name)
            is_clear = " " in plain or len(plain) >= 5 or plain in SHORT_LANGUAGES
            if plain and is_clear and plain not in NOT_A_LANGUAGE:
                said.setdefault(plain, one.code)
    return tuple(said.items())


def find_accessibility(name: str) -> Class | None:
    return _by_name("accessibilities").get(folded(name))


def find_fee(words: str) -> Class | None:
    return _by_name("fees").get(folded(words).rstrip("."))


@cache
def _by_name(which: str) -> Mapping[str, Class]:
    classes = {"languages": languages, "accessibilities": accessibilities, "fees": fees}[which]()
    names: dict[str, Class] = {}
    for one in classes.values():
        short = one.en.partition("(")[2].rstrip(")"), one.fr.partition("(")[2].rstrip(")")
        for name in (one.en, one.fr, one.code, *one.also, *(short if one.within == "CHINESE" else ())):
            if name:
                names.setdefault(folded(name), one)
    return names


@cache
def _by_iso() -> Mapping[str, Class]:
    names: dict[str, Class] = {}
    for one in languages().values():
        if one.iso:
            names.setdefault(one.iso, one)
    return names


def _classes(file_name: str) -> Iterator[Class]:
    with (DATA / file_name).open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            also = tuple(word.strip() for word in row["also"].split(";") if word.strip())
            yield Class(
                row["code"],
                row["name_en"],
                row["name_fr"],
                also,
                row.get("iso", ""),
                row.get("within", ""),
                row.get("kind", ""),
            )
