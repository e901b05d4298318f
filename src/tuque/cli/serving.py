"""`tuque serve`, `tuque demo` and `tuque work`."""

import os
from typing import Annotated

import typer

from tuque.cli.database import change_tables, change_tables_here, missing_migrations
from tuque.cli.guards import DEMONSTRATION_FOLDER, check_keys, check_wall, keep_apart
from tuque.cli.setup import bar_of, use_django
from tuque.config.spoken import gettext as _
from tuque.config.spoken import ngettext

KEPT_APART = _("""It is kept in %(folder)s, apart from a real site.
Another command reaches it so:  TUQUE_DATA_DIR=%(folder)s ./tuque check""")
Port = Annotated[int, typer.Option(help=_("The port to listen on."))]
Host = Annotated[str, typer.Option(help=_("The address to listen on."))]


def add_to(app: typer.Typer) -> None:
    app.command(
        help=_(
            "Serve the site: pages, live streams and the work behind them. With --pages or --streams, that part alone."
        )
    )(serve)
    app.command(help=_("Serve with a lively demonstration community, made on first use."))(demo)
    app.command(
        help=_("Do the work behind the pages: deliver messages, run queued tasks. `tuque serve` alone does it too.")
    )(work)


def serve(
    port: Port = 8000,
    host: Host = "127.0.0.1",
    pages: Annotated[bool, typer.Option("--pages", help=_("Pages alone, behind a proxy."))] = False,
    streams: Annotated[bool, typer.Option("--streams", help=_("Live streams alone, behind a proxy."))] = False,
    processes: Annotated[int, typer.Option(help=_("With --pages: how many processes."))] = os.cpu_count() or 1,
    i_understand: Annotated[
        bool,
        typer.Option("--i-understand", help=_("On SQLite: serve several organizations with one wall between them.")),
    ] = False,
) -> None:
    if pages and streams:
        raise typer.BadParameter(_("Give --pages or --streams, or neither to serve both and the work behind them."))
    use_django(speaking=False)
    from tuque.serving import jobs, server

    check_keys()
    if pages:
        check_wall(understood=i_understand)
        server.serve_pages(host=host, port=port, processes=processes)
        return
    listening = server.take_port(host, port)
    if streams:
        check_wall(understood=i_understand)
        server.serve_everything(listening)
        return
    migrate()
    check_wall(understood=i_understand)
    print(_("Tuque is at http://%(host)s:%(port)s") % {"host": host, "port": port}, flush=True)
    with jobs.working_beside():
        server.serve_everything(listening)


def demo(
    port: Port = 8000,
    host: Host = "127.0.0.1",
    interactions: Annotated[int, typer.Option(help=_("How many interactions the year holds."))] = 20_000,
    still: Annotated[bool, typer.Option("--still", help=_("Nothing is logged by itself while it is served."))] = False,
) -> None:
    os.environ.setdefault("TUQUE_BACKUP_HOUR", "3")
    keep_apart()
    use_django(speaking=False)
    import threading

    from tuque.audit import api as audit
    from tuque.core.clock import now
    from tuque.demo import community, life, line, scripted
    from tuque.serving import jobs, server

    check_keys()
    listening = server.take_port(host, port)
    migrate()
    check_wall(understood=True)
    community.find_own()
    filled = audit.upkeep("upkeep.demonstration_filled", at=now())
    with filled, bar_of(_("Making the demonstration"), total=interactions) as tell:
        community.ensure(interactions=interactions, tell=tell)
    print(community.welcome(address=f"http://{host}:{port}"), flush=True)
    if os.environ.get("TUQUE_DATA_DIR") == DEMONSTRATION_FOLDER:
        print(KEPT_APART % {"folder": DEMONSTRATION_FOLDER}, end="\n\n", flush=True)
    stop = threading.Event()
    if not still:
        life.live_on(stop)
        line.live_on(stop)
        scripted.live_on(stop)
    with jobs.working_beside():
        server.serve_everything(listening)
    stop.set()


def work(
    retry: Annotated[
        bool, typer.Option("--retry", help=_("Try again the messages that were set aside, and end."))
    ] = False,
) -> None:
    use_django(speaking=False)
    from tuque.core import outbox
    from tuque.core.clock import now
    from tuque.serving import jobs

    check_keys()
    if retry:
        number = outbox.retry_set_aside(at=now())
        said = ngettext("%(number)s message will be tried again.", "%(number)s messages will be tried again.", number)
        print(said % {"number": number})
    else:
        check_wall(understood=True)
        jobs.work_until_stopped()


def migrate() -> None:
    """Bring the tables up to date, where anything is missing."""
    from django.conf import settings

    from tuque.core import wall

    with wall.system(wall.Purpose.UPKEEP):
        missing = missing_migrations()
    if missing and settings.MIGRATOR_URL:
        change_tables(settings.MIGRATOR_URL)
    elif missing:
        change_tables_here()
