"""A small line over time, as points of an SVG: no script, and the table beside it says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

WIDTH, HEIGHT, MARGIN = 320, 96, 14
LEFT = 40  # room for the highest and the lowest value, so that a small change does not look like a great one


@dataclass(frozen=True)
class Line:
    points: str
    dots: Sequence[tuple[float, float, float]]  # x, y, value
    low: float
    high: float

    @property
    def count(self) -> int:
        return len(self.dots)


def line(values: Sequence[tuple[datetime, float]]) -> Line:
    """At least two values, the oldest first: across by time, upward by value."""
    first, last = values[0][0].timestamp(), values[-1][0].timestamp()
    low, high = min(value for _at, value in values), max(value for _at, value in values)
    dots = [
        (
            round(
                LEFT + (WIDTH - LEFT - MARGIN) * _share(at.timestamp(), first, last, number / max(len(values) - 1, 1)),
                1,
            ),
            round(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * _share(value, low, high, 0.5), 1),
            value,
        )
        for number, (at, value) in enumerate(values)
    ]
    return Line(" ".join(f"{x},{y}" for x, y, _value in dots), dots, low, high)


def _share(value: float, low: float, high: float, otherwise: float) -> float:
    return (value - low) / (high - low) if high > low else otherwise
