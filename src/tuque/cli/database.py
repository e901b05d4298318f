"""`tuque database`: the roles of a PostgreSQL database, and its tables."""

import os
import subprocess
import sys
from collections.abc import Container, Iterable
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

import typer

from tuque.config.env import SettingUnreadable
from tuque.config.spoken import gettext as _

database = typer.Typer(no_args_is_help=True, help=_("Prepare a PostgreSQL database, and bring its tables up to date."))
LAST_WITH_EVERY_STEP = "ad3f720"
AddressOf = Annotated[
    str, typer.Option("--as", help=_("The address of the site's database, as its administrator: postgresql://…/tuque"))
]


def add_to(app: typer.Typer) -> None:
    app.add_typer(database, name="database")


@database.command(
    help=_(
        "Make the database and its three roles, hand the tables over, and print what to put in the settings.\n\nDone again, it changes nothing."
    )
)
def prepare(
    admin: AddressOf,
    empty: Annotated[
        bool, typer.Option("--empty", help=_("Make no tables: a backup is to be restored, which brings its own."))
    ] = False,
    new_passwords: Annotated[
        bool, typer.Option("--new-passwords", help=_("Give roles that are already there new passwords too."))
    ] = False,
) -> None:
    from tuque.core.wall import roles

    name = urlsplit(admin).path.lstrip("/")
    if not admin.startswith(("postgresql://", "postgres://")) or not name:
        raise typer.BadParameter(_("Give an address with the name of the database: postgresql://postgres@host/tuque"))
    named = roles.named_after(name)
    with roles.open_or_create(admin) as connection:
        passwords = dict(roles.prepare(connection, named))
        if new_passwords:
            for role in (named.owner, named.application, named.auditor):
                passwords.setdefault(role, roles.new_password(connection, role))
        server = roles.server_of(connection)
    if not empty:
        change_tables(as_role(admin, named.owner))
    print(_("The database is prepared. Put these in the settings, and keep them from other eyes:") + "\n")
    for setting, role in (("TUQUE_DATABASE_URL", named.application), ("TUQUE_MIGRATOR_URL", named.owner)):
        print(f"{setting}={address(role, passwords, server, name)}")
    print("\n" + _("For an auditor, who reads the audit and nothing else:"))
    print(address(named.auditor, passwords, server, name))
    if len(passwords) < 3:
        print("\n" + _("A role that was already there keeps its password, shown as …; --new-passwords makes new ones."))


@database.command(
    help=_("Bring the tables and their row policies up to date, as the owner of the tables (TUQUE_MIGRATOR_URL).")
)
def migrate() -> None:
    from django.conf import settings

    from tuque.cli.setup import use_django

    use_django()
    if settings.MIGRATOR_URL:
        change_tables(settings.MIGRATOR_URL)
    else:
        change_tables_here()
    print(_("The tables and their row policies are up to date."))


def change_tables(address: str) -> None:
    """Bring the tables up to date in a process of its own, which alone holds the owner's address. Raises when it failed."""
    environment = {**os.environ, "TUQUE_DATABASE_URL": address, "TUQUE_MIGRATOR_URL": ""}
    command = [sys.executable, "-m", "tuque", "database", "migrate"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [_("no reason given")]
        raise SettingUnreadable(_("The tables could not be brought up to date: %(why)s") % {"why": lines[-1]})


def change_tables_here() -> None:
    """With this process's own connection."""
    from django.core.management import call_command
    from django.db import connection

    from tuque.audit import api as audit
    from tuque.core import wall
    from tuque.core.clock import now
    from tuque.core.wall import enforcement

    with wall.system(wall.Purpose.UPKEEP):
        changes = len(missing_migrations())
        call_command("migrate", verbosity=0)
        if connection.vendor == "postgresql":
            enforcement.apply(connection)  # also where nothing was to migrate: a policy may have been taken away
        if changes:
            audit.note_upkeep("upkeep.tables_changed", at=now(), changes=changes)


def missing_migrations() -> list[Any]:
    """What would change the tables now. Django's own command looks at every table even with nothing to do.

    Raises SettingUnreadable for a database that had only a part of what one migration now stands for.
    """
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if is_between(executor.loader.disk_migrations.values(), executor.loader.applied_migrations):
        raise SettingUnreadable(
            _(
                "This database comes from an older Tuque and lacks some of that one’s last changes of the tables. Nothing was changed. "
                "Run `git checkout %(commit)s` and `./tuque database migrate`, come back to this version, and start again."
            )
            % {"commit": LAST_WITH_EVERY_STEP}
        )
    return executor.migration_plan(executor.loader.graph.leaf_nodes())


def is_between(migrations: Iterable[Any], applied: Container[tuple[str, str]]) -> bool:
    """Whether a part of what a migration replaces was applied, and a part was not. Django would leave such a room as it is."""
    return any(len({one in applied for one in migration.replaces}) == 2 for migration in migrations)


def as_role(address: str, role: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}role={quote(role)}"


def address(role: str, passwords: dict[str, str], server: str, name: str) -> str:
    return f"postgresql://{quote(role)}:{passwords.get(role, '…')}@{server}/{quote(name)}"
