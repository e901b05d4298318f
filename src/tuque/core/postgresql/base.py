"""A thin layer over Django's own backend: each transaction begins by telling the database for whom it is done.

The telling travels in one message with the statement that follows it (psycopg's pipeline), so that it costs no round trip;
outside a transaction, both make one transaction of their own. `set_config(..., true)` ends with its transaction: nothing
stays on a connection that another request will use.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import register_tzloader
from psycopg import OperationalError, pq, sql

from tuque.core import wall

Cursor: Any = base.ServerBindingCursor
IDLE, INTRANS, INERROR = (
    pq.TransactionStatus.IDLE,
    pq.TransactionStatus.INTRANS,
    pq.TransactionStatus.INERROR,
)
RESTED = "tuque_rested"  # on the connection: when it was last given back
RESTS_SECONDS = 1.0
TOLD = "tuque_told"  # on the connection: the context that its present transaction knows
# Others (ALTER, SAVEPOINT, VACUUM…) read no row for anyone, and may not share a message with another statement.
ABOUT_ROWS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES", "EXPLAIN", "MERGE")
SETTINGS = ("tuque.organization", "tuque.worker", "tuque.purpose", "tuque.sharing")
TELL = "SELECT " + ", ".join(f"set_config('{name}', %s, true)" for name in SETTINGS)


class WalledCursor(Cursor):
    """Tells the context before a statement, when its transaction does not know it yet."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        if isinstance(query, str) and not query.lstrip(" \n(").startswith(ABOUT_ROWS):
            return super().execute(query, params, **options)
        if params is None and not self.connection.autocommit:
            self.tell()  # a text without values may hold several statements, which share no message
            return super().execute(query, params, **options)
        with self.told():
            return super().execute(query, params, **options)

    def executemany(self, query: Any, params_seq: Any, **options: Any) -> None:
        with self.told():
            super().executemany(query, params_seq, **options)

    def copy(self, statement: Any, params: Any = None, **options: Any) -> Any:
        self.tell()  # a copy shares no message
        return super().copy(statement, params, **options)

    def tell(self) -> None:
        with self.told():
            pass

    @contextmanager
    def told(self) -> Iterator[None]:
        """Have the transaction of what is inside know for whom it is. Raises NoContext when nobody said."""
        connection = self.connection
        context = wall.current()
        if context is None:
            raise wall.NoContext(
                "A statement without a context. Wrap the work in wall.within(...) or wall.system(...)."
            )
        if connection.pgconn.pipeline_status != pq.PipelineStatus.OFF:
            # Someone sends several statements in one message: the telling is one of them.
            if getattr(connection, TOLD, None) != context:
                Cursor(connection).execute(TELL, context.settings, prepare=True)
                setattr(connection, TOLD, context)
            yield
            return
        status = connection.pgconn.transaction_status
        if status == INERROR or (status == INTRANS and getattr(connection, TOLD, None) == context):
            yield
            return
        try:
            with connection.pipeline():
                Cursor(connection).execute(TELL, context.settings, prepare=True)
                yield
        except BaseException:
            forget_prepared(connection)
            raise
        setattr(connection, TOLD, context if connection.pgconn.transaction_status == INTRANS else None)


def forget_prepared(connection: Any) -> None:
    """What was to be prepared in a message that failed may not have been: begin again. In a transaction, undoing it does so."""
    if connection.pgconn.transaction_status == IDLE:
        Cursor(connection).execute("DEALLOCATE ALL")


class DatabaseWrapper(base.DatabaseWrapper):
    def create_cursor(self, name: str | None = None) -> Any:
        if name is not None or self.settings_dict["NAME"] is None:
            return super().create_cursor(name)
        cursor = WalledCursor(self.connection)
        loader = self.connection.adapters.get_loader(base.TIMESTAMPTZ_OID, pq.Format.TEXT)
        if self.timezone != loader.timezone:
            register_tzloader(self.timezone, cursor)
        return cursor

    def get_new_connection(self, conn_params: Any) -> Any:
        """A connection of the pool. One that rested for long is asked first whether it still works: the server may have
        been started anew. One that was used a moment ago is not: that would cost every request a question."""
        connection = super().get_new_connection(conn_params)
        while self.pool and time.monotonic() - getattr(connection, RESTED, 0.0) > RESTS_SECONDS:
            try:
                self.pool.check_connection(connection)
                break
            except OperationalError:
                self.pool.putconn(connection)  # it closes what is broken
                connection = super().get_new_connection(conn_params)
        return connection

    def _close(self) -> None:
        if self.connection is not None:
            setattr(self.connection, RESTED, time.monotonic())
        super()._close()  # type: ignore[misc]

    def ask_for_nobody(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a statement that says for nobody: for the doctor and tests."""
        self.ensure_connection()
        with self.wrap_database_errors, Cursor(self.connection) as cursor:
            for name in SETTINGS:  # what the present transaction was told; outside one, nothing
                cursor.execute(f"RESET {name}")
            self.forget_told()
            cursor.execute(query)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

    def _configure_role(self, connection: Any) -> bool:
        """Become the role that TUQUE_DATABASE_URL names. Django's own way asks the pool for a second connection, and waits."""
        role = self.settings_dict["OPTIONS"].get("assume_role")
        if role:
            connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
        return bool(role)

    def _commit(self) -> None:
        self.forget_told()
        super()._commit()  # type: ignore[misc]

    def _rollback(self) -> None:
        self.forget_told()
        super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self.forget_told()  # what was told since the savepoint is undone with it

    def forget_told(self) -> None:
        if self.connection is not None:
            setattr(self.connection, TOLD, None)
