"""`tuque search-index`: the index of the directory's search, made anew."""

import time

import typer

from tuque.cli.setup import use_django
from tuque.config import spoken
from tuque.config.spoken import gettext as _


def add_to(app: typer.Typer) -> None:
    app.command(
        name="search-index",
        help=_(
            "Make the index of the directory’s search anew from everything that is public: after restoring a backup, or when the doctor says that it is out of step."
        ),
    )(search_index)


def search_index() -> None:
    use_django()
    from rich.progress import Progress

    from tuque.core import wall
    from tuque.core.clock import now
    from tuque.directory.search import following, reading

    started = time.monotonic()
    with wall.system(wall.Purpose.OPERATOR), Progress() as progress:
        task = progress.add_task(_("Reading what is public"), total=len(reading.all_keys()))
        held = following.rebuild(today=now().date(), told=lambda count: progress.advance(task, count))
    said = held | {"seconds": spoken.number(time.monotonic() - started, 1)}
    typer.echo(_("%(records)s services, %(words)s words and %(phrases)s everyday phrases in %(seconds)s s") % said)
