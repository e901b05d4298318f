"""`tuque retain`."""

import json
from typing import Annotated, Any

import typer

from tuque.cli.setup import bar_of, use_django, within_organization


def add_to(app: typer.Typer) -> None:
    app.command()(retain)


def retain(
    organization: Annotated[str, typer.Option(help="The organization's code.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what is due; change nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For a machine.")] = False,
) -> None:
    """Let go what the organization's rules no longer want kept, as each night does: more than 2 % at once waits for approval."""
    use_django()
    with within_organization(organization) as owner:
        lines = _preview(owner)
        done, waiting = (0, 0) if dry_run else _carry_out(owner)
    if as_json:
        print(json.dumps({"rules": lines, "done": done, "waiting": waiting}))
        return
    for line in lines:
        asks = ", asks for approval" if line["waits"] else ""
        rule = f"after {line['months']} months" if line["months"] else "kept"
        print(f"{line['kind']}: {rule}; {line['due']:,} of {line['total']:,} due{asks}.")
    print(
        "Nothing was changed."
        if dry_run
        else f"{done:,} rows let go; {waiting} rules wait for approval on the page Retention."
    )


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
    with bar_of("Letting go", total=sum(run.found - run.done for run in going)) as tell:
        done = sum(services.carry_out(run, clock=now, tell=tell) for run in going)
    return done, runs.filter(state=Run.State.WAITING).count()
