"""Rows that are written hundreds of times a second: statements composed once for each table, several in one message."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import DatabaseError, connection, models, transaction

from tuque.core import streams, wall

# A stream that has no row yet is made; its lock is taken and left on the server, not held while this process does other things.
ADVANCED = (
    "WITH advanced AS (INSERT INTO core_stream (name, organization_id, last_sequence) VALUES (%s, %s, 1) "
    "ON CONFLICT (name) DO UPDATE SET last_sequence = core_stream.last_sequence + 1 RETURNING last_sequence) "
)


@dataclass(eq=False)
class _Insert:
    """One row and its statement. `refused` is raised in the place of the database's own error."""

    row: models.Model
    statement: str
    values: list[Any]
    refused: type[Exception] | None
    context: wall.Context | None
    cursor: Any = None

    def send(self) -> None:
        self.cursor = connection.cursor()
        with wall.entered(self.context) if self.context else nullcontext():
            self.cursor.execute(self.statement, self.values)

    def arrive(self) -> None:
        """Give the row what the database made for it: its primary key, and its number in its stream."""
        arrived = self.cursor.fetchone()
        self.cursor.close()
        self.row.pk = arrived[0]
        if len(arrived) > 1:
            self.row.sequence = arrived[1]  # type: ignore[attr-defined]
        self.row._state.adding = False
        self.row._state.db = connection.alias


@dataclass
class _Message:
    """What waits to be sent. `depth` is how many savepoints there are around it: what is inside another one is sent at once."""

    depth: int
    inserts: list[_Insert] = field(default_factory=list)


_message: ContextVar[_Message | None] = ContextVar("tuque_message", default=None)


def insert(row: models.Model, *, numbered_by: str = "", refused: type[Exception] | None = None) -> None:
    """Insert `row`, and give it its primary key, as `save(force_insert=True)` does; but no signal is sent.

    `numbered_by` is a stream whose next number becomes the row's `sequence`. Inside `together` the row is sent, and gets its
    key and number, at the end. Raises IntegrityError as any insert does, or `refused` in the place of any DatabaseError.
    """
    if numbered_by and connection.vendor != "postgresql":
        (row.sequence,) = streams.allocate(numbered_by, organization_id=row.organization_id)  # type: ignore[attr-defined]
        numbered_by = ""
    fields = _fields_of(type(row), bool(numbered_by))
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    if numbered_by:
        values = [numbered_by, row.organization_id, *values]  # type: ignore[attr-defined]
        streams.ring_on_commit(numbered_by)
    statement = _statement_for(type(row), connection.vendor, bool(numbered_by))
    one = _Insert(row, statement, values, refused, wall.current())
    message = _message.get()
    if message is not None and message.depth == len(connection.savepoint_ids):
        message.inserts.append(one)
    else:
        _send([one])


@contextmanager
def together(*, durable: bool = True) -> Iterator[None]:
    """Begin a transaction whose rows (`insert`) travel in one message with its commit, on PostgreSQL.

    Elsewhere it is a transaction alone. What is written otherwise inside goes its usual way. Inside another transaction, which
    only `durable=False` allows, the rows travel in one message and whoever began it commits.
    """
    with transaction.atomic(durable=durable):
        if connection.vendor != "postgresql":
            yield
            return
        message = _Message(depth=len(connection.savepoint_ids))
        token = _message.set(message)
        try:
            yield
        finally:
            _message.reset(token)
        # A savepoint around it belongs to someone else, who commits.
        _send(message.inserts, commit=not connection.savepoint_ids)


def send_now() -> None:
    """Send what waits, inside `together`: for whoever needs a row's key before the end."""
    message = _message.get()
    if message is not None:
        inserts, message.inserts = message.inserts, []
        _send(inserts)


def _send(inserts: list[_Insert], *, commit: bool = False) -> None:
    """Send the statements in one message. The first that the database refuses says what is raised."""
    try:
        if len(inserts) == 1 and not commit:
            inserts[0].send()
        elif inserts:
            with connection.wrap_database_errors, connection.connection.pipeline():
                for one in inserts:
                    one.send()
                if commit:
                    connection.connection.commit()
    except DatabaseError as trouble:
        failed = next((one for one in inserts if getattr(one.cursor, "pgresult", None) is None), None)
        if failed is None or failed.refused is None:
            raise
        raise failed.refused from trouble
    for one in inserts:
        one.arrive()


@cache
def _fields_of(model: type[models.Model], is_numbered: bool) -> "tuple[models.Field[Any, Any], ...]":
    left = {"sequence"} if is_numbered else set()
    return tuple(one for one in model._meta.concrete_fields if not one.primary_key and one.name not in left)


@cache
def _statement_for(model: type[models.Model], vendor: str, is_numbered: bool) -> str:
    quoted = connection.ops.quote_name
    columns = [quoted(str(one.column)) for one in _fields_of(model, is_numbered)]
    marks = ["%s"] * len(columns)
    returned = [quoted(str(model._meta.pk.column)) if model._meta.pk else ""]
    if is_numbered:
        columns.append(quoted("sequence"))
        marks.append("(SELECT last_sequence FROM advanced)")
        returned.append(quoted("sequence"))
    table = quoted(model._meta.db_table)
    insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(marks)}) RETURNING {', '.join(returned)}"  # noqa: S608  our own names
    return ADVANCED + insert if is_numbered else insert
