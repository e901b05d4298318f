"""What may be let go: each room says so of its own rows, in its `apps.py`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise

from tuque.accounts.api import Organization


@dataclass(frozen=True)
class Kind:
    """Something that an organization may let go once it is old enough.

    label     what, as a heading; `effect` says what is done and what stays, as whole sentences
    due       the rows of an organization older than an instant that still have it
    total     how many rows of it there are: the brake counts a share of these
    let_go    do it to these rows, in the caller's transaction; the public ids that the audit notes. Rows that were done
              are due no more.
    counted   whether boards count these rows: their own copy is then made anew
    """

    code: str
    label: str | Promise
    effect: str | Promise
    due: Callable[[int, datetime], "QuerySet[Any]"]
    total: Callable[[int], int]
    let_go: Callable[[Sequence[Any], datetime], list[UUID]]
    counted: bool = False


_kinds: dict[str, Kind] = {}
_followers: list[Callable[[Organization], None]] = []


def register(*kinds: Kind) -> None:
    """Let rules be set for `kinds`. Raises ValueError when another one has the code."""
    for kind in kinds:
        if _kinds.setdefault(kind.code, kind) is not kind:
            raise ValueError(f"Two kinds of retention are called {kind.code!r}.")


def follow(what: Callable[[Organization], None]) -> None:
    """Have `what` called once rows that boards count are gone."""
    _followers.append(what)


def tell_followers(organization: Organization) -> None:
    for follower in _followers:
        follower(organization)


def every() -> list[Kind]:
    return list(_kinds.values())


def find(code: str) -> Kind | None:
    return _kinds.get(code)
