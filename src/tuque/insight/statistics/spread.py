"""Quantiles of values that were counted: value -> how many times."""

from collections.abc import Mapping


def quantile(counted: Mapping[int, int], share: float) -> int | None:
    """The smallest value that at least `share` of the observations do not exceed; None without observations."""
    total = sum(counted.values())
    if not total:
        return None
    so_far = 0
    for value in sorted(counted):
        so_far += counted[value]
        if so_far >= share * total:
            return value
    return max(counted)
