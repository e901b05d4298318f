"""What can be opened in an emergency. Later rooms say it of their own rows, in their `apps.py`: `kinds.add(Kind(...))`."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise


@dataclass(frozen=True)
class Subject:
    """A row of the asker's own organization: whose it is. `workers` are the keys of those who made it, `team` of theirs."""

    workers: tuple[int, ...] = ()
    team: int | None = None


@dataclass(frozen=True)
class Kind:
    """`find` takes a public id and an organization's key, and answers None for what is not there or another's.

    page    name of the address that shows it to whoever opened it; takes the opening's id
    home    name of the address where whoever it belongs to reads it; takes its own id
    """

    code: str
    label: Promise | str
    find: Callable[[UUID, int], Subject | None]
    page: str
    home: str


_kinds: dict[str, Kind] = {}


def add(kind: Kind) -> None:
    _kinds[kind.code] = kind


def get(code: str) -> Kind:
    return _kinds[code]


def homes() -> set[str]:
    """The names of the addresses that may refuse what can be opened in an emergency."""
    return {kind.home for kind in _kinds.values()}


def find(public_id: UUID, *, organization_id: int) -> tuple[Kind, Subject] | None:
    """The thing of this organization that bears the id, whatever its kind; None alike for none and for another's."""
    for kind in _kinds.values():
        subject = kind.find(public_id, organization_id)
        if subject is not None:
            return kind, subject
    return None
