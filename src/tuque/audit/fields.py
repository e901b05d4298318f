"""Many public ids in one column: an array with an index on PostgreSQL, words of 32 letters on SQLite."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import Lookup


class IdsField(models.Field):  # type: ignore[type-arg]
    """A list of public ids, or None. `filter(ids__holds=public_id)` finds the rows that have one."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "uuid[]" if connection.vendor == "postgresql" else "text"

    def from_db_value(self, value: Any, expression: object, connection: BaseDatabaseWrapper) -> list[UUID] | None:
        if isinstance(value, str):
            return [UUID(hex=word) for word in value.split()]
        return list(value) if value is not None else None

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> object:
        if value is None or connection.vendor == "postgresql":
            return value
        return " ".join(one.hex for one in value)


@IdsField.register_lookup
class Holds(Lookup):
    """SQLite reads the rows of one organization and period; PostgreSQL reads the index `audit_by_seen`."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} LIKE %s", [*params, f"%{UUID(str(self.rhs)).hex}%"]

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @> ARRAY[%s]::uuid[]", [*params, UUID(str(self.rhs))]


def without_doubles(ids: Iterable[UUID | None]) -> list[UUID] | None:
    """What to keep of `ids`, in their order; None for none, which takes no room."""
    return list(dict.fromkeys(one for one in ids if one is not None)) or None
