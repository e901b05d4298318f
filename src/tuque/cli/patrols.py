"""Bringing patrols in from a table."""

import json
from typing import Annotated

import typer

from tuque.cli.data import AsJson, DryRun, File, Refused, imports, progress_bar, table_of_refused
from tuque.cli.setup import use_django, within_organization
from tuque.config.spoken import gettext as _


@imports.command(
    help=_("Import patrols: a table with the columns team, from, to and, if known, areas (codes or names) and key.")
)
def patrols(
    file: File,
    organization: Annotated[str, typer.Option(help=_("The code of the organization that will own the rows."))],
    source: Annotated[
        str, typer.Option(help=_("The name of the source: what comes again under it and its key is compared."))
    ] = "patrols",
    refused: Refused = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    use_django()
    from tuque.core.clock import now
    from tuque.interactions.patrols import importing

    with within_organization(organization) as owner, progress_bar() as bar:
        task = bar.add_task(_("Importing"), total=None)
        summary = importing.import_patrols(
            path=file,
            organization=owner,
            source=source[:80],
            at=now(),
            dry_run=dry_run,
            tell=lambda done: bar.update(task, advance=done),
        )
    path = table_of_refused(refused, file, dry_run=dry_run) if summary.faults else None
    if path:
        importing.write_faults(summary.faults, path)
    if as_json:
        print(json.dumps(summary.as_json(), ensure_ascii=False))
        return
    for fault in summary.faults[:5]:
        where = {"line": fault.line, "column": fault.column, "reason": fault.reason}
        print("  " + _("line %(line)s, %(column)s: %(reason)s") % where)
    if path:
        print("  " + _("What was not taken is in %(path)s.") % {"path": path})
    counts = {"name": file.name, "read": summary.read, "new": summary.new, "changed": summary.changed}
    counts |= {"same": summary.same, "refused": summary.refused}
    words = (
        _(
            "Would import %(name)s: %(read)s patrols read, %(new)s new, %(changed)s changed, %(same)s as they were, %(refused)s refused."
        )
        if dry_run
        else _(
            "Imported %(name)s: %(read)s patrols read, %(new)s new, %(changed)s changed, %(same)s as they were, %(refused)s refused."
        )
    )
    print(words % counts)
