"""The line in the database: one lock for each command, so that several processes offer as one.

A process keeps the state it folded; under the lock it reads the facts that others wrote since, then decides. Nothing that was
not committed stays in its memory.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction

from tuque.accounts.api import Organization
from tuque.contact_centre.models import LineState, RoutingFact
from tuque.contact_centre.routing import commands, facts, snapshots, waking
from tuque.contact_centre.routing.facts import Fact
from tuque.contact_centre.routing.line import Line
from tuque.contact_centre.routing.state import State
from tuque.contact_centre.routing.values import Contact
from tuque.core import streams, wall
from tuque.core.wall import Purpose

BATCH = 2000
SNAPSHOT_EVERY = 2000  # facts; folding as many takes some hundredths of a second
Also = Callable[[State, list[Fact]], None]
Found = TypeVar("Found")


def stream_of(organization: Organization) -> str:
    return f"routing:{organization.public_id}"


@dataclass(eq=False)
class Arrival:
    """A contact that is to be let in, by whichever thread of this process has the line next."""

    contact: Contact
    is_in: bool = False


class Desk:
    """The states that this process holds, by organization."""

    def __init__(self) -> None:
        self._states: dict[UUID, State] = {}
        self._locks: dict[UUID, Lock] = {}
        self._arrivals: dict[UUID, list[Arrival]] = {}
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
            return self._run(organization, command, *values, at=at, also=also, **named)

    def let_in(self, organization: Organization, contact: Contact, *, at: datetime) -> None:
        """Queue a contact, as `run` does; those who come while the line is taken come in together, at the next turn.

        Raises what the turn raised for this thread, and RuntimeError for those who left it to another: nobody is taken for
        being in the line who is not.
        """
        mine = Arrival(contact)
        with self._guard:
            self._arrivals.setdefault(organization.public_id, []).append(mine)
        with self._lock_of(organization):
            with self._guard:
                together = self._arrivals.pop(organization.public_id, [])
            if mine in together:
                self._run(organization, commands.queue_all, [one.contact for one in together], at=at)
                for one in together:
                    one.is_in = True
        if not mine.is_in:
            raise RuntimeError("The turn that was to let a contact in failed.")

    def _run(
        self,
        organization: Organization,
        command: Callable[..., Iterable[Fact]],
        *values: Any,
        at: datetime,
        also: Also | None = None,
        **named: Any,
    ) -> list[Fact]:
        """Under the lock of this process."""
        state = self._states.pop(organization.public_id, None) or State()
        with transaction.atomic(durable=True):
            last = streams.allocate(stream_of(organization), count=0, organization_id=organization.pk).start - 1
            if state.sequence > last:  # the database was put back to an earlier time
                state = State()
            if state.sequence == 0 and last >= SNAPSHOT_EVERY:
                state = open_snapshot(organization)
            catch_up(state, organization, last)
            new: list[Fact] = []
            Line(state, keep=new.append).do(command, *values, at=at.timestamp(), **named)
            write_facts(organization, new)
            keep_state(state, organization, new, at=at)
            if also is not None:
                also(state, new)
        self._states[organization.public_id] = state  # committed: only now may it be kept
        return new

    def look(self, organization: Organization, *, at: datetime) -> list[Fact]:
        """Only what time brings."""
        return self.run(organization, _nothing, at=at)

    def read(self, organization: Organization, reader: Callable[[State], Found]) -> Found:
        """What `reader` finds in the present state; it keeps nothing of the state itself, which goes on changing."""
        with self._lock_of(organization):
            state = self._states.pop(organization.public_id, None)
            last = streams.last_sequence(stream_of(organization))
            if state is None or state.sequence > last:
                state = open_snapshot(organization) if last >= SNAPSHOT_EVERY else State()
            catch_up(state, organization, last)
            self._states[organization.public_id] = state
            return reader(state)

    def wake(self, *, at: datetime) -> int:
        """Look at each line whose time has come; to be called every second by any number of processes. Returns how many.

        One question of an index says which; the second process to take a line's lock finds that nothing is left to do.
        """
        with wall.system(Purpose.TASKS):
            due = list(
                LineState.objects.filter(wake_at__lte=at).order_by("wake_at").values_list("organization_id", flat=True)
            )
        for number in due:
            with wall.within(number):
                self.look(Organization.objects.get(pk=number), at=at)
        return len(due)

    def _lock_of(self, organization: Organization) -> Lock:
        with self._guard:
            return self._locks.setdefault(organization.public_id, Lock())


def write_facts(organization: Organization, new: list[Fact]) -> None:
    """Keep facts that were decided under the lock of the line's stream, with the next numbers."""
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


def keep_state(state: State, organization: Organization, new: list[Fact], *, at: datetime) -> None:
    """Note when time alone will next change something; keep a snapshot every SNAPSHOT_EVERY facts. In the facts' transaction."""
    next_at = waking.next_look(state, at.timestamp())
    values: dict[str, Any] = {"wake_at": None if next_at is None else datetime.fromtimestamp(next_at, tz=UTC)}
    if state.sequence // SNAPSHOT_EVERY > (state.sequence - len(new)) // SNAPSHOT_EVERY:
        values |= {"snapshot_sequence": state.sequence, "snapshot": snapshots.to_data(state)}
    if not LineState.objects.filter(organization=organization).update(**values):
        LineState.objects.create(organization=organization, **values)


def open_snapshot(organization: Organization) -> State:
    """The state as it was last kept; an empty one when there is none that this version can read."""
    kept = LineState.objects.filter(organization=organization, snapshot__isnull=False).first()
    if kept is None or kept.snapshot is None:
        return State()
    try:
        return snapshots.from_data(kept.snapshot)
    except (ValueError, KeyError, TypeError):
        return State()


def replay(organization: Organization, *, until: int) -> State:
    """The state just after the fact of that number, from the snapshot where it is not later, else from the beginning."""
    state = open_snapshot(organization)
    if state.sequence > until:
        state = State()
    catch_up(state, organization, until)
    return state


def catch_up(state: State, organization: Organization, last: int) -> None:
    """Apply the facts after the state's number, up to `last`."""
    while state.sequence < last:
        for fact in read_facts(organization, after=state.sequence, limit=min(BATCH, last - state.sequence)):
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
