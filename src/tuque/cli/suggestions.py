"""`tuque suggestions`: learning to suggest categories from an organization's own records."""

import json
from typing import Annotated

import typer

from tuque.cli.setup import use_django, within_organization
from tuque.config import spoken
from tuque.config.spoken import gettext as _

app = typer.Typer(
    no_args_is_help=True, help=_("Categories suggested beside the record, learned from a centre's own records.")
)


def add_to(root: typer.Typer) -> None:
    root.add_typer(app, name="suggestions")


@app.command(
    help=_(
        "Learn from the recorded contacts of an organization, here and offline. A director then puts the training to use on the page “Suggestions”."
    )
)
def train(
    organization: Annotated[str, typer.Option(help=_("The code of the organization."))],
    as_json: Annotated[bool, typer.Option("--json", help=_("Print one JSON object."))] = False,
) -> None:
    use_django()
    from rich.console import Console
    from rich.progress import Progress

    from tuque.contact_centre.suggestions import selectors, services

    with within_organization(organization) as found, Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(_("Learning"), total=None)
        row = services.train(
            found,
            tell=lambda done: bar.update(task, advance=done),
            count=lambda steps: bar.update(task, total=steps),
        )
        trials = {code: selectors.trial_of(row, language=code) for code in ["", *sorted(row.by_language)]}
    if as_json:
        told = {
            "training": str(row.public_id),
            "contacts": row.contacts,
            "by_language": row.by_language,
            "features": row.features,
            "suggests_in": row.languages,
            "held_out": {code or "all": {"precision": t.precision, "recall": t.recall} for code, t in trials.items()},
        }
        print(json.dumps(told))
        return
    said = _(
        "Learned from %(contacts)s recorded contacts. On people held out, %(right)s %% of what it suggested was right, and it found %(found)s %% of what was recorded. Nothing is in use yet: a director decides on the page “Suggestions”."
    )
    trial = trials[""]
    typer.echo(
        said
        % {"contacts": spoken.number(row.contacts), "right": _share(trial.precision), "found": _share(trial.recall)}
    )


def _share(percent: float | None) -> str:
    return "–" if percent is None else spoken.number(percent)
