"""Small counts are kept back: few people in one place could be known. Plain values.

Source: threshold and complementary suppression as statistical agencies use them; Statistics Canada keeps back small areas too.
"""

from collections.abc import Sequence

FEWEST = 5


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


def shown(total: int) -> int | None:
    return None if 0 < total < FEWEST else total


def share(part: int | None, whole: int | None) -> int | None:
    """In whole per cent; None where either is kept back, or there is nothing."""
    return round(100 * part / whole) if part is not None and whole else None
