"""Words of a conversation as counts: plain values, the same for learning and for suggesting.

Three kinds of features: a word's stem (`en:anxious`), two stems in a row (`en:cannot sleep`), and pieces of four letters of a
word (`#anxi`), which forgive typing errors and carry from one language to the other. What holds a digit, an address of the web
or of mail is left out before anything is counted.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

import snowballstemmer

STEMMERS = {"en": "english", "fr": "french"}
ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*", re.IGNORECASE)
TOKEN = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*")
SENTENCE = re.compile(r"[.!?…:;\n«»“”\"()]+")
PIECE = 4
SHORTEST, LONGEST = 2, 25


def sentences(text: str) -> Iterator[list[str]]:
    """The words of each sentence as they were written; what holds a digit is a gap, told as an empty word."""
    for part in SENTENCE.split(ADDRESS.sub(" 0 ", text)):
        found = []
        for token in TOKEN.findall(part):
            is_kept = SHORTEST <= len(token) <= LONGEST and not any(sign.isdigit() for sign in token)
            found.append(token if is_kept else "")
        yield found


def words_of(text: str, language: str) -> Iterator[list[str]]:
    """The stems of each sentence, with gaps as empty words."""
    for sentence in sentences(text):
        yield [stem_of(word.lower(), language) if word else "" for word in sentence]


@lru_cache(maxsize=20_000)
def stem_of(word: str, language: str) -> str:
    return str(_stemmer(language).stemWord(word))


@lru_cache(maxsize=4)
def _stemmer(language: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(STEMMERS.get(language, "english"))


def pieces_of(word: str) -> Iterator[str]:
    """The word with its edges, cut in every run of four letters."""
    edged = f"^{word}$"
    for start in range(max(1, len(edged) - PIECE + 1)):
        yield "#" + edged[start : start + PIECE]


def counts(texts: Iterable[str], language: str, *, kept: frozenset[str] | None = None) -> Counter[str]:
    """How often each feature is in `texts`. With `kept`, only words with these stems make features, in learning."""
    found: Counter[str] = Counter()
    for text in texts:
        for stems in words_of(text, language):
            before = ""
            for stem in stems:
                is_kept = bool(stem) and (kept is None or f"{language}:{stem}" in kept)
                if is_kept:
                    found[f"{language}:{stem}"] += 1
                    found.update(pieces_of(stem))
                    if before:
                        found[f"{language}:{before} {stem}"] += 1
                before = stem if is_kept else ""
    return found


def count_words(texts: Iterable[str]) -> int:
    return sum(1 for text in texts for sentence in sentences(text) for word in sentence if word)


def proper_words(texts: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Stems of words that are written with a capital inside sentences at least half of the time: names, of people and of places.

    `texts`: words and their language. Messages all in capitals tell nothing.
    """
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for text, language in texts:
        if text.isupper():
            continue
        for sentence in sentences(text):
            for word in sentence[1:]:
                if word:
                    where = capital if word[0].isupper() else small
                    where[f"{language}:{stem_of(word.lower(), language)}"] += 1
    return frozenset(stem for stem, count in capital.items() if count >= small[stem])
