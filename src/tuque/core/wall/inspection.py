"""Whether the second wall stands: asked before a site serves. Each trouble says what is wrong, and what puts it right."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from tuque.config.spoken import gettext as _
from tuque.core.wall import enforcement
from tuque.core.wall.context import Context, Purpose, entered
from tuque.core.wall.policies import policies_of
from tuque.core.wall.rules import Common, tables

# Roles of PostgreSQL's own that read, write or run anything whatever the policies say.
DANGEROUS = (
    "pg_execute_server_program", "pg_read_server_files", "pg_write_server_files", "pg_read_all_data", "pg_write_all_data"
)  # fmt: skip
ROLE = """
    SELECT r.rolname, r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolreplication,
           has_schema_privilege(r.oid, 'public', 'CREATE'),
           s.rolname, s.rolsuper OR s.rolbypassrls OR EXISTS (
               SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND pg_has_role(s.oid, c.relowner, 'MEMBER'))
    FROM pg_roles r, pg_roles s WHERE r.rolname = current_user AND s.rolname = session_user
"""
OWNED = """
    SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm') AND pg_get_userbyid(c.relowner) = current_user
"""
MEMBER_OF = """
    SELECT g.rolname FROM pg_roles g
    WHERE g.rolname <> current_user AND pg_has_role(current_user, g.oid, 'MEMBER')
      AND (g.rolsuper OR g.rolbypassrls OR g.rolname = ANY (%s) OR EXISTS (
          SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = 'public' AND c.relowner = g.oid))
    ORDER BY 1
"""
VIEWS = """
    SELECT c.relname, c.relkind = 'm' FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND (c.relkind = 'm' OR (c.relkind = 'v' AND NOT EXISTS (
        SELECT 1 FROM unnest(c.reloptions) o WHERE o IN ('security_invoker=true', 'security_invoker=on', 'security_invoker=1'))))
    ORDER BY 1
"""
DEFINERS = """
    SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    JOIN pg_roles o ON o.oid = p.proowner
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND p.prosecdef AND (o.rolsuper OR o.rolbypassrls)
      AND has_function_privilege(current_user, p.oid, 'EXECUTE') AND p.oid <> ALL (%s::regprocedure[])
    ORDER BY 1
"""
COUNT_ANEW = "tuque_count_anew(regclass)"  # reads nothing, and tells nothing


def troubles(connection: BaseDatabaseWrapper) -> list[str]:
    """What keeps the wall from standing; nothing on SQLite, which has none. Asked for no organization."""
    if connection.vendor != "postgresql":
        return []
    with entered(Context(purpose=Purpose.OPERATOR)):
        role = list(_role(connection))
        return role or [*_tables(connection), *_grants(connection), *_ways_around(connection), *_unset(connection)]


def how_to_mend(connection: BaseDatabaseWrapper) -> str:
    values = connection.settings_dict
    server = values["HOST"] or "localhost"
    where = f"?host={server}" if server.startswith("/") else ""
    host = "" if server.startswith("/") else f"ADMINISTRATOR@{server}{':' + values['PORT'] if values['PORT'] else ''}"
    address = f"postgresql://{host}/{values['NAME']}{where}"
    return _(
        "Run: tuque database prepare --as '%(address)s' and put the addresses that it prints into the settings."
    ) % {"address": address}


def _role(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """The role that the site works as. A role that passes the wall makes every other question idle."""
    ((name, is_super, bypasses, makes_roles, replicates, may_create, session, session_passes),) = _asked(
        connection, ROLE
    )
    mend = how_to_mend(connection)
    if is_super:
        yield _("The site's database role %(name)s is a superuser, whom no row policy stops. %(mend)s") % {
            "name": name,
            "mend": mend,
        }
        return
    if bypasses:
        yield _("The site's database role %(name)s has BYPASSRLS: no row policy stops it. %(mend)s") % {
            "name": name,
            "mend": mend,
        }
    if makes_roles or replicates:
        yield _("The site's database role %(name)s may make roles or replicate, and so read everything. %(mend)s") % {
            "name": name,
            "mend": mend,
        }
    ((owned,),) = _asked(connection, OWNED)
    if owned:
        yield _(
            "The site's database role %(name)s owns %(owned)s tables: an owner may take the policies away. %(mend)s"
        ) % {"name": name, "owned": owned, "mend": mend}
    for (group,) in _asked(connection, MEMBER_OF, [list(DANGEROUS)]):
        yield _(
            "The site's database role %(name)s is a member of %(group)s, whom the row policies do not stop. %(mend)s"
        ) % {"name": name, "group": group, "mend": mend}
    if may_create:
        yield _("The site's database role %(name)s may make tables and functions in the schema. %(mend)s") % {
            "name": name,
            "mend": mend,
        }
    if session != name and session_passes and not settings.TRIAL:
        yield (
            _(
                "The site signs in as %(session)s, who may step back from the role %(name)s at any time. Sign in as %(name)s itself. %(mend)s For a trial on one's own machine: TUQUE_TRIAL=yes."
            )
            % {"session": session, "name": name, "mend": mend}
        )


def _tables(connection: BaseDatabaseWrapper) -> Iterator[str]:
    standing = enforcement.look(connection)
    _application, auditor = enforcement.roles_of(connection)
    again = _("Run: tuque database migrate")
    for model, rule in tables():
        name = model._meta.db_table
        table = standing.get(name)
        if table is None:
            continue  # its migration has not run: that is said elsewhere
        wanted = policies_of(model, rule, auditor=auditor)
        if isinstance(rule, Common):
            continue
        if not table.is_enabled:
            yield _("Row policies are not enabled on %(name)s. %(again)s") % {"name": name, "again": again}
        elif not table.is_forced:
            yield _("Row policies on %(name)s do not hold for its owner: they are not forced. %(again)s") % {
                "name": name,
                "again": again,
            }
        elif not table.policies:
            yield _("%(name)s has no row policy. %(again)s") % {"name": name, "again": again}
        elif any(one.command == "*" and not one.is_checking for one in table.policies):
            yield _("A row policy of %(name)s does not check what is written. %(again)s") % {
                "name": name,
                "again": again,
            }
        elif not enforcement.is_as_wanted(model, wanted, table):
            yield _(
                "The row policies of %(name)s are not those of this release: one was changed, added or taken away. %(again)s"
            ) % {"name": name, "again": again}


def _grants(connection: BaseDatabaseWrapper) -> Iterator[str]:
    application, auditor = enforcement.roles_of(connection)
    held = enforcement.grants(connection)
    ((me,),) = _asked(connection, "SELECT current_user")
    wanted = enforcement.wanted_grants(application, auditor)
    if application != me:
        yield _("This database was prepared for the role %(role)s, not for %(me)s. %(mend)s") % {
            "role": application or _("(none)"),
            "me": me,
            "mend": how_to_mend(connection),
        }
        return
    again = _("Run: tuque database migrate")
    for (name, role), rights in sorted(held.items()):
        if role == "public":
            yield _("Every role of the server may %(rights)s on %(name)s: REVOKE ALL ON %(name)s FROM PUBLIC.") % {
                "rights": ", ".join(sorted(rights)),
                "name": name,
            }
        elif role == me and rights - wanted.get((name, role), set()):
            more = ", ".join(sorted(rights - wanted.get((name, role), set())))
            yield _(
                "The site's role may %(more)s on %(name)s, which it does not need: REVOKE %(more)s ON %(name)s FROM %(me)s."
            ) % {"more": more, "name": name, "me": me}
    standing = enforcement.look(connection)
    for (name, role), rights in sorted(wanted.items()):
        missing = rights - held.get((name, role), set())
        if name in standing and missing:
            yield _("The role %(role)s may not %(missing)s on %(name)s. %(again)s") % {
                "role": role,
                "missing": ", ".join(sorted(missing)),
                "name": name,
                "again": again,
            }


def _ways_around(connection: BaseDatabaseWrapper) -> Iterator[str]:
    for name, is_stored in _asked(connection, VIEWS):
        if is_stored:
            yield _(
                "The materialized view %(name)s holds rows that no policy guards. Drop it, or move it to another schema."
            ) % {"name": name}
        else:
            yield _(
                "The view %(name)s reads with its owner's rights: ALTER VIEW %(name)s SET (security_invoker = true)."
            ) % {"name": name}
    for (name,) in _asked(connection, DEFINERS, [_present(connection)]):
        yield _(
            "The function %(name)s runs as one whom no policy stops, and the site may call it: revoke that, or change its owner."
        ) % {"name": name}


def _unset(connection: Any) -> Iterator[str]:
    """What a statement sees that says for nobody: nothing, at any table."""
    guarded = [model._meta.db_table for model, rule in tables() if not isinstance(rule, Common)]
    standing = enforcement.look(connection)
    there = [name for name in guarded if name in standing]
    said = "SELECT concat(current_setting('tuque.organization', true), current_setting('tuque.purpose', true))"
    if connection.ask_for_nobody(said) != [("",)]:
        yield _(
            "The role or the database has a context of its own: ALTER ROLE … RESET ALL, and ALTER DATABASE … RESET tuque.organization."
        )
    for name in there:
        if connection.ask_for_nobody(f'SELECT EXISTS (SELECT 1 FROM "{name}")') != [(False,)]:  # noqa: S608  our own names
            yield _("%(name)s shows rows to a statement that says for nobody. Run: tuque database migrate") % {
                "name": name
            }


def _present(connection: BaseDatabaseWrapper) -> list[str]:
    ((there,),) = _asked(connection, "SELECT to_regprocedure(%s) IS NOT NULL", [COUNT_ANEW])
    return [COUNT_ANEW] if there else []


def _asked(connection: BaseDatabaseWrapper, query: str, values: list[Any] | None = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, values or [])
        return list(cursor.fetchall())
