"""`tuque simulate`: what would happen, before it does."""

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tuque.cli.setup import bar_of

if TYPE_CHECKING:
    from tuque.contact_centre.routing.policy import Policy
    from tuque.contact_centre.simulator.day import Day
    from tuque.contact_centre.simulator.results import Results

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


@app.command()
def line(
    day: Annotated[str, typer.Option(help="A file that describes a day; the reference day unless told.")] = "",
    policy: Annotated[str, typer.Option(help="A policy's name, or a JSON file with one.")] = "tuque",
    against: Annotated[str, typer.Option(help="A second policy, on the same drawn days.")] = "",
    days: Annotated[int, typer.Option(help="How many days to draw; the bands come from their spread.")] = 10,
    seed: Annotated[int, typer.Option(help="The seed of the first day.")] = 1,
    surge: Annotated[float, typer.Option(help="So many times the arrivals: 4.5 and 9 were seen.")] = 1.0,
    chart: Annotated[Path | None, typer.Option(help="Write the picture here (.svg).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """A line's day through the router: who is answered, when, per language, channel, centre and risk."""
    from tuque.contact_centre.simulator import results, running

    drawn_day = _day(day).surged(surge)
    chosen = {name: _policy(name, plain=not day) for name in dict.fromkeys([policy, against]) if name}
    found = {}
    with bar_of("Days", total=days * len(chosen)) as tell:
        for name, rules in chosen.items():
            ran = []
            for number in range(seed, seed + days):
                ran.append(running.run_day(drawn_day, rules, seed=number))
                tell(1)
            found[name] = results.summarize(ran)
    if chart is not None:
        _write_chart(chart, found)
    if as_json:
        print(json.dumps({"day": drawn_day.name, "days": days, "seed": seed, **_data(found)}))
    else:
        _show(drawn_day.name, days, found)


@app.command()
def tables(days: Annotated[int, typer.Option(help="Days drawn for each row.")] = 12) -> None:
    """The tables of docs/explanation/routing.md: ours beside theory and beside the rules of others."""
    from tuque.contact_centre.simulator import tables as made

    with bar_of("Days", total=made.steps_of(days)) as tell:
        written = made.written(days=days, tell=tell)
    typer.echo(written)


def _day(path: str) -> "Day":
    from tuque.contact_centre.simulator import day

    if not path:
        return day.busy_hour()
    try:
        return day.read_day(Path(path))
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise typer.BadParameter(f"{path} does not describe a day: {problem!r}.") from problem


def _policy(name: str, *, plain: bool) -> "Policy":
    """`plain`: on the reference day the handle time holds the writing too."""
    from tuque.contact_centre.routing import policy
    from tuque.contact_centre.simulator import peers
    from tuque.contact_centre.simulator.tables import without_writing

    found = peers.POLICIES.get(name)
    if found is None:
        try:
            found = policy.from_data(json.loads(Path(name).read_text()))
        except (OSError, ValueError, KeyError, TypeError) as problem:
            known = ", ".join(peers.POLICIES)
            raise typer.BadParameter(f"{name!r} is neither a file with a policy nor one of: {known}.") from problem
    return without_writing(found) if plain else found


def _show(day: str, days: int, found: dict[str, "Results"]) -> None:
    from rich.console import Console
    from rich.table import Table

    for name, result in found.items():
        table = Table(title=f"{name}: {day}, {days} days drawn", title_justify="left")
        heads = ("", "contacts", "≤20 s", "±", "≤60 s", "gave up", "p50", "p95", "longest", "local", "redials")
        for head in heads:
            table.add_column(head, justify="left" if not head else "right")
        for group in result.groups:
            table.add_row(
                f"{group.kind} {group.name}".strip(),
                f"{group.contacts.mean:.0f}",
                f"{group.within_20.mean:.1f} %",
                f"{group.within_20.high - group.within_20.mean:.1f}",
                f"{group.within_60.mean:.1f} %",
                f"{group.abandoned.mean:.1f} %",
                f"{group.p50.mean:.0f} s",
                f"{group.p95.mean:.0f} s",
                f"{group.longest.mean:.0f} s",
                f"{group.local.mean:.0f} %",
                f"{group.redials.mean:.0f}",
            )
        Console(width=max(100, Console().width)).print(table)
        typer.echo(
            f"{result.staff_hours.mean:.0f} staff-hours, occupied {result.occupancy.mean:.0f} % of the time; "
            f"{result.gap.mean:.1f} points between languages on a day."
        )


def _data(found: dict[str, "Results"]) -> dict[str, object]:
    return {"policies": {name: asdict(result) for name, result in found.items()}}


def _write_chart(path: Path, found: dict[str, "Results"]) -> None:
    import vl_convert

    from tuque.contact_centre.simulator import pictures

    words = {"within": "Answered within 20 s (%)", "policy": "Rules"}
    path.write_text(
        str(vl_convert.vegalite_to_svg(json.dumps(pictures.side_by_side(found, words=words)), vl_version="6.1"))
    )
