"""Which pages went without a goodbye: plain values. A page asks every second, and one that is silent for long is gone.

Where every page is silent at once it is rather we who are cut off: a restart, a network that is away. Voices go on between pages
meanwhile, and nobody may be hung up on for it: for a while after, silence counts for much longer.
"""

from collections.abc import Hashable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

GONE_AFTER = timedelta(seconds=45)
GONE_AFTER_DOUBT = timedelta(minutes=3)
NOBODY_ASKS = timedelta(seconds=10)  # the pages of one call may all be slow for so long

Name = TypeVar("Name", bound=Hashable)


class Silence:
    def __init__(self) -> None:
        self._sure_from: datetime | None = None

    def look(self, seen: Mapping[Name, datetime], *, at: datetime) -> list[Name]:
        """Who of those who were last seen so is gone; to be called every second."""
        if not seen:
            return []
        if self._sure_from is None or at - max(seen.values()) > NOBODY_ASKS:
            self._sure_from = at + GONE_AFTER
        patience = GONE_AFTER if at >= self._sure_from else GONE_AFTER_DOUBT
        return [name for name, seen_at in seen.items() if at - seen_at > patience]
