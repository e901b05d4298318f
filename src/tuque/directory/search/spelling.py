"""A word written wrong, read as a word of the index: one letter less, more, other, or two changed places. No Django here.

Each word of the index is kept under itself and under itself less one letter; what is asked is taken apart in the same way, and
shares a key with every word one mistake away (and with some of those two mistakes away, which long words may have).
"""

from collections.abc import Mapping

SHORTEST = 4  # a shorter word is never what was meant: one mistake makes it another word too easily
LONG = 8  # from here on a word may have two mistakes
MOST = 3


def keys_of(word: str) -> set[str]:
    """The word itself, and the word less each of its letters."""
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


def corrections(word: str, known: Mapping[str, int]) -> list[str]:
    """The words of `known` (those that share a key with `word`, with the number of records that have them) that may have been
    meant, likeliest first."""
    if len(word) < SHORTEST - 1:
        return []
    allowed = 2 if len(word) >= LONG else 1
    near = [
        (distance(word, other), other[0] != word[0], -records, other)
        for other, records in known.items()
        if records
        and other != word
        and len(other) >= SHORTEST
        and abs(len(other) - len(word)) <= allowed
        and not _begins_otherwise(word, other)
    ]
    return [other for far, _, _, other in sorted(near) if far <= allowed][:MOST]


def _begins_otherwise(word: str, other: str) -> bool:
    """Whether all that is changed in a short word is its first letter: people seldom miss it, and "banger" is not "danger"."""
    return len(word) < LONG and word[0] != other[0] and word[1:] == other[1:]


def distance(one: str, other: str) -> int:
    """How many letters were left out, added, changed, or exchanged with their neighbour (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, against in enumerate(other, 1):
            cost = min(last[column] + 1, now[column - 1] + 1, last[column - 1] + (letter != against))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        before, last = last, now
    return last[-1]
