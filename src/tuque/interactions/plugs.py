"""What later rooms add to this one: whoever wants to hear of items given, and notices above the buttons."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tuque.accounts.api import Worker
from tuque.interactions.models import Interaction

Hearer = Callable[[Interaction, Worker, datetime], None]


@dataclass(frozen=True)
class Notice:
    """One line above the buttons, which leads to the page that tells more. `level` is warning or danger."""

    words: str
    url: str
    level: str = "warning"


@dataclass(frozen=True)
class Link:
    """A page of a later room that says more about a record; whoever just saved the record is led there."""

    words: str
    url: str


LinkFinder = Callable[[Interaction], Link | None]
_links: list[LinkFinder] = []


def add_link(finder: LinkFinder) -> None:
    if finder not in _links:
        _links.append(finder)


def link_of(row: Interaction) -> Link | None:
    return next((link for link in (finder(row) for finder in _links) if link is not None), None)


NoticeFinder = Callable[[Worker, datetime], Notice | None]
_hearers: list[Hearer] = []
_finders: list[NoticeFinder] = []


def tell_of_items(hearer: Hearer) -> None:
    """Have `hearer` called in the transaction that records something given or that came in, and at each later change of any record."""
    if hearer not in _hearers:
        _hearers.append(hearer)


def items_changed(row: Interaction, *, by: Worker, at: datetime) -> None:
    for hearer in _hearers:
        hearer(row, by, at)


def add_notice(finder: NoticeFinder) -> None:
    if finder not in _finders:
        _finders.append(finder)


def notices_for(viewer: Worker, *, at: datetime) -> list[Notice]:
    found = (finder(viewer, at) for finder in _finders)
    return [notice for notice in found if notice is not None]
