"""Work begun as a fresh process or thread begins it: nobody has said yet for whom it is done.

The tests themselves run within upkeep, which would hide work that says nothing: here it is taken away.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from typing import Any

from django.db import connection

from tuque.core import wall

NOBODY = "nobody"


@contextmanager
def told_for_whom() -> Iterator[set[str]]:
    """For whom each statement inside was sent: a purpose's name, `organization`, or `nobody`."""
    told: set[str] = set()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        told.add(name_of(wall.current()))
        return execute(sql, params, many, context)

    connection.execute_wrappers.insert(0, note)  # before the one that refuses a statement without a context
    try:
        yield told
    finally:
        connection.execute_wrappers.remove(note)


def name_of(context: wall.Context | None) -> str:
    if context is None:
        return NOBODY
    return str(context.purpose) if context.purpose else "organization"


def alone(work: Callable[..., Any], *arguments: Any, **named: Any) -> set[str]:
    """Do the work without any context around it; for whom its statements were sent."""
    with told_for_whom() as told:
        Context().run(work, *arguments, **named)
    return told
