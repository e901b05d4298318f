"""When the wall is put up: after each change of tables. And on SQLite, which has none, where its absence would hide a fault."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

from tuque.core import wall
from tuque.core.wall import Purpose, enforcement


def connect(room: AppConfig) -> None:
    """`room` is any one: the signal comes once for each, after every table was made."""
    post_migrate.connect(_put_up, sender=room, dispatch_uid="tuque.wall")
    connection_created.connect(_ask_for_context, dispatch_uid="tuque.wall")


def _put_up(*, using: str, **_more: Any) -> None:
    connection = connections[using]
    if connection.vendor == "postgresql":
        with wall.system(Purpose.UPKEEP):
            enforcement.apply(connection)


def _ask_for_context(*, connection: Any, **_more: Any) -> None:
    """In the tests, a statement without a context fails on SQLite as it does on PostgreSQL."""
    if settings.TESTING and connection.vendor == "sqlite" and _require not in connection.execute_wrappers:
        connection.execute_wrappers.append(_require)


def _require(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if wall.current() is None:
        raise wall.NoContext("A statement without a context. Wrap the work in wall.within(...) or wall.system(...).")
    return execute(sql, params, many, context)
