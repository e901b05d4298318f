"""`tuque simulate`: what would happen, before it does."""

from collections import Counter
from dataclasses import asdict
from typing import Annotated

import typer

from tuque.cli.setup import bar_of

app = typer.Typer(no_args_is_help=True, help="What would happen: drawn days through the router that serves.")


def add_to(root: typer.Typer) -> None:
    root.add_typer(app, name="simulate")


@app.command()
def faults(
    days: Annotated[int, typer.Option(help="How many days.")] = 100,
    from_seed: Annotated[int, typer.Option(help="The seed of the first day; the next days have the next seeds.")] = 1,
) -> None:
    """Days on which pages die, networks part, clocks jump and commands come twice: check that nobody is lost or answered twice."""
    from tuque.contact_centre.simulator import faults as drawn

    seen: Counter[str] = Counter()
    with bar_of("Days", total=days) as tell:
        try:
            for tally in drawn.run_days(range(from_seed, from_seed + days)):
                seen.update(asdict(tally))
                tell(1)
        except drawn.PromiseBroken as problem:
            typer.echo(str(problem), err=True)
            raise typer.Exit(1) from problem
    typer.echo(
        f"{seen['days']} days, {seen['contacts']} contacts, {seen['facts']} facts, {seen['offers']} offers, "
        f"{seen['vanished']} vanished, {seen['restarts']} restarts, {seen['doubled']} doubled commands: no promise broken."
    )
