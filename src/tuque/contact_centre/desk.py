"""The line in the database: one lock for each command, so that several processes offer as one.

A process keeps the state it folded; under the lock it reads the facts that others wrote since, then decides. Nothing that was
not committed stays in its memory.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from threading import Lock
from typing import Any
from uuid import UUID

from django.db import transaction

from tuque.accounts.api import Organization
from tuque.contact_centre.models import RoutingFact
from tuque.contact_centre.routing import commands, facts
from tuque.contact_centre.routing.facts import Fact
from tuque.contact_centre.routing.line import Line
from tuque.contact_centre.routing.state import State
from tuque.core import streams

BATCH = 2000
Also = Callable[[State, list[Fact]], None]


def stream_of(organization: Organization) -> str:
    return f"routing:{organization.public_id}"


class Desk:
    """The states that this process holds, by organization."""

    def __init__(self) -> None:
        self._states: dict[UUID, State] = {}
        self._locks: dict[UUID, Lock] = {}
        self._guard = Lock()

    def run(
        self,
        organization: Organization,
        command: Callable[..., Iterable[Fact]],
        *values: Any,
        at: datetime,
        also: Also | None = None,
        **named: Any,
    ) -> list[Fact]:
        """Run a command of `routing.commands` and keep its facts, in one transaction of its own. Returns the new facts.

        `also` is called in the same transaction with the state and the new facts: what must be true with them is written there.
        Raises RuntimeError inside another transaction, whose undoing would leave this memory ahead of the database.
        """
        with self._lock_of(organization):
            state = self._states.pop(organization.public_id, None) or State()
            with transaction.atomic(durable=True):
                last = streams.allocate(stream_of(organization), count=0, organization_id=organization.pk).start - 1
                if state.sequence > last:  # the database was put back to an earlier time
                    state = State()
                catch_up(state, organization, last)
                new: list[Fact] = []
                Line(state, keep=new.append).do(command, *values, at=at.timestamp(), **named)
                self._write(organization, new)
                if also is not None:
                    also(state, new)
            self._states[organization.public_id] = state  # committed: only now may it be kept
        return new

    def look(self, organization: Organization, *, at: datetime) -> list[Fact]:
        """Only what time brings: to be called every second."""
        return self.run(organization, _nothing, at=at)

    def _lock_of(self, organization: Organization) -> Lock:
        with self._guard:
            return self._locks.setdefault(organization.public_id, Lock())

    @staticmethod
    def _write(organization: Organization, new: list[Fact]) -> None:
        if not new:
            return
        numbers = streams.allocate(stream_of(organization), count=len(new), organization_id=organization.pk)
        RoutingFact.objects.bulk_create(
            RoutingFact(
                organization=organization,
                sequence=number,
                kind=type(fact).__name__,
                at=datetime.fromtimestamp(fact.at, tz=UTC),
                data=facts.to_data(fact),
            )
            for number, fact in zip(numbers, new, strict=True)
        )


def catch_up(state: State, organization: Organization, last: int) -> None:
    """Apply the facts after the state's number, up to `last`."""
    while state.sequence < last:
        for fact in read_facts(organization, after=state.sequence, limit=BATCH):
            state.apply(fact)


def read_facts(organization: Organization, *, after: int = 0, limit: int | None = None) -> list[Fact]:
    """The facts of the organization's line after a number, in order."""
    rows = RoutingFact.objects.filter(organization=organization, sequence__gt=after).order_by("sequence")
    return [
        facts.from_data(kind, data, at=at.timestamp())
        for kind, data, at in rows.values_list("kind", "data", "at")[:limit]
    ]


def _nothing(state: State, *, at: float) -> list[Fact]:
    return commands.NOTHING


desk = Desk()
