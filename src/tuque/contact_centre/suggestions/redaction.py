"""What may leave the site for a language model: common words, and nothing that tells who someone is. Plain values.

Nothing is looked for that should be taken out; only what is known to be common is let through. A word leaves when it is in the shipped
list of common words of its language, or among those that at least five people of the centre wrote. Everything else, whatever it
is, becomes `[…]`: names in small letters, spelled-out letters, streets, codes, other alphabets. Besides, out go: what holds a digit and words for numbers
(`[#]`); words with a capital inside a sentence; what follows “my name is” and the like; what stands beside a word for a street; addresses of the web and of mail.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from tuque.contact_centre.suggestions.features import ADDRESS, stem_of

GAP, NUMBER = "[…]", "[#]"
MOST_SIGNS = 6_000
PART = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*|[.!?…\n]+|[^\w\s]|_+", re.UNICODE)
ENDS = frozenset(".!?…\n")
NEVER_ALONE = re.compile(r"^(?:[b-hj-z]|[^\x00-\x7F])$", re.IGNORECASE)
# What a French word loses before a vowel, and what English contracts.
ELIDED = frozenset(["l", "d", "j", "m", "n", "s", "t", "c", "y"])
NUMBERS = frozenset(
    [
        "zero",
        "oh",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "hundred",
        "thousand",
        "double",
        "triple",
        "zéro",
        "deux",
        "trois",
        "quatre",
        "cinq",
        "sept",
        "huit",
        "neuf",
        "dix",
        "onze",
        "douze",
        "treize",
        "quatorze",
        "quinze",
        "seize",
        "vingt",
        "trente",
        "quarante",
        "cinquante",
        "soixante",
        "cent",
        "cents",
        "mille",
    ]
)
PERHAPS_NUMBERS = frozenset(["one", "un", "une", "o", "et", "and"])
# Common words that are also names: they leave only where nobody is being named, and not with a capital.
NAMING = re.compile(
    r"\b(?:my name|name is|name's|named|called|call me|i am called|this is|nickname|"
    r"je m['’]appelle|m['’]appelle|s['’]appelle|t['’]appelle|appelle[- ]moi|appelez[- ]moi|mon nom|son nom|prénom|surnom|moi c['’]est|nommée?)\b",
    re.IGNORECASE,
)
AFTER_A_NAME = 4  # words
STREETS = frozenset(
    [
        "street",
        "st",
        "avenue",
        "ave",
        "road",
        "rd",
        "drive",
        "crescent",
        "boulevard",
        "blvd",
        "lane",
        "highway",
        "square",
        "court",
        "apartment",
        "apt",
        "unit",
        "suite",
        "rue",
        "avenue",
        "chemin",
        "boulevard",
        "boul",
        "ruelle",
        "rang",
        "route",
        "place",
        "quai",
        "appartement",
        "app",
        "côte",
        "montée",
    ]
)
BESIDE_A_STREET = 3  # words, on both sides


@lru_cache(maxsize=2)
def common_words(language: str) -> frozenset[str]:
    """Stems of the shipped list."""
    words: dict[str, str] = json.loads((Path(__file__).parent / "common_words.json").read_text())
    return frozenset(
        stem_of(part, language) for word in words.get(language, "").split() for part in re.split("['’]", word)
    )


def redact(text: str, language: str, *, known: frozenset[str] = frozenset()) -> str:
    """`text` with everything uncommon taken out. `known`: stems that many people of the centre wrote."""
    plain = ADDRESS.sub(f" {GAP} ", unicodedata.normalize("NFKC", text[:MOST_SIGNS]).replace(GAP, " "))
    named = [match.end() for match in NAMING.finditer(plain)]
    parts = [(match.group(), match.start()) for match in PART.finditer(plain)]
    words = [part for part, _start in parts]
    out = _after_names(parts, named) | _beside_streets(words)
    allowed = common_words(language) | known
    shouted = text.isupper()
    told: list[str] = []
    starts = True
    for number, word in enumerate(words):
        if word[0] in ENDS:
            told.append(word[0] if word[0] != "\n" else "\n")
            starts = True
            continue
        told.append(_one(words, number, language, allowed, is_first=starts or shouted, is_out=number in out))
        starts = starts and not word[0].isalnum()
    return _joined(told)


def _one(
    words: Sequence[str], number: int, language: str, allowed: frozenset[str], *, is_first: bool, is_out: bool
) -> str:
    word = words[number]
    small = word.lower()
    if not word[0].isalnum():
        return word if word in ",;:'’\"()-" else GAP
    if is_out:
        return GAP
    if any(sign.isnumeric() for sign in word) or small in NUMBERS or _beside_a_number(words, number):
        return NUMBER
    if word[0].isupper() and not is_first and small not in ("i", "je"):
        return GAP
    if len(small) == 1 and small not in ("i", "a", "à", "y"):
        is_elided = small in ELIDED and any(
            words[near][:1] in "'’" for near in (number - 1, number + 1) if 0 <= near < len(words)
        )
        return word if is_elided else GAP
    parts = [part for part in re.split(r"[-.]", small) if part]
    return word if all(stem_of(part, language) in allowed for part in parts) else GAP


def _beside_a_number(words: Sequence[str], number: int) -> bool:
    """“one” and “un” count things, or spell a number: beside another number, they do."""
    if words[number].lower() not in PERHAPS_NUMBERS:
        return False
    near = [words[place].lower() for place in (number - 1, number + 1) if 0 <= place < len(words)]
    return any(one in NUMBERS or any(sign.isnumeric() for sign in one) for one in near)


def _after_names(parts: Sequence[tuple[str, int]], named: Iterable[int]) -> set[int]:
    """The places of the words that follow each introduction, up to the end of the sentence."""
    out: set[int] = set()
    for end in named:
        left = AFTER_A_NAME
        for number, (part, start) in enumerate(parts):
            if start < end or not left:
                continue
            if part[0] in ENDS:
                break
            if part[0].isalnum():
                out.add(number)
                left -= 1
    return out


def _beside_streets(words: Sequence[str]) -> set[int]:
    out: set[int] = set()
    for number, word in enumerate(words):
        if word.lower().rstrip(".") in STREETS:
            out.update(range(max(0, number - BESIDE_A_STREET), number + BESIDE_A_STREET + 1))
    return out


def _joined(told: Sequence[str]) -> str:
    """With spaces where a reader expects them, and several gaps in a row as one."""
    text = " ".join(told)
    text = re.sub(r"(?:\[…\]\s*){2,}", f"{GAP} ", text)
    text = re.sub(r"(?:\[#\]\s*){2,}", f"{NUMBER} ", text)
    text = re.sub(r"\s+([,;:.!?…)])", r"\1", text)
    return re.sub(r"\s*(['’])\s*", r"\1", text).strip()
