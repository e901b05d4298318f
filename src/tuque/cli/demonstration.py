"""`tuque load-demo`: the demonstration community, as large as asked."""

from datetime import timedelta
from typing import Annotated

import typer

from tuque.cli.guards import keep_apart
from tuque.cli.setup import bar_of, use_django
from tuque.config import spoken
from tuque.config.spoken import gettext as _


def add_to(app: typer.Typer) -> None:
    app.command(help=_("Make the demonstration community, or add a year of interactions to it."))(load_demo)


def load_demo(
    seed: Annotated[int, typer.Option(help=_("The same seed makes the same rows."))] = 1,
    interactions: Annotated[
        int, typer.Option(min=1, max=50_000_000, help=_("How many interactions the year holds."))
    ] = 100_000,
) -> None:
    keep_apart()
    use_django()
    from tuque.audit import api as audit
    from tuque.cli.serving import migrate
    from tuque.core import wall
    from tuque.core.clock import now
    from tuque.demo import assessments, community, loading, shelves
    from tuque.insight import facts

    migrate()
    downtown = community.find_own()
    moment = now()
    with audit.upkeep("upkeep.demonstration_filled", at=moment), bar_of(_("Interactions"), total=interactions) as tell:
        downtown = downtown or community.make(at=moment)
        loading.load(downtown, count=interactions, start=moment - timedelta(days=365), end=moment, seed=seed, tell=tell)
        shelves.fill(downtown, at=moment)
        assessments.fill(downtown, at=moment)
    print(_("Making the boards ready"))
    with wall.within(downtown.pk):
        facts.catch_up(downtown)
    print(
        _("%(interactions)s invented interactions over a year in %(name)s; seed %(seed)s.")
        % {"interactions": spoken.number(interactions), "name": downtown.name, "seed": seed}
    )
