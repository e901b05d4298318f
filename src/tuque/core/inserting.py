"""One row inserted by a statement that is composed once for each table: for what is written hundreds of times a second."""

from functools import cache
from typing import Any

from django.db import connection, models


def insert(row: models.Model) -> None:
    """Insert `row`, and give it its primary key, as `save(force_insert=True)` does; but no signal is sent.

    Raises IntegrityError as any insert does.
    """
    fields = _fields_of(type(row))
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_statement_for(type(row), connection.vendor), values)
        (row.pk,) = cursor.fetchone()
    row._state.adding = False
    row._state.db = connection.alias


@cache
def _fields_of(model: type[models.Model]) -> "tuple[models.Field[Any, Any], ...]":
    return tuple(field for field in model._meta.concrete_fields if not field.primary_key)


@cache
def _statement_for(model: type[models.Model], vendor: str) -> str:
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(str(field.column)) for field in _fields_of(model))
    marks = ", ".join(["%s"] * len(_fields_of(model)))
    key = quoted(str(model._meta.pk.column)) if model._meta.pk else ""
    return f"INSERT INTO {quoted(model._meta.db_table)} ({names}) VALUES ({marks}) RETURNING {key}"  # noqa: S608  our own names
