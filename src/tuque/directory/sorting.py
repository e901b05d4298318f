"""Words in the order in which a reader looks for them, capitals and accents aside, in either database.

SQLite is taught a function. PostgreSQL has a collation of ICU's (its usual builds do); where it was built without, letters are
exchanged one by one, which is slower.
"""

from functools import cache
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import Func, TextField

ACCENTS = "àâäáãåçéèêëíìîïñóòôöõøúùûüýÿœæ"
LETTERS = "aaaaaaceeeeiiiinoooooouuuuyyoa"
TABLE = str.maketrans(ACCENTS, LETTERS)
FUNCTION, COLLATION = "TUQUE_PLAIN", "und-x-icu"


def plain(text: str | None) -> str:
    return (text or "").lower().translate(TABLE)


class Plain(Func):
    """What rows are ordered by where their names are."""

    function = FUNCTION
    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        exchanged = f"(TRANSLATE(LOWER(%(expressions)s), '{ACCENTS}', '{LETTERS}') COLLATE \"C\")"
        template = f'(%(expressions)s COLLATE "{COLLATION}")' if _has_icu(connection.alias) else exchanged
        return self.as_sql(compiler, connection, template=template, **more)


@cache
def _has_icu(alias: str) -> bool:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_collation WHERE collname = %s", [COLLATION])
        return cursor.fetchone() is not None


def teach(connection: BaseDatabaseWrapper, **_more: object) -> None:
    """SQLite has no such function of its own."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(FUNCTION, 1, plain, deterministic=True)


def connect() -> None:
    connection_created.connect(teach, dispatch_uid="tuque.directory.sorting")
