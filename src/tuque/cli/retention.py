"""`tuque retain`."""

import json
from typing import Annotated, Any

import typer

from tuque.cli.setup import bar_of, use_django, within_organization
from tuque.config import spoken
from tuque.config.spoken import gettext as _


def add_to(app: typer.Typer) -> None:
    app.command(
        help=_(
            "Let go what the organization's rules no longer want kept, as each night does: more than 2 % at once waits for approval."
        )
    )(retain)


def retain(
    organization: Annotated[str, typer.Option(help=_("The organization's code."))],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only count what is due; change nothing."))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("For a machine."))] = False,
) -> None:
    use_django()
    with within_organization(organization) as owner:
        lines = _preview(owner)
        done, waiting = (0, 0) if dry_run else _carry_out(owner)
    if as_json:
        print(json.dumps({"rules": lines, "done": done, "waiting": waiting}))
        return
    for line in lines:
        print(in_words(line))
    print(
        _("Nothing was changed.")
        if dry_run
        else _("%(done)s rows let go; %(waiting)s rules wait for approval on the page Retention.")
        % {"done": spoken.number(done), "waiting": waiting}
    )


def in_words(line: dict[str, Any]) -> str:
    """A rule and what it finds: "interaction: after 24 months, 3 of 1,200 due"."""
    counts = {"due": spoken.number(line["due"]), "total": spoken.number(line["total"])}
    said = [
        _("after %(months)s months") % {"months": line["months"]} if line["months"] else _("kept"),
        _("%(due)s of %(total)s due") % counts,
    ]
    if line["waits"]:
        said.append(_("asks for approval"))
    return _("%(name)s: %(said)s") % {"name": line["kind"], "said": ", ".join(said)}


def _preview(owner: Any) -> list[dict[str, Any]]:
    from tuque.core.clock import now
    from tuque.retention import selectors

    return [
        {
            "kind": line.kind.code,
            "months": line.rule.months if line.rule else None,
            "due": line.due,
            "total": line.total,
            "waits": line.waits,
        }
        for line in selectors.preview(owner, at=now())
    ]


def _carry_out(owner: Any) -> tuple[int, int]:
    """Rows let go, and rules that wait."""
    from tuque.core.clock import now
    from tuque.retention import clocks, services
    from tuque.retention.models import Rule, Run
    from tuque.retention.problems import ClockInDoubt

    at = now()
    if not services.note_clock(owner, here=clocks.read(at=at)):
        raise ClockInDoubt
    for rule in Rule.objects.filter(organization=owner, ended_at__isnull=True).order_by("pk"):
        services.look(rule, at=at)
    runs = Run.objects.filter(organization=owner).select_related("rule")
    going = list(runs.filter(state=Run.State.GOING))
    with bar_of(_("Letting go"), total=sum(run.found - run.done for run in going)) as tell:
        done = sum(services.carry_out(run, clock=now, tell=tell) for run in going)
    return done, runs.filter(state=Run.State.WAITING).count()
