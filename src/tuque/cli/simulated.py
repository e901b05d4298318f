"""What `tuque simulate line` runs and prints; Django is set up before."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import typer
import vl_convert
from rich.console import Console
from rich.table import Table

from tuque.cli.setup import bar_of
from tuque.config.spoken import gettext as _
from tuque.config.spoken import ngettext
from tuque.contact_centre import words
from tuque.contact_centre.routing.policy import Policy
from tuque.contact_centre.simulator import pictures, real, running
from tuque.contact_centre.simulator.day import Day
from tuque.contact_centre.simulator.real import RealDay
from tuque.contact_centre.simulator.results import Estimate, Group, Results, summarize

WIDTH = 150


def drawn(day: Day, policies: Mapping[str, Policy], *, days: int, seed: int) -> dict[str, Results]:
    """Each policy on the same drawn days."""
    return _under(policies, lambda policy, number: running.run_day(day, policy, seed=number), days=days, seed=seed)


def lived_again(day: RealDay, policies: Mapping[str, Policy], *, days: int, seed: int) -> dict[str, Results]:
    """The day as it was, then under each policy; the bands come from what the log cannot know."""
    again = _under(policies, lambda policy, number: real.live_again(day, policy, seed=number), days=days, seed=seed)
    return {_("as it was"): summarize([real.as_it_was(day)]), **again}


def _under(
    policies: Mapping[str, Policy], run: Callable[[Policy, int], running.Ran], *, days: int, seed: int
) -> dict[str, Results]:
    found = {}
    with bar_of(_("Days"), total=days * len(policies)) as tell:
        for name, policy in policies.items():
            ran = []
            for number in range(seed, seed + days):
                ran.append(run(policy, number))
                tell(1)
            found[name] = summarize(ran)
    return found


def keep(path: Path, day: RealDay) -> None:
    path.write_text(real.to_json(day))
    typer.echo(
        ngettext(
            "%(path)s: %(count)s contact of that day, without names or ids.",
            "%(path)s: %(count)s contacts of that day, without names or ids.",
            len(day.came),
        )
        % {"path": path, "count": len(day.came)},
        err=True,
    )


def write_chart(path: Path, found: Mapping[str, Results]) -> None:
    _draw(path, pictures.side_by_side(found, words=words.of_results()))


def write_peers(path: Path, found: Mapping[str, Results]) -> None:
    _draw(path, pictures.by_language(found, target=95, words=words.of_results()))


def _draw(path: Path, spec: dict[str, Any]) -> None:
    path.write_text(str(vl_convert.vegalite_to_svg(json.dumps(spec), vl_version="6.1")))


def show(day: str, found: Mapping[str, Results]) -> None:
    """A whole table for each setting; with several, the main figures beside one another too."""
    labels = words.of_results()
    for name, result in found.items():
        _print(_whole(name, day, result, labels))
        typer.echo(
            _(
                "%(hours).0f staff-hours, occupied %(occupied).0f %% of the time; %(gap).1f points between languages on a day."
            )
            % {"hours": result.staff_hours.mean, "occupied": result.occupancy.mean, "gap": result.gap.mean}
        )
    if len(found) > 1:
        _print(_beside(found, labels))
    typer.echo(
        _(
            "Shares are of those who were answered or gave up after 10 s or more; who gave up sooner is counted apart, of everyone who came."
        )
    )


def _print(table: Table) -> None:
    Console(width=max(WIDTH, Console().width)).print(table)


def _whole(name: str, day: str, result: Results, labels: Mapping[str, str]) -> Table:
    count = ngettext("%(days)s day", "%(days)s days", result.days) % {"days": result.days}
    table = _table(f"{name}: {day}, {count}")
    heads = (_("contacts"), _("answered"), "≤15 s", "≤20 s", "±", "≤60 s", _("gave up"), _("before 10 s"))
    for head in (*heads, "p50", "p95", _("longest"), _("local"), _("redials")):
        table.add_column(head, justify="right", no_wrap=True, min_width=len(head))
    for group in result.groups:
        table.add_row(
            _label(group, labels),
            f"{group.contacts.mean:.0f}",
            _share(group.answered),
            _share(group.within_15),
            _share(group.within_20),
            f"{group.within_20.high - group.within_20.mean:.1f}",
            _share(group.within_60),
            _share(group.abandoned),
            _share(group.short),
            f"{group.p50.mean:.0f} s",
            f"{group.p95.mean:.0f} s",
            f"{group.longest.mean:.0f} s",
            f"{group.local.mean:.0f} %",
            f"{group.redials.mean:.0f}",
        )
    return table


def _beside(found: Mapping[str, Results], labels: Mapping[str, str]) -> Table:
    table = _table(_("Side by side: within 20 s · gave up · 95 of 100 wait less than"))
    for name in found:
        table.add_column(name, justify="right", no_wrap=True)
    first = next(iter(found.values()))
    for group in first.groups:
        cells = [_of(result, group) for result in found.values()]
        table.add_row(_label(group, labels), *cells)
    return table


def _of(result: Results, like: Group) -> str:
    try:
        group = result.of(like.kind, like.name)
    except KeyError:
        return "–"
    return f"{_share(group.within_20)} · {_share(group.abandoned)} · {group.p95.mean:.0f} s"


def _table(title: str) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("", no_wrap=True)
    return table


def _label(group: Group, labels: Mapping[str, str]) -> str:
    return str(labels.get(f"{group.kind}:{group.name}", group.name))


def _share(estimate: Estimate) -> str:
    return f"{estimate.mean:.1f} %"
