"""Where counts are higher, together with their neighbours, than chance alone would put them.

Method in words: docs/explanation/hot-spots.md. What it must not be used for is said there too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from tuque.insight.statistics.false_discovery import adjusted

FEWEST_CELLS = 30
FEWEST_EVENTS = 50
FEWEST_IN_NEIGHBOURHOOD = 10
FALSE_DISCOVERY_RATE = 0.05
Counts = NDArray[np.int64]


class Kind(StrEnum):
    HOT = "hot"
    NOT_HOT = "not_hot"
    TOO_FEW = "too_few"


@dataclass(frozen=True)
class HotSpots:
    """float64 arrays of shape (cells,), in the order given.

    score   Getis and Ord's Gi* as a z-score
    p       probability that a neighbourhood of as many cells drawn at random holds at least as many events
    q       p, corrected for the number of cells looked at (false discovery rate)
    """

    score: NDArray[np.float64]
    p: NDArray[np.float64]
    q: NDArray[np.float64]
    kinds: list[Kind]


def find_hot_spots(counts: Sequence[int] | Counts, neighbours: Sequence[Sequence[int]]) -> HotSpots | None:
    """`neighbours[i]` are the positions of the cells that touch cell i. None when there is not enough to tell.

    Too few is fewer than 30 cells or 50 events over all; a neighbourhood of fewer than 10 events is never called hot.
    """
    values = np.asarray(counts, dtype=np.int64)
    if len(values) < FEWEST_CELLS or values.sum() < FEWEST_EVENTS:
        return None
    around = [sorted({*near, place}) for place, near in enumerate(neighbours)]
    sums = np.array([values[near].sum() for near in around], dtype=np.int64)
    sizes = np.array([len(near) for near in around], dtype=np.int64)
    p = chance_of_at_least(values, sums, sizes)
    q = adjusted(p)
    kinds = [_kind(float(rate), int(total)) for rate, total in zip(q, sums, strict=True)]
    return HotSpots(score=gi_star(values, sums, sizes), p=p, q=q, kinds=kinds)


def _kind(rate: float, total: int) -> Kind:
    if rate > FALSE_DISCOVERY_RATE:
        return Kind.NOT_HOT
    return Kind.HOT if total >= FEWEST_IN_NEIGHBOURHOOD else Kind.TOO_FEW


def gi_star(values: Counts, sums: Counts, sizes: Counts) -> NDArray[np.float64]:
    """Gi* with weights of one for the cell and each neighbour. Source: Ord and Getis (1995), equation 14.2."""
    count = len(values)
    mean, deviation = values.mean(), values.std()
    if deviation == 0:
        return np.zeros(count)
    spread = deviation * np.sqrt((count * sizes - sizes.astype(float) ** 2) / (count - 1))
    return np.asarray(np.divide(sums - mean * sizes, spread, out=np.zeros(count), where=spread > 0))


def chance_of_at_least(values: Counts, sums: Counts, sizes: Counts) -> NDArray[np.float64]:
    """P(sum of `size` counts drawn at random from all of them >= the sum seen), for each cell.

    Instead of shuffling the map some thousand times, the distribution that shuffling would draw from is computed: the
    distribution of one count, convolved with itself `size` times. So the answer is the same every time, and a small
    probability is not held up by the number of shuffles, as it must not be when thousands of cells are corrected for.
    Draws are with replacement: with 30 cells or more and 7 in a neighbourhood this errs towards calling less hot.
    """
    one = np.bincount(values) / len(values)
    result = np.ones(len(values))
    sum_of = np.array([1.0])
    for size in range(1, int(sizes.max()) + 1):
        sum_of = np.maximum(_convolve(sum_of, one), 0.0)
        at_least = np.minimum(np.cumsum(sum_of[::-1])[::-1], 1.0)
        here = sizes == size
        result[here] = at_least[np.minimum(sums[here], len(at_least) - 1)]
    return result


def _convolve(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    # Plain sums, not a Fourier transform, whose rounding would drown the small probabilities that matter here.
    if len(first) * len(second) <= DIRECT_STEPS:
        return np.convolve(first, second)
    places = np.flatnonzero(second)
    result = np.zeros(len(first) + len(second) - 1)
    for place in places:  # counts are few different numbers, however large they are
        result[place : place + len(first)] += second[place] * first
    return result


DIRECT_STEPS = 2_000_000
