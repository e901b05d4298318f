"""Where an inquiry came from: a later room that speaks with people says so here, to whoever may read it there."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from tuque.accounts.api import Worker


@dataclass(frozen=True)
class Origin:
    """A page of another room, and what it is called in the reader's language."""

    label: str
    url: str


Finder = Callable[[Worker, UUID], Origin | None]
_finders: list[Finder] = []


def register_origin(finder: Finder) -> None:
    """`finder` gives the page of a contact, or None where there is none or the worker may not read it."""
    if finder not in _finders:
        _finders.append(finder)


def origin_of(contact: UUID | None, *, viewer: Worker) -> Origin | None:
    if contact is None:
        return None
    return next((found for finder in _finders if (found := finder(viewer, contact)) is not None), None)
