"""Benjamini and Hochberg's step-up procedure."""

import numpy as np
from numpy.typing import NDArray


def adjusted(p_values: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each p-value, the smallest false discovery rate at which it would be called a discovery.

    Source: Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57(1). It holds for independent
    tests and for the positive dependence that overlapping neighbourhoods have.
    """
    count = len(p_values)
    if not count:
        return p_values.copy()
    order = np.argsort(p_values)
    scaled = p_values[order] * count / np.arange(1, count + 1)
    lowest_so_far = np.minimum.accumulate(scaled[::-1])[::-1]
    result = np.empty(count)
    result[order] = np.minimum(lowest_so_far, 1.0)
    return result
