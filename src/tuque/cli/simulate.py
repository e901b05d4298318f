"""`tuque simulate`: what would happen, before it does."""

import json
from collections import Counter
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tuque.cli.setup import bar_of, use_django, within_organization
from tuque.config.spoken import gettext as _

if TYPE_CHECKING:
    from tuque.contact_centre.routing.policy import Policy
    from tuque.contact_centre.simulator.day import Day
    from tuque.contact_centre.simulator.real import RealDay

IN_FORCE = "in-force"

app = typer.Typer(no_args_is_help=True, help=_("What would happen: drawn days through the router that serves."))


def add_to(root: typer.Typer) -> None:
    root.add_typer(app, name="simulate")


@app.command(
    help=_(
        "Days on which pages die, networks part, clocks jump and commands come twice: check that nobody is lost or answered twice."
    )
)
def faults(
    days: Annotated[int, typer.Option(help=_("How many days."))] = 100,
    from_seed: Annotated[
        int, typer.Option(help=_("The seed of the first day; the next days have the next seeds."))
    ] = 1,
) -> None:
    use_django()
    from tuque.contact_centre.simulator import faults as drawn

    seen: Counter[str] = Counter()
    with bar_of(_("Days"), total=days) as tell:
        try:
            for tally in drawn.run_days(range(from_seed, from_seed + days)):
                seen.update(asdict(tally))
                tell(1)
        except drawn.PromiseBroken as problem:
            typer.echo(str(problem), err=True)
            raise typer.Exit(1) from problem
    said = _(
        "%(days)s days, %(contacts)s contacts, %(facts)s facts, %(offers)s offers, %(vanished)s vanished, %(restarts)s restarts, %(doubled)s doubled commands: no promise broken."
    )
    typer.echo(said % seen)


@app.command(help=_("A line's day through the router: who is answered, when, per language, channel, centre and risk."))
def line(
    day: Annotated[str, typer.Option(help=_("A file that describes a day; the reference day unless told."))] = "",
    replay: Annotated[str, typer.Option(help=_("A real day of the log, 2026-01-31: as it was, and again."))] = "",
    organization: Annotated[str, typer.Option(help=_("With --replay: the code of the line's organization."))] = "",
    keep: Annotated[
        Path | None, typer.Option(help=_("With --replay: write the day here, for --day elsewhere."))
    ] = None,
    policy: Annotated[
        str, typer.Option(help=_("A policy's name, or a JSON file with one; for a real day, the rules in force then."))
    ] = "",
    against: Annotated[str, typer.Option(help=_("A second policy, on the same days."))] = "",
    days: Annotated[int, typer.Option(help=_("How many days to draw; the bands come from their spread."))] = 10,
    seed: Annotated[int, typer.Option(help=_("The seed of the first day."))] = 1,
    surge: Annotated[float, typer.Option(help=_("So many times the arrivals: 4.5 and 9 were seen."))] = 1.0,
    chart: Annotated[Path | None, typer.Option(help=_("Write the picture here (.svg)."))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("Print one JSON object."))] = False,
) -> None:
    use_django()
    from tuque.cli import simulated

    real = _real_day(replay, organization, day)
    if keep is not None:
        if real is None:
            raise typer.BadParameter(_("--keep writes a real day: give --replay and --organization too."))
        simulated.keep(keep, real)
    if real is None:
        drawn_day = _day(day).surged(surge)
        chosen = {name: _policy(name, plain=not day) for name in dict.fromkeys([policy or "tuque", against]) if name}
        found = simulated.drawn(drawn_day, chosen, days=days, seed=seed)
        title = drawn_day.name
    else:
        if surge != 1:
            raise typer.BadParameter(_("A real day is lived again as it was: --surge is for drawn days."))
        chosen = {
            name: _policy(name, plain=False, real=real) for name in dict.fromkeys([policy or IN_FORCE, against]) if name
        }
        found = simulated.lived_again(real, chosen, days=days, seed=seed)
        title = real.name
    if chart is not None:
        simulated.write_chart(chart, found)
    if as_json:
        told = {name: asdict(result) for name, result in found.items()}
        print(json.dumps({"day": title, "days": days, "seed": seed, "policies": told}))
    else:
        simulated.show(title, found)


@app.command(help=_("The tables of docs/explanation/routing.md: ours beside theory and beside the rules of others."))
def tables(
    days: Annotated[int, typer.Option(help=_("Days drawn for each row."))] = 12,
    chart: Annotated[
        Path | None, typer.Option(help=_("Write the picture of the rules side by side here (.svg)."))
    ] = None,
) -> None:
    use_django()
    from tuque.cli import simulated
    from tuque.contact_centre.simulator import tables as made

    with bar_of(_("Days"), total=made.steps_of(days)) as tell:
        written = made.written(days=days, tell=tell)
    if chart is not None:
        simulated.write_peers(chart, written.peers)
    typer.echo(written.text)


def _real_day(replay: str, organization: str, path: str) -> "RealDay | None":
    """The real day that is asked for, from the log or from a file that `--keep` wrote; None when a day is to be drawn."""
    from tuque.contact_centre.selectors import days
    from tuque.contact_centre.simulator import real

    if replay:
        if not organization or path:
            raise typer.BadParameter(_("--replay needs --organization, and no --day."))
        try:
            wanted = date.fromisoformat(replay)
        except ValueError as problem:
            raise typer.BadParameter(
                _("%(text)s is not a day. Write it as 2026-01-31.") % {"text": replay}
            ) from problem
        with within_organization(organization) as found:
            made = days.find_real_day(found, wanted)
        if made is None:
            raise typer.BadParameter(
                _("The log of %(code)s holds no contact on %(day)s.") % {"code": organization, "day": replay}
            )
        return made
    if not path:
        return None
    try:
        data = json.loads(Path(path).read_text())
        return real.from_data(data) if data.get("kind") == real.KIND else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise _no_day(path, problem) from problem


def _no_day(path: str, problem: Exception) -> typer.BadParameter:
    return typer.BadParameter(
        _("%(path)s does not describe a day: %(problem)s.") % {"path": path, "problem": repr(problem)}
    )


def _day(path: str) -> "Day":
    from tuque.contact_centre.simulator import day

    if not path:
        return day.busy_hour()
    try:
        return day.read_day(Path(path))
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise _no_day(path, problem) from problem


def _policy(name: str, *, plain: bool, real: "RealDay | None" = None) -> "Policy":
    """`plain`: on the reference day the handle time holds the writing too."""
    from tuque.contact_centre.routing import policy
    from tuque.contact_centre.simulator import peers
    from tuque.contact_centre.simulator.tables import without_writing

    if real is not None and name == IN_FORCE:
        return real.policy
    found = peers.POLICIES.get(name)
    if found is None:
        try:
            found = policy.from_data(json.loads(Path(name).read_text()))
        except (OSError, ValueError, KeyError, TypeError) as problem:
            known = ", ".join([*([IN_FORCE] if real else []), *peers.POLICIES])
            raise typer.BadParameter(
                _("“%(name)s” is neither a file with a policy nor one of: %(known)s.") % {"name": name, "known": known}
            ) from problem
    return without_writing(found) if plain else found
