"""Many rows at once, several times faster than Django's bulk_create: COPY on PostgreSQL, one prepared statement on SQLite.

For imports and demonstration data only. Signals, save() and per-row checks do not run; the database's own constraints do.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, models

from tuque.core.crypto.fields import SealedField
from tuque.core.crypto.sealing import Key

MANY = 10_000  # rows after which the database is asked to count anew

Adapter = Callable[[object], object]
if TYPE_CHECKING:
    Column = models.Field[object, object]
else:
    Column = models.Field


@dataclass(frozen=True)
class Prepared:
    """Rows as the driver takes them: `columns` and the values of each row in their order; `same` is alike in all of them."""

    model: type[models.Model]
    columns: Sequence[Column]
    rows: list[list[Any]]
    same: Mapping[Column, Any]

    def number(self, name: str, numbers: Iterable[int]) -> None:
        """Give each row its number, in the field `name`."""
        place = [field.attname for field in self.columns].index(name)
        for row, number in zip(self.rows, numbers, strict=True):
            row[place] = number


def insert(model: type[models.Model], rows: Iterable[Mapping[str, object]], *, fields: Sequence[str]) -> int:
    """Insert `rows`, each a mapping from field names (`team_id`, not `team`) to values; returns how many.

    What a row does not give is the field's default; a row with sealed fields gives its own public id. Raises IntegrityError as any insert does; call it in a transaction.
    """
    # Before anything is sent: sealing may have to ask the database for a key, which a connection cannot answer while it copies.
    return send(prepare(model, rows, fields=fields))


def prepare(
    model: type[models.Model], rows: Iterable[Mapping[str, object]], *, fields: Sequence[str], key: Key | None = None
) -> Prepared:
    """`rows` ready to be sent. With `key`, the organization's current one, nothing is asked of the database."""
    given = [_field(model, name) for name in fields]
    rest = [_field(model, field.attname) for field in model._meta.concrete_fields if _is_left_out(field, fields)]
    # Ids are made anew for each row; the other defaults are the same for all.
    fresh = [field for field in rest if isinstance(field, models.UUIDField)]
    nothing = dict.fromkeys(fields)
    pick = itemgetter(*fields)
    # Most values go to the driver as they are: only those of these columns are looked at.
    translated = [(place, _writer(field)) for place, field in enumerate(given) if _needs_writing(field)]
    texts = [place for place, field in enumerate(given) if _is_text(field)]
    makers = [(_writer(field), field) for field in fresh]
    sealed = [(place, field) for place, field in enumerate(given) if isinstance(field, SealedField)]

    def values(row: Mapping[str, object]) -> list[Any]:
        own = list(pick({**nothing, **row}))
        for place, writer in translated:
            if own[place] is not None:
                own[place] = writer(own[place])
        for place, field in sealed:
            value = field.get_default() if own[place] is None else own[place]
            own[place] = field.sealed(value, field.place_in(row), key=key)
        for place in texts:
            if own[place] is None:
                own[place] = ""
        own += [writer(field.get_default()) for writer, field in makers]
        return own

    same = {field: _default(field) for field in rest if field not in fresh}
    return Prepared(model, [*given, *fresh], [values(row) for row in rows], same)


def send(prepared: Prepared) -> int:
    """Insert what was prepared; how many rows. Raises IntegrityError; call it in a transaction."""
    table = connection.ops.quote_name(prepared.model._meta.db_table)
    own, names = _named(prepared.columns), _named([*prepared.columns, *prepared.same])
    same = list(prepared.same.values())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # PostgreSQL refuses to COPY into a table with row policies: the rows wait in a table of this transaction's own.
            alike = f"SELECT {own} FROM {table}"  # noqa: S608  our own names
            cursor.execute(f"CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS {alike} WITH NO DATA")
            with cursor.copy(f"COPY incoming ({own}) FROM STDIN") as copy:
                for row in prepared.rows:
                    copy.write_row(row)
            picked = ", ".join([own, *(f"%s::{field.db_type(connection)}" for field in prepared.same)])
            cursor.execute(f"INSERT INTO {table} ({names}) SELECT {picked} FROM incoming", same)  # noqa: S608  our own names
            cursor.execute("DROP TABLE incoming")
        else:
            marks = ", ".join(["%s"] * (len(prepared.columns) + len(same)))
            statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608  our own names
            cursor.executemany(statement, [[*row, *same] for row in prepared.rows])
    return len(prepared.rows)


def count_anew(model: type[models.Model]) -> None:
    """Have the database count the rows again: after many new ones, it would still take the table for an empty one."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tuque_count_anew(%s)", [f"public.{table}"])
        else:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")


def _named(fields: Iterable[Column]) -> str:
    return ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)


def _field(model: type[models.Model], name: str) -> Column:
    return next(field for field in model._meta.concrete_fields if field.attname == name)


def _default(field: Column) -> object:
    value = _writer(field)(field.get_default())
    return b"" if isinstance(field, SealedField) and not value and not field.null else value


def _is_left_out(field: Column, fields: Sequence[str]) -> bool:
    return field.attname not in fields and not field.primary_key


def _is_text(field: Column) -> bool:
    return isinstance(field, models.CharField | models.TextField) and not field.null


def _needs_writing(field: Column) -> bool:
    embedded = connection.vendor == "sqlite" and isinstance(field, models.DateTimeField | models.UUIDField)
    return embedded or isinstance(field, models.JSONField | models.BooleanField)


def _writer(field: Column) -> Adapter:
    """From a Python value to what the driver takes for this field: what Django would send, without asking it each time."""
    if isinstance(field, models.JSONField):
        encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
        return lambda value: None if value is None else encode(value)
    if isinstance(field, models.BooleanField):
        return lambda value: None if value is None else bool(value)  # from whatever a table of numbers calls true
    if connection.vendor == "sqlite":
        if isinstance(field, models.DateTimeField):
            return _naive_text
        if isinstance(field, models.UUIDField):
            return lambda value: value.hex if isinstance(value, UUID) else value
    return lambda value: value


def _naive_text(value: object) -> object:
    if not isinstance(value, datetime):
        return value
    moment = value if value.tzinfo is UTC else value.astimezone(UTC)
    return str(moment)[:-6]  # without "+00:00"
