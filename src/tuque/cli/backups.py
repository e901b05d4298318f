"""`tuque backup` and `tuque restore`."""

import time
from pathlib import Path
from typing import Annotated

import typer

from tuque.cli.database import change_tables, change_tables_here
from tuque.cli.setup import use_django
from tuque.config import spoken
from tuque.config.spoken import gettext as _


def add_to(app: typer.Typer) -> None:
    app.command(
        help=_(
            "Back up the database and the files, sealed, and read the backup back. The root key is not in it: keep it apart."
        )
    )(backup)
    app.command(
        help=_("Put a backup back on an empty database and an empty folder of files, and compare every table.")
    )(restore)


def backup(
    to: Annotated[Path | None, typer.Option(help=_("The folder; TUQUE_BACKUPS_DIR unless given."))] = None,
    check: Annotated[
        Path | None, typer.Option(help=_("Read this backup to its end instead, and say what it holds."))
    ] = None,
) -> None:
    use_django()
    from tuque.audit import api as audit
    from tuque.core.clock import now
    from tuque.serving import backups

    started = time.monotonic()
    if check:
        path, contents = check, backups.read(check)
    else:
        with audit.upkeep("upkeep.backup_begun", at=now()):
            path, contents = backups.make(at=now(), folder=to)
    size = path.stat().st_size / 1024**2
    print(
        _("%(path)s: %(rows)s rows of %(tables)s tables, %(files)s files, %(size)s MB, whole; %(seconds)s s.")
        % {
            "path": path,
            "rows": spoken.number(contents.rows),
            "tables": len(contents.tables),
            "files": spoken.number(len(contents.files)),
            "size": spoken.number(size, 1),
            "seconds": spoken.number(time.monotonic() - started, 1),
        }
    )


def restore(path: Annotated[Path, typer.Argument(help=_("The backup."), exists=True, dir_okay=False)]) -> None:
    use_django()
    from django.conf import settings
    from django.db import connection

    from tuque.audit import api as audit
    from tuque.core import wall
    from tuque.core.clock import now
    from tuque.serving import backups

    def open_tables() -> None:
        if settings.MIGRATOR_URL:
            change_tables(settings.MIGRATOR_URL)
        elif connection.vendor == "postgresql":
            change_tables_here()

    started = time.monotonic()
    with wall.system(wall.Purpose.UPKEEP):
        contents = backups.restore(path, open_tables=open_tables)
        audit.note_upkeep("upkeep.restored", at=now())
    print(
        _("Restored and compared: %(rows)s rows of %(tables)s tables, %(files)s files; %(seconds)s s.")
        % {
            "rows": spoken.number(contents.rows),
            "tables": len(contents.tables),
            "files": spoken.number(len(contents.files)),
            "seconds": spoken.number(time.monotonic() - started, 1),
        }
    )
