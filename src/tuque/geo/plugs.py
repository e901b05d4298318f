"""What later rooms add to this one: whoever keeps an area beside a position wants to hear when the boundaries change."""

from collections.abc import Callable
from datetime import datetime

from tuque.accounts.api import Organization

Hearer = Callable[[Organization, datetime], None]
_hearers: list[Hearer] = []


def tell_of_boundaries(hearer: Hearer) -> None:
    """Have `hearer` called, in a transaction, when an organization's territory or the boundaries in it may have changed."""
    if hearer not in _hearers:
        _hearers.append(hearer)


def boundaries_changed(organization: Organization, *, at: datetime) -> None:
    for hearer in _hearers:
        hearer(organization, at)
