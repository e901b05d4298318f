"""Small counts are kept back: few people in one place could be known. Plain values.

Source: threshold and complementary suppression as statistical agencies use them; Statistics Canada keeps back small areas too.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TypeVar

FEWEST = 5
Key = TypeVar("Key", bound=Hashable)


def masked(counts: Sequence[int]) -> list[int | None]:
    """The counts of parts whose sum is shown beside them: None for what is kept back, 1 to 4.

    Where a single one is, the next smallest is kept back too, or it would be the sum less the others. Zero stays: it tells of nobody.
    """
    shown: list[int | None] = [None if 0 < one < FEWEST else one for one in counts]
    if shown.count(None) == 1:
        others = [(one, place) for place, one in enumerate(shown) if one]
        if others:
            shown[min(others)[1]] = None
    return shown


def kept_back(counts: Mapping[Key, int], sums: Sequence[Collection[Key]]) -> set[Key]:
    """The keys of counts to keep back in a table of several sums: each of `sums` names counts of which one is the sum of the others.

    Counts of 1 to 4 are, and then, wherever a single one of a sum is, the smallest beside it, until no sum gives one away. Zero stays.
    """
    hidden = {key for key, count in counts.items() if 0 < count < FEWEST}
    is_changed = True
    while is_changed:
        is_changed = False
        for keys in sums:
            others = [key for key in keys if counts[key] and key not in hidden]
            if others and sum(key in hidden for key in keys) == 1:
                hidden.add(min(others, key=counts.__getitem__))
                is_changed = True
    return hidden


def shown(total: int) -> int | None:
    return None if 0 < total < FEWEST else total


def share(part: int | None, whole: int | None) -> int | None:
    """In whole per cent; None where either is kept back, or there is nothing."""
    return round(100 * part / whole) if part is not None and whole else None
