"""`tuque load-demo`: the demonstration community, as large as asked."""

from datetime import date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from tuque.cli.guards import keep_apart
from tuque.cli.setup import bar_of, use_django
from tuque.config import spoken
from tuque.config.spoken import gettext as _
from tuque.core.clock import day_bounds


def add_to(app: typer.Typer) -> None:
    app.command(help=_("Make the demonstration community, or add a year of interactions to it."))(load_demo)


def load_demo(
    seed: Annotated[int, typer.Option(help=_("The same seed makes the same rows."))] = 1,
    interactions: Annotated[
        int, typer.Option(min=1, max=50_000_000, help=_("How many interactions the year holds."))
    ] = 100_000,
    until: Annotated[
        str,
        typer.Option(
            help=_(
                "The day before which the year ends: 2026-01-31. Today by default; the same day makes the same rows."
            )
        ),
    ] = "",
) -> None:
    keep_apart()
    use_django()
    from tuque.audit import api as audit
    from tuque.cli.serving import migrate
    from tuque.core import wall
    from tuque.core.clock import now
    from tuque.demo import assessments, community, loading, neighbours, shelves
    from tuque.insight import facts

    migrate()
    downtown = community.find_own()
    moment = now()
    with audit.upkeep("upkeep.demonstration_filled", at=moment), bar_of(_("Interactions"), total=interactions) as tell:
        downtown = downtown or community.make(at=moment)
        start, end = year_before(until, zone=downtown.zone, at=moment)
        loading.load(downtown, count=interactions, start=start, end=end, seed=seed, tell=tell)
        neighbours.fill(at=end, seed=seed)
        shelves.fill(downtown, at=moment)
        assessments.fill(downtown, at=moment)
    print(_("Making the boards ready"))
    with wall.within(downtown.pk):
        facts.catch_up(downtown)
    print(
        _("%(interactions)s invented interactions over the year before %(day)s in %(name)s; seed %(seed)s.")
        % {
            "interactions": spoken.number(interactions),
            "day": end.date().isoformat(),
            "name": downtown.name,
            "seed": seed,
        }
    )


def year_before(day: str, *, zone: ZoneInfo, at: datetime) -> tuple[datetime, datetime]:
    """The year that ends as `day` begins, today when it is empty. Raises BadParameter for what is no day, or to come."""
    try:
        last = date.fromisoformat(day) if day else at.astimezone(zone).date()
    except ValueError as problem:
        raise typer.BadParameter(_("%(text)s is not a day. Write it as 2026-01-31.") % {"text": day}) from problem
    (start, _next), (end, _after) = (day_bounds(one, zone=zone) for one in (last - timedelta(days=365), last))
    if end > at:
        raise typer.BadParameter(_("%(text)s is still to come. Give a day that has begun.") % {"text": day})
    return start, end
