"""A long row of things taken some at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Thing = TypeVar("Thing")


def batches(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    """`things` in lists of `size`, the last one shorter."""
    source = iter(things)
    while some := list(islice(source, size)):
        yield some
