"""How far a file is read, told while it is."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Tell = Callable[[int, int], None]  # so many of so many: lines, records, agencies, as the format has them
Item = TypeVar("Item")


def silent(_done: int, _total: int) -> None:
    """For whoever does not look."""


def watched(items: Sequence[Item], tell: Tell) -> Iterator[Item]:
    """The items one by one, telling after each how many are done."""
    total = len(items)
    for done, item in enumerate(items, start=1):
        yield item
        tell(done, total)
