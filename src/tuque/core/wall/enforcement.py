"""Puts the policies and grants where they belong after every change of tables; says what is amiss before a site serves."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from tuque.core.wall.names import APPLICATION, AUDITOR
from tuque.core.wall.policies import Policy, policies_of
from tuque.core.wall.rules import Owned, tables

MAY_WRITE = ("SELECT", "INSERT", "UPDATE", "DELETE")

TABLES = """
    SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
"""
POLICIES = """
    SELECT c.relname, p.polname, obj_description(p.oid, 'pg_policy'),
           concat_ws('|', p.polcmd, p.polpermissive, p.polroles::text,
                     pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)),
           p.polcmd, p.polqual IS NOT NULL, p.polwithcheck IS NOT NULL
    FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' ORDER BY 1, 2
"""

GRANTS = """
    SELECT c.relname, coalesce(r.rolname, 'public'), a.privilege_type
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a
    LEFT JOIN pg_roles r ON r.oid = a.grantee
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm') AND a.grantee <> c.relowner
"""


@dataclass(frozen=True)
class Standing:
    """A policy as the database has it: what it was made from, and what it now says."""

    name: str
    note: str
    says: str
    command: str
    is_using: bool
    is_checking: bool


@dataclass
class Table:
    """A table as the database has it."""

    is_enabled: bool = False
    is_forced: bool = False
    policies: list[Standing] = field(default_factory=list)


def look(connection: BaseDatabaseWrapper) -> dict[str, Table]:
    """Every table of the site's schema, with its policies."""
    found: dict[str, Table] = {}
    for name, is_enabled, is_forced in _asked(connection, TABLES):
        found[name] = Table(is_enabled, is_forced)
    for name, *policy in _asked(connection, POLICIES):
        found[name].policies.append(Standing(policy[0], policy[1] or "", *policy[2:]))
    return found


def apply(connection: BaseDatabaseWrapper) -> int:
    """Make what stands in the database what the rules say; how many tables were changed. Asked again, it changes nothing."""
    standing, changed = look(connection), 0
    _application, auditor = roles_of(connection)
    for model, rule in tables():
        table, wanted = standing.get(model._meta.db_table), policies_of(model, rule, auditor=auditor)
        if table is not None and not is_as_wanted(model, wanted, table):
            _raise_wall(connection, model, wanted, table)
            changed += 1
    _open_to_roles(connection, standing)
    return changed


def is_as_wanted(model: type[models.Model], wanted: list[Policy], table: Table) -> bool:
    """Whether the table's policies are the wanted ones, and say what they said when they were made."""
    if table.is_enabled != bool(wanted) or table.is_forced != bool(wanted):
        return False
    notes = {policy.name: _hash(policy.sql(f'"{model._meta.db_table}"')) for policy in wanted}
    return notes.keys() == {one.name for one in table.policies} and all(
        one.note == f"{notes[one.name]} {_hash(one.says)}" for one in table.policies
    )


def roles_of(connection: BaseDatabaseWrapper) -> tuple[str, str]:
    """The application's and the auditor's role, as `tuque database prepare` noted them; empty where it did not."""
    (row,) = _asked(connection, f"SELECT current_setting('{APPLICATION}', true), current_setting('{AUDITOR}', true)")
    return row[0] or "", row[1] or ""


def _raise_wall(connection: BaseDatabaseWrapper, model: type[models.Model], wanted: list[Policy], table: Table) -> None:
    name = model._meta.db_table
    quote = connection.ops.quote_name
    quoted = quote(name)
    with transaction.atomic(), connection.cursor() as cursor:
        for old in table.policies:
            cursor.execute(f"DROP POLICY {quote(old.name)} ON {quoted}")
        cursor.execute(f"ALTER TABLE {quoted} {'ENABLE' if wanted else 'DISABLE'} ROW LEVEL SECURITY")
        cursor.execute(f"ALTER TABLE {quoted} {'FORCE' if wanted else 'NO FORCE'} ROW LEVEL SECURITY")
        for policy in wanted:
            cursor.execute(policy.sql(quoted))
        says = {one.name: one.says for one in look(connection)[name].policies}
        for policy in wanted:
            note = f"{_hash(policy.sql(quoted))} {_hash(says[policy.name])}"
            cursor.execute(f"COMMENT ON POLICY {policy.name} ON {quoted} IS '{note}'")


def _open_to_roles(connection: BaseDatabaseWrapper, standing: dict[str, Table]) -> None:
    """Grant what each role needs, and nothing else; nothing to do where no roles were prepared."""
    application, auditor = roles_of(connection)
    wanted = wanted_grants(application, auditor)
    held = grants(connection)
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        if application and not sequences_readable(connection, application):
            cursor.execute(f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {quote(application)}")  # by backups
        for (name, role), rights in wanted.items():
            if name in standing and held.get((name, role), set()) != rights:
                cursor.execute(f"REVOKE ALL ON {quote(name)} FROM PUBLIC, {quote(role)}")
                cursor.execute(f"GRANT {', '.join(sorted(rights))} ON {quote(name)} TO {quote(role)}")


def sequences_readable(connection: BaseDatabaseWrapper, role: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(bool_and(has_sequence_privilege(%s, c.oid, 'SELECT')), true) FROM pg_class c "
            "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind = 'S'",
            [role],
        )
        return bool(cursor.fetchone()[0])


def wanted_grants(application: str, auditor: str) -> dict[tuple[str, str], set[str]]:
    """(table, role) -> what the role may do there."""
    if not application:
        return {}
    wanted = {(model._meta.db_table, application): set(MAY_WRITE) for model, _rule in tables()}
    wanted["django_migrations", application] = {"SELECT"}
    for model, rule in tables():
        if auditor and isinstance(rule, Owned) and rule.is_audit:
            wanted[model._meta.db_table, auditor] = {"SELECT"}
    return wanted


def grants(connection: BaseDatabaseWrapper) -> dict[tuple[str, str], set[str]]:
    """(table, role) -> what was granted to it there, the owner's own rights left out."""
    held: dict[tuple[str, str], set[str]] = {}
    for name, role, right in _asked(connection, GRANTS):
        held.setdefault((name, role), set()).add(right)
    return held


def _asked(connection: BaseDatabaseWrapper, query: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, [])
        return list(cursor.fetchall())


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
