"""What was read a moment ago, kept in this process for half a second: for what hundreds of requests a second ask alike.

What changed in another process is seen half a second later at most. Nothing is kept for longer than its reading is old,
however often it is asked for; what was not there is not kept at all.
"""

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")

SECONDS = 0.5
MOST = 1000


class Briefly(Generic[Value]):
    """Values by key. A key names what cannot be taken for something else later: a public id or a hash, never a row number."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[float, Value]] = {}

    def get(self, key: Hashable, read: Callable[[], Value | None]) -> Value | None:
        """The value of `key`, read anew when the last reading began more than half a second ago; None when `read` finds none."""
        began = time.monotonic()
        kept = self._kept.get(key)
        if kept is not None and began - kept[0] < SECONDS:
            return kept[1]
        value = read()
        if value is None:
            self._kept.pop(key, None)
            return None
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[key] = (began, value)
        return value

    def forget(self) -> None:
        """Have everything read anew: called where something changes, so that it shows here at once."""
        self._kept.clear()
