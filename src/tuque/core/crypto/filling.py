"""For migrations: seal the rows that were written in plain words, some hundreds in each transaction.

Running it again goes on where it stopped: a row is done once its plain column is empty.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models, transaction

from tuque.core.crypto.blind import mark_fields
from tuque.core.crypto.fields import SealedField

ROWS_AT_ONCE = 500


def seal_rows(model: type[models.Model], columns: Mapping[str, str]) -> int:
    """Move what each plain column holds to its sealed one (`columns`: plain -> sealed), and empty it; how many rows."""
    done, after = 0, 0
    names = [*columns, *bound_by(model, columns.values())]
    while rows := list(model._default_manager.filter(pk__gt=after).order_by("pk").values("pk", *names)[:ROWS_AT_ONCE]):
        after = rows[-1]["pk"]
        with transaction.atomic():
            done += _seal(model, [row for row in rows if any(row[plain] for plain in columns)], columns)
    return done


def bound_by(model: type[models.Model], sealed: Any) -> list[str]:
    names = {name for field in sealed for name in _field(model, field).bound_to}
    return sorted(names | {"organization_id"})


def _seal(model: type[models.Model], rows: Sequence[dict[str, Any]], columns: Mapping[str, str]) -> int:
    written = []
    for row in rows:
        values: list[Any] = []
        for plain, sealed in columns.items():
            field = _field(model, sealed)
            values.append(
                bytes(field.sealed(row[plain], field.place_in(row)) or b"")
                if row[plain]
                else None
                if field.null
                else b""
            )
        for marks in mark_fields(model):
            plain = next(plain for plain, sealed in columns.items() if sealed == marks.of)
            values.append(marks.marked(row["organization_id"], row[plain]))
        written.append([*values, *(_empty(model, plain) for plain in columns), row["pk"]])
    if written:
        names = [*columns.values(), *(marks.name for marks in mark_fields(model)), *columns]
        sets = ", ".join(f"{connection.ops.quote_name(_column(model, str(name)))} = %s" for name in names)
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {table} SET {sets} WHERE id = %s", written)  # noqa: S608  our own names
    return len(written)


def forget_plain(model: type[models.Model]) -> None:
    """Write the table's file anew, so that no page of it keeps what the removed columns held. Outside a transaction."""
    if not model._default_manager.exists():
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            cursor.execute(f"VACUUM (FULL, ANALYZE) {connection.ops.quote_name(model._meta.db_table)}")


def _field(model: type[models.Model], name: str) -> SealedField:
    field = model._meta.get_field(name)
    if not isinstance(field, SealedField):
        raise TypeError(f"{model._meta.label}.{name} is not sealed.")
    return field


def _column(model: type[models.Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return str(field.column)


def _empty(model: type[models.Model], name: str) -> str | None:
    field = model._meta.get_field(name)
    if field.null:
        return None
    return "" if isinstance(field, models.CharField | models.TextField) else "{}"
