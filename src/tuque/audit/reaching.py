"""What could have been reached with a worker's access, whether it was opened or not: each room counts its own.

A room adds its counter in its `apps.py`: `audit.count_reach(counter)`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise

from tuque.accounts.api import Role, Worker
from tuque.accounts.models import RoleAssignment


@dataclass(frozen=True)
class Held:
    """The roles held together at one time, and the keys of the teams they were held in."""

    roles: frozenset[Role]
    team_ids: tuple[int, ...]


@dataclass(frozen=True)
class Access:
    """What a worker held from `since` to `at`: one `Held` for each time that it changed, without doubles."""

    worker: Worker
    held: Sequence[Held]
    since: datetime
    at: datetime

    @property
    def roles(self) -> frozenset[Role]:
        """Every role held at some time."""
        return frozenset().union(*(one.roles for one in self.held))


@dataclass(frozen=True)
class Reached:
    """`count` of `what` could be read; `fields` are the classes of what each of them tells."""

    what: Promise | str
    count: int
    fields: Sequence[Promise | str] = ()


Counter = Callable[[Access], Sequence[Reached]]
_counters: list[Counter] = []


def count_reach(counter: Counter) -> None:
    _counters.append(counter)


def within_reach(worker: UUID, *, viewer: Worker, since: datetime, at: datetime) -> list[Reached]:
    """What that worker of the viewer's organization could read between the two instants, room by room.

    The records are those of `at`, whoever made them when; a role that ended before `since` counts for nothing. The caller
    decides who may ask, and audits it.
    """
    found = Worker.objects.get(public_id=worker, organization=viewer.organization)
    access = Access(worker=found, held=_held(found, since=since, at=at), since=since, at=at)
    return [one for counter in _counters for one in counter(access) if one.count]


def _held(worker: Worker, *, since: datetime, at: datetime) -> list[Held]:
    during = Q(ends_at__isnull=True) | Q(ends_at__gt=since)
    rows = list(RoleAssignment.objects.filter(during, worker=worker, starts_at__lte=at))
    moments = {since, at, *(row.starts_at for row in rows if row.starts_at > since)}
    moments |= {row.ends_at for row in rows if row.ends_at and row.ends_at <= at}
    return list(dict.fromkeys(_held_at(moment, rows) for moment in sorted(moments)))


def _held_at(moment: datetime, rows: Sequence[RoleAssignment]) -> Held:
    here = [row for row in rows if row.starts_at <= moment and (row.ends_at is None or moment < row.ends_at)]
    teams = sorted({row.team_id for row in here if row.team_id is not None})
    return Held(frozenset(Role(row.role) for row in here), tuple(teams))
