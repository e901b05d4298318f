"""`tuque import …` and `tuque load-demo`: data in, with a progress bar and a summary on the last line."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from tuque.cli.setup import use_django

if TYPE_CHECKING:
    from tuque.interactions.imports.mapping import ColumnMapping

imports = typer.Typer(no_args_is_help=True, help="Import areas or interactions from a file.")
File = Annotated[Path, typer.Argument(help="The file to read; it may be gzip.", exists=True, dir_okay=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Print the summary as one JSON object.")]


def add_to(app: typer.Typer) -> None:
    app.add_typer(imports, name="import")


def progress_bar() -> Progress:
    """Written to the error stream, so that the output of a command stays clean."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )


@imports.command()
def interactions(
    file: File,
    mapping: Annotated[str, typer.Option(help="A mapping file (TOML), or the name of one that comes with Tuque.")],
    organization: Annotated[str, typer.Option(help="The code of the organization that will own the rows.")],
    refused: Annotated[
        Path | None, typer.Option(help="Where to write the rows that were not taken; FILE.refused.csv here by default.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and count everything, write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Import calls for service or any other log, by a mapping of its columns."""
    use_django()
    from tuque.accounts.models import Organization
    from tuque.core.clock import now
    from tuque.interactions.imports.writing import Counts, Import

    owner = Organization.objects.filter(code=organization).first()
    if owner is None:
        raise typer.BadParameter(f"There is no organization with the code {organization!r}.")
    with progress_bar() as bar:
        task = bar.add_task("Checking the file", total=None)

        def show(counts: Counts, total: int) -> None:
            bar.update(task, description="Importing", completed=counts.read, total=max(total, counts.read))

        summary = Import(
            path=file,
            file_name=file.name,
            mapping=find_mapping(mapping),
            organization=owner,
            at=now(),
            dry_run=dry_run,
            refused_file=refused or Path.cwd() / f"{file.name}.refused.csv",
            on_progress=show,
        ).run()
    if as_json:
        print(json.dumps(summary.as_json(), ensure_ascii=False))
        return
    counts = summary.counts
    for flag, number in summary.flags.most_common():
        print(f"  flagged {number:>9,}  {flag_label(flag)}")
    for reason, number in summary.reasons.most_common():
        print(f"  refused {number:>9,}  {reason}")
    if summary.refused_file:
        print(f"  What was refused, and why: {summary.refused_file}")
    did = "Would import" if dry_run else "Imported"
    print(
        f"{did} {file.name}: {counts.read:,} rows read, {counts.new:,} new, {counts.changed:,} changed, "
        f"{counts.same:,} already here, {counts.refused:,} refused, {counts.flagged:,} flagged, in {summary.seconds:.1f} s."
    )


def find_mapping(name: str) -> "ColumnMapping":
    from tuque.interactions.imports import mapping
    from tuque.interactions.imports.reasons import ImportRefused

    shipped = mapping.shipped()
    try:
        return mapping.load(shipped.get(name, Path(name)))
    except mapping.MappingUnusable as problem:
        raise ImportRefused(reason=problem.code, values=problem.values) from problem


def flag_label(flag: str) -> str:
    from tuque.interactions.imports.reasons import FLAG

    return str(FLAG[flag])
