"""Four words to come back by: easily said and kept in mind, hard to guess.

The words are our own choice, a file for each language: plain ones that can be said aloud and remembered. A language has more
than 256, so that four drawn at random have 32 bits and more. No word may be changed into another by folding its accents, and
none is of illness, death or violence.

What is kept of them is a slow hash (Argon2id) with the line's own salt, which is sealed: whoever has a copy of the database
alone cannot even begin to try. Guessing through the page is limited (`tuque.channels.limits`).
"""

import secrets
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw

from tuque.core.folding import fold

WORDS = {file.stem: file.read_text("utf-8").split() for file in sorted(Path(__file__).parent.glob("*.txt"))}
COUNT = 4
# OWASP's first choice of 2023 for Argon2id, 19 MiB; about 20 ms here.
MEMORY_KIB, PASSES, LANES = 19_456, 2, 1


def draw(language: str) -> str:
    """Four words of the language, from the system's own randomness."""
    words = WORDS.get(language, WORDS["en"])
    return " ".join(secrets.choice(words) for _ in range(COUNT))


def hashed(phrase: str, *, salt: str) -> str:
    """64 hexadecimal signs. Accents, capitals, commas and how many spaces do not matter."""
    return hash_secret_raw(
        fold(phrase).encode(),
        salt.encode().ljust(8, b"."),
        time_cost=PASSES,
        memory_cost=MEMORY_KIB,
        parallelism=LANES,
        hash_len=32,
        type=Type.ID,
    ).hex()


def can_be(phrase: str) -> bool:
    """Whether these are four words of ours: anything else is not worth a hash."""
    words = fold(phrase).split()
    return len(words) == COUNT and any(set(words) <= known for known in _FOLDED)


_FOLDED = [{fold(word) for word in words} for words in WORDS.values()]
