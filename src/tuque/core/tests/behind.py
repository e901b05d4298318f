"""Tests stand behind the second wall: on PostgreSQL they work as the application's role, though a superuser made the tables."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import psycopg
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from tuque.core.wall import enforcement, roles

APPLICATION = "tuque_test_app"
ROLES = roles.Roles(owner="tuque_test_owner", application=APPLICATION, auditor="tuque_test_auditor")


def stand_behind_the_wall(connection: BaseDatabaseWrapper) -> ExitStack:
    """Prepare the tests' database as a site's; closing what is returned gives the superuser back."""
    going_back = ExitStack()
    if connection.vendor != "postgresql":
        return going_back
    with administrator(connection) as own:
        for name in (ROLES.owner, ROLES.application, ROLES.auditor):
            roles.made_password(own, name)
        own.execute(f'ALTER DATABASE "{own.info.dbname}" SET tuque.application_role = {ROLES.application}')
        own.execute(f'ALTER DATABASE "{own.info.dbname}" SET tuque.auditor_role = {ROLES.auditor}')
        own.execute(f"GRANT USAGE ON SCHEMA public TO {ROLES.application}, {ROLES.auditor}")
    begin_again(connection)
    enforcement.apply(connection)
    connection.settings_dict["OPTIONS"]["assume_role"] = ROLES.application
    begin_again(connection)
    connection.ops.execute_sql_flush = lambda _statements: empty_what_is_filled(connection)  # type: ignore[method-assign]
    going_back.callback(begin_again, connection)
    going_back.callback(connection.settings_dict["OPTIONS"].pop, "assume_role")
    return going_back


def begin_again(connection: Any) -> None:
    connection.close()
    connection.close_pool()


def empty_what_is_filled(connection: Any) -> None:
    """Take away what a test committed. To truncate all tables, filled or not, takes two seconds; this, a fiftieth."""
    with transaction.atomic(), as_superuser(connection), connection.cursor() as cursor:
        tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        cursor.execute(
            sql.SQL(" UNION ALL ").join(
                sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(table), sql.Identifier(table))
                for table in tables
            )
        )
        filled = [table for (table,) in cursor.fetchall()]
        # Neither foreign keys nor what forbids a change of the audit stand in the way of whoever tidies up.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in filled:
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))


@contextmanager
def as_superuser(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Do what is inside as whoever made the tables: a test changes them, or looks behind the wall."""
    if connection.vendor != "postgresql" or "assume_role" not in connection.settings_dict["OPTIONS"]:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {APPLICATION}")


def administrator(connection: BaseDatabaseWrapper) -> "psycopg.Connection[Any]":
    """A connection of the superuser's own to the tests' database."""
    settings = connection.settings_dict
    options = {
        name: settings[key]
        for name, key in (("user", "USER"), ("password", "PASSWORD"), ("host", "HOST"), ("port", "PORT"))
        if settings[key]
    }
    return psycopg.connect(dbname=settings["NAME"], autocommit=True, **options)
