"""`tuque rebuild-facts`."""

import time
from typing import Annotated

import typer

from tuque.cli.setup import use_django
from tuque.config import spoken
from tuque.config.spoken import gettext as _


def add_to(app: typer.Typer) -> None:
    app.command(
        help=_(
            "Make the boards' analytic copy of the log again: after restoring a backup, or after a very large import."
        )
    )(rebuild_facts)


def rebuild_facts(
    organization: Annotated[str, typer.Option(help=_("The code of one organization; every one unless told."))] = "",
) -> None:
    use_django()
    from tuque.accounts.models import Organization
    from tuque.core import wall
    from tuque.insight import facts

    with wall.system(wall.Purpose.OPERATOR):
        every = Organization.objects.order_by("code")
        found = list(every.filter(code=organization) if organization else every)
    if organization and not found:
        typer.echo(_("There is no organization with the code “%(code)s”.") % {"code": organization}, err=True)
        raise typer.Exit(2)
    started, total = time.monotonic(), 0
    for one in found:
        with wall.within(one.pk):
            rows = facts.rebuild(one)
        total += rows
        typer.echo(_("%(code)s: %(rows)s interactions") % {"code": one.code, "rows": rows})
    typer.echo(
        _("%(total)s interactions of %(found)s organizations in %(seconds)s s")
        % {"total": total, "found": len(found), "seconds": spoken.number(time.monotonic() - started, 1)}
    )
