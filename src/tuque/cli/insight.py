"""`tuque rebuild-facts`."""

import time
from typing import Annotated

import typer

from tuque.cli.setup import use_django


def add_to(app: typer.Typer) -> None:
    app.command()(rebuild_facts)


def rebuild_facts(
    organization: Annotated[str, typer.Option(help="The code of one organization; every one unless told.")] = "",
) -> None:
    """Make the boards' analytic copy of the log again: after restoring a backup, or after a very large import."""
    use_django()
    from tuque.accounts.models import Organization
    from tuque.core import wall
    from tuque.insight import facts

    with wall.system(wall.Purpose.OPERATOR):
        every = Organization.objects.order_by("code")
        found = list(every.filter(code=organization) if organization else every)
    if organization and not found:
        typer.echo(f"There is no organization with the code {organization!r}.", err=True)
        raise typer.Exit(2)
    started, total = time.monotonic(), 0
    for one in found:
        with wall.within(one.pk):
            rows = facts.rebuild(one)
        total += rows
        typer.echo(f"{one.code}: {rows} interactions")
    typer.echo(f"{total} interactions of {len(found)} organizations in {time.monotonic() - started:.1f} s")
