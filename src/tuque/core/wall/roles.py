"""The three roles of a site's database: the owner changes tables, the application works, the auditor reads the audit.

Plain psycopg, without Django: this is done as the server's administrator, before the site can be served.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from tuque.core.wall.names import APPLICATION, AUDITOR

NOT_MINE = """
    SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END,
           c.oid::regclass::text
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'S', 'v', 'm') AND pg_get_userbyid(c.relowner) <> %(owner)s
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                      AND (d.deptype = 'e' OR (c.relkind = 'S' AND d.deptype IN ('a', 'i'))))
    UNION ALL
    SELECT 'FUNCTION', p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = 'public' AND p.prokind = 'f' AND pg_get_userbyid(p.proowner) <> %(owner)s
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
"""


@dataclass(frozen=True)
class Roles:
    owner: str
    application: str
    auditor: str


def named_after(database: str) -> Roles:
    return Roles(owner=f"{database}_owner", application=f"{database}_app", auditor=f"{database}_auditor")


def prepare(connection: "psycopg.Connection[Any]", roles: Roles) -> Mapping[str, str]:
    """Make the roles that are missing and give each what is its own in this database; the passwords of the new ones.

    `connection` is an administrator's, on the site's database, in autocommit. Done again, it changes nothing.
    """
    made = {name: made_password(connection, name) for name in (roles.owner, roles.application, roles.auditor)}
    database = sql.Identifier(connection.info.dbname)
    names = {
        "owner": sql.Identifier(roles.owner),
        "application": sql.Identifier(roles.application),
        "auditor": sql.Identifier(roles.auditor),
        "database": database,
    }

    def run(statement: str, **more: sql.Composable) -> None:
        connection.execute(sql.SQL(statement).format(**names, **more))

    run(f"ALTER DATABASE {{database}} SET {APPLICATION} = {{role}}", role=sql.Literal(roles.application))
    run(f"ALTER DATABASE {{database}} SET {AUDITOR} = {{role}}", role=sql.Literal(roles.auditor))
    run("REVOKE ALL ON DATABASE {database} FROM PUBLIC")
    run("GRANT CONNECT, CREATE, TEMPORARY ON DATABASE {database} TO {owner}")
    run("GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {application}")
    run("GRANT CONNECT ON DATABASE {database} TO {auditor}")
    run("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    run("GRANT USAGE, CREATE ON SCHEMA public TO {owner}")
    run("GRANT USAGE ON SCHEMA public TO {application}, {auditor}")
    for kind, name in connection.execute(NOT_MINE, {"owner": roles.owner}).fetchall():
        run(f"ALTER {kind} {name} OWNER TO {{owner}}")
    return {name: password for name, password in made.items() if password}


def made_password(connection: "psycopg.Connection[Any]", name: str) -> str:
    """Make the role unless it is there; its password, or nothing for one that was. None of the three may pass the wall."""
    password = ""
    there = "SELECT 1 FROM pg_roles WHERE rolname = %s"
    if connection.execute(there, [name]).fetchone() is None:
        password = secrets.token_urlsafe(24)
        try:
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {} NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE").format(
                    sql.Identifier(name), sql.Literal(password)
                )
            )
        except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
            password = ""  # two sites were prepared at once
    return password


def new_password(connection: "psycopg.Connection[Any]", name: str) -> str:
    password = secrets.token_urlsafe(24)
    connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(name), sql.Literal(password)))
    return password


def open_or_create(address: str) -> "psycopg.Connection[Any]":
    """The administrator's connection to the site's database, which is made when it is missing."""
    try:
        return psycopg.connect(address, autocommit=True)
    except psycopg.OperationalError as problem:
        if "does not exist" not in str(problem):
            raise
    name = urlsplit(address).path.lstrip("/")
    with psycopg.connect(address, dbname="postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unquote(name))))
    return psycopg.connect(address, autocommit=True)


def server_of(connection: "psycopg.Connection[Any]") -> str:
    """The server's name and port; this machine's own for a connection by socket, where a password may not be asked."""
    host = connection.info.host
    return f"{'127.0.0.1' if host.startswith('/') or not host else host}:{connection.info.port}"
