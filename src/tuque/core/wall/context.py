"""For whom the present work is done: kept beside the running code, told to the database with every transaction."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import Context as ContextOfCode
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

Part = TypeVar("Part")


class NoContext(Exception):
    """A statement was about to be sent without saying for whom: a fault of the code, never of who asks."""


class Purpose(StrEnum):
    """Work that belongs to no single organization. Each opens only the tables that declare it (`wall.rules`)."""

    DOORSTEP = "doorstep"  # finding out who is asking: sign-in, an invitation's link, a program's token
    STREAMS = "streams"  # the numbers of the lines that open pages follow, and the sessions that ended
    OUTBOX = "outbox"  # messages taken up and noted as done; what they ask for is done within their organization
    TASKS = "tasks"  # queued tasks taken up; each says for whom it is done
    KEYS = "keys"  # whether the root key opens every organization's key, which stays wrapped
    AUDIT = "audit"  # the chains of every organization's records: sealed, signed, verified
    OPERATOR = "operator"  # commands and the work behind the pages look organizations up; what nobody can use any more is dropped
    UPKEEP = "upkeep"  # every row of every organization: changes of tables, the demonstration, measures; recorded


@dataclass(frozen=True)
class Context:
    """One organization (and the worker who acts there), or a purpose; never both.

    `sharing` opens to reading what partners share with the organization for that purpose, under an agreement in force.
    """

    organization: int | None = None
    worker: int | None = None
    purpose: Purpose | None = None
    sharing: str = ""

    @property
    def settings(self) -> tuple[str, str, str, str]:
        """What the database is told: tuque.organization, tuque.worker, tuque.purpose, tuque.sharing."""
        return str(self.organization or ""), str(self.worker or ""), str(self.purpose or ""), self.sharing

    def opens(self, organization_id: int) -> bool:
        """Whether rows of this organization may be written."""
        return self.purpose is Purpose.UPKEEP or self.organization == organization_id


_current: ContextVar[Context | None] = ContextVar("tuque_wall", default=None)


def current() -> Context | None:
    return _current.get()


@contextmanager
def entered(context: Context) -> Iterator[None]:
    """Do what is inside for `context`; afterwards, all is as it was before, whatever happened inside."""
    token = _current.set(context)
    try:
        yield
    finally:
        _current.reset(token)


def within(organization_id: int, *, worker_id: int | None = None) -> AbstractContextManager[None]:
    """Do what is inside for one organization."""
    return entered(Context(organization=organization_id, worker=worker_id))


def system(purpose: Purpose) -> AbstractContextManager[None]:
    """Do what is inside for no organization in particular."""
    return entered(Context(purpose=purpose))


def sharing(purpose: str) -> AbstractContextManager[None]:
    """Within, read also what partners share for `purpose`; what is written stays one's own. Raises NoContext outside."""
    here = current()
    if here is None:
        raise NoContext("Nobody is asking: sharing opens only to an organization.")
    return entered(replace(here, sharing=purpose))


def step_in(organization_id: int, *, worker_id: int | None = None) -> None:
    """From the doorstep into one organization, until whoever entered the doorstep leaves it: who is asking is now known.

    Raises NoContext anywhere else: only what was entered is left again.
    """
    here = current()
    if here is None or here.purpose is not Purpose.DOORSTEP:
        raise NoContext("Only who stands on the doorstep may step in. Use wall.within(...) here.")
    _current.set(Context(organization=organization_id, worker=worker_id))


def carried(parts: Iterable[Part]) -> Iterator[Part]:
    """The same parts, each made in the present context: a response is written after the view has been left."""
    return _made_in(copy_context(), parts)


def _made_in(context: ContextOfCode, parts: Iterable[Part]) -> Iterator[Part]:
    iterator = context.run(iter, parts)
    missing = object()
    try:
        while (part := context.run(next, iterator, missing)) is not missing:
            yield part  # type: ignore[misc]
    finally:
        close = getattr(iterator, "close", None)
        if close is not None:
            context.run(close)
