"""How many tries a guesser needs who knows what people make passwords of, and who the password is for. Checked on this server.

The estimate is zxcvbn's (Wheeler, USENIX Security 2016): the cheapest way to put a password together from common words, names,
years, dates, keyboard rows, sequences and repetitions, letter by letter where nothing fits. It ships English lists; `data/` has
the French ones and what people in Canada choose.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType

from tuque.core.folding import LETTERS, fold

DATA = Path(__file__).parent / "data"
LOOK_ALIKES = str.maketrans("0134578@$!", "oleastbasi")
LONGEST = 32  # characters looked at: what is hard to guess so far is so whole, and the time taken stays short
YEARS = range(2049, 1929, -1)
OWN = "own"


@dataclass(frozen=True)
class Guess:
    """`tries` on average; `is_personal` where the password is put together from what is known about its owner."""

    tries: float
    is_personal: bool


def guess(password: str, *, known: Iterable[str] = ()) -> Guess:
    """The fewest tries, as the password is written and with the letters that its digits and signs stand for.

    `known` are names and addresses of the person and their organization; their words of three letters or more are looked for.
    """
    lists = {**_lists(), OWN: _ranked(words_in(known))}
    plain = _bare(password)[:LONGEST]
    if not plain:  # nothing, or accents alone
        return Guess(1, is_personal=False)
    found = [_fewest(form, lists) for form in dict.fromkeys([plain, plain.translate(LOOK_ALIKES)])]
    return min(found, key=lambda one: one.tries)


def words_in(texts: Iterable[str]) -> list[str]:
    """The words of names and addresses, and each name without its spaces."""
    found = [part for text in texts for part in (*re.findall(r"[a-z]+", fold(text)), re.sub(r"[^a-z]", "", fold(text)))]
    return [one for one in dict.fromkeys(found) if len(one) > 2]


def _bare(password: str) -> str:
    """In small letters without accents; unlike `fold`, its signs stay."""
    apart = unicodedata.normalize("NFKD", password.lower().translate(LETTERS))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _fewest(password: str, lists: Mapping[str, Mapping[str, int]]) -> Guess:
    matching, scoring = _zxcvbn()
    # Its own search for letters written as signs takes seconds on some texts: ours are translated before.
    looks: Sequence[str] = (
        "dictionary_match",
        "reverse_dictionary_match",
        "spatial_match",
        "repeat_match",
        "sequence_match",
        "date_match",
    )
    matches = [match for look in looks for match in getattr(matching, look)(password, _ranked_dictionaries=lists)]
    made = scoring.most_guessable_match_sequence(password, matches)
    return Guess(float(made["guesses"]), any(part.get("dictionary_name") == OWN for part in made["sequence"]))


@lru_cache(maxsize=1)
def _lists() -> dict[str, Mapping[str, int]]:
    matching, _scoring = _zxcvbn()
    ours = {name: _ranked(_read(f"{name}.txt")) for name in ("canadian_words", "french_words")}
    return {**matching.RANKED_DICTIONARIES, **ours, "years": _ranked(str(year) for year in YEARS)}


def _zxcvbn() -> tuple[ModuleType, ModuleType]:
    # Its lists take longer to load than a page to serve: only who chooses a password waits for them.
    from zxcvbn import matching, scoring

    return matching, scoring


def _read(name: str) -> list[str]:
    return [line for line in (DATA / name).read_text("utf-8").splitlines() if not line.startswith("#")]


def _ranked(words: Iterable[str]) -> dict[str, int]:
    return {word: rank for rank, word in enumerate(words, 1)}
