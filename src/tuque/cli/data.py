"""`tuque import …` and `tuque load-demo`: data in, with a progress bar and a summary on the last line."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from tuque.cli.guards import check_wall
from tuque.cli.setup import find_organization, use_django, within_organization
from tuque.config.spoken import gettext as _

if TYPE_CHECKING:
    from tuque.interactions.imports.mapping import ColumnMapping

imports = typer.Typer(
    no_args_is_help=True, help=_("Import areas, interactions or a directory of services from a file.")
)
File = Annotated[Path, typer.Argument(help=_("The file to read; it may be gzip."), exists=True, dir_okay=False)]
Refused = Annotated[
    Path | None,
    typer.Option(
        help=_(
            "Where to write the rows that were not taken; FILE.refused.csv here by default; none for a dry run that does not name it."
        )
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help=_("Read and count everything, write nothing."))]
DespiteDrop = Annotated[
    bool, typer.Option("--despite-drop", help=_("Write it though more than a tenth of the records would be gone."))
]
AsJson = Annotated[bool, typer.Option("--json", help=_("Print the summary as one JSON object."))]


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


@imports.command(help=_("Import boundaries (neighbourhoods, wards) from GeoJSON."))
def areas(
    file: Annotated[Path, typer.Argument(help=_("A GeoJSON file."), exists=True, dir_okay=False)],
    layer: Annotated[str, typer.Option(help=_("The layer's code: toronto-158."))],
    code_field: Annotated[str, typer.Option(help=_("The property that holds each area's code."))],
    name_field: Annotated[str, typer.Option(help=_("The property that holds each area's name."))],
    name_field_fr: Annotated[
        str, typer.Option(help=_("The property that holds the French name, if there is one."))
    ] = "",
    vintage: Annotated[str, typer.Option(help=_("The year or date of the boundaries; this year by default."))] = "",
    title_en: Annotated[str, typer.Option(help=_("The layer's name in English."))] = "",
    title_fr: Annotated[str, typer.Option(help=_("The layer's name in French."))] = "",
    source: Annotated[str, typer.Option(help=_("Where the boundaries come from: shown on every map."))] = "",
    licence: Annotated[str, typer.Option(help=_("Under which licence."))] = "",
    organization: Annotated[
        str, typer.Option(help=_("The code of an organization: the layer becomes the one under its maps and counts."))
    ] = "",
    as_json: AsJson = False,
) -> None:
    use_django()
    from tuque.core import wall
    from tuque.core.clock import now
    from tuque.geo import selectors, services
    from tuque.geo.boundaries import Fields
    from tuque.geo.problems import FEATURE

    check_wall(understood=True)
    at = now()
    owner = find_organization(organization) if organization else None
    about = services.LayerAbout(layer, vintage or str(at.year), title_en, title_fr, source, licence)
    fields = Fields(code=code_field, name=name_field, name_fr=name_field_fr)
    with wall.system(wall.Purpose.OPERATOR):
        summary = services.import_areas(path=file, fields=fields, about=about, at=at)
    if owner:
        with wall.within(owner.pk):
            chosen = selectors.get_layer(layer, vintage=about.vintage)
            services.choose_territory(organization=owner, layer=chosen, at=at)
    if as_json:
        print(json.dumps(asdict(summary), ensure_ascii=False))
        return
    for name in summary.repaired:
        print("  " + _("repaired: %(name)s") % {"name": name})
    for feature in summary.refused:
        print("  " + _("refused: %(label)s: %(why)s") % {"label": feature.label, "why": FEATURE[feature.reason]})
    print(
        _(
            "Imported %(name)s as %(layer)s (%(vintage)s): %(new)s new, %(changed)s changed, %(same)s as they were, %(repaired)s repaired, %(refused)s refused, %(absent)s no longer in the file."
        )
        % {
            "name": file.name,
            "layer": layer,
            "vintage": about.vintage,
            "new": summary.new,
            "changed": summary.changed,
            "same": summary.same,
            "repaired": len(summary.repaired),
            "refused": len(summary.refused),
            "absent": summary.absent,
        }
    )


@imports.command(help=_("Import calls for service or any other log, by a mapping of its columns."))
def interactions(
    file: File,
    mapping: Annotated[str, typer.Option(help=_("A mapping file (TOML), or the name of one that comes with Tuque."))],
    organization: Annotated[str, typer.Option(help=_("The code of the organization that will own the rows."))],
    refused: Refused = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    use_django()
    from tuque.core.clock import now
    from tuque.insight import facts
    from tuque.interactions.imports.summary import Counts
    from tuque.interactions.imports.writing import Import

    with within_organization(organization) as owner, progress_bar() as bar:
        task = bar.add_task(_("Checking the file"), total=None)

        def show(counts: Counts, total: int) -> None:
            bar.update(task, description=_("Importing"), completed=counts.read, total=max(total, counts.read))

        summary = Import(
            path=file,
            file_name=file.name,
            mapping=find_mapping(mapping),
            organization=owner,
            at=now(),
            dry_run=dry_run,
            refused_file=table_of_refused(refused, file, dry_run=dry_run),
            on_progress=show,
        ).run()
        if not dry_run and (summary.counts.new or summary.counts.changed):
            bar.update(task, description=_("Making the boards ready"))
            facts.catch_up(owner)
    if as_json:
        print(json.dumps(summary.as_json(), ensure_ascii=False))
        return
    for line in summary.in_words(file.name):
        print(line)


@imports.command(
    help=_(
        "Import services into the directory: HSDS (JSON, CSV, archive), AIRS XML, iCarol, data·inclusion, or any table by a mapping."
    )
)
def hsds(
    path: Annotated[Path, typer.Argument(help=_("The file or folder to read."), exists=True)],
    organization: Annotated[str, typer.Option(help=_("The code of the organization that will keep the records."))],
    source: Annotated[str, typer.Option(help=_("The code of the source: what comes again under it is compared."))],
    form: Annotated[
        str,
        typer.Option("--format", help=_("hsds, airs, icarol, data-inclusion or csv; found out by itself unless told.")),
    ] = "",
    mapping: Annotated[str, typer.Option(help=_("A mapping (TOML), or the name of one that comes with Tuque."))] = "",
    language: Annotated[str, typer.Option(help=_("The language of its texts: en or fr."))] = "",
    licence: Annotated[str, typer.Option(help=_("Under which licence."))] = "",
    name: Annotated[str, typer.Option(help=_("What the source is called."))] = "",
    attribution: Annotated[str, typer.Option(help=_("Whom to name, as the licence asks."))] = "",
    country: Annotated[str, typer.Option(help=_("Its country, for public holidays: CA."))] = "",
    region: Annotated[str, typer.Option(help=_("Its province or region, for public holidays: MB."))] = "",
    zone: Annotated[str, typer.Option(help=_("The time zone of its hours: America/Winnipeg."))] = "",
    rank: Annotated[
        int | None,
        typer.Option(
            help=_("Where two sources differ, the one with the lower number is heard first."), min=0, max=32_000
        ),
    ] = None,
    open_feed: Annotated[
        bool | None,
        typer.Option("--open-feed/--closed-feed", help=_("Whether anyone may take what is public of it as one file.")),
    ] = None,
    refused: Refused = None,
    dry_run: DryRun = False,
    despite_drop: DespiteDrop = False,
    as_json: AsJson = False,
) -> None:
    use_django()
    from tuque.core.clock import now
    from tuque.directory import api as directory

    told = {
        "language": language,
        "licence": licence,
        "name": name,
        "attribution": attribution,
        "country": country.upper(),
        "region": region.upper(),
        "time_zone": zone,
        "rank": rank,
        "is_open": open_feed,
    }
    about = {key: value for key, value in told.items() if value not in ("", None)}
    with within_organization(organization) as owner, progress_bar() as bar:
        task = bar.add_task(_("Reading"), total=None)
        directory.check_source(source)
        bundle = directory.read_feed(path, form=form, mapping=mapping)
        summary: dict[str, object] = {"read": bundle.counts()}
        if not dry_run:
            done = directory.take_feed(
                organization=owner,
                code=source,
                about=about,
                path=path,
                bundle=bundle,
                at=now(),
                despite_drop=despite_drop,
                progress=lambda part, total: bar.update(
                    task, description=_("Importing"), completed=part, total=max(part, total)
                ),
            )
            summary |= done
        lines = directory.refusals(bundle)
    tell(summary, lines, table_of_refused(refused, path, dry_run=dry_run), as_json=as_json)


@imports.command(
    help=_("Import a taxonomy that you subscribe to: CSV with code, parent, name_en, name_fr and description.")
)
def taxonomy(
    file: File,
    organization: Annotated[str, typer.Option(help=_("The code of the organization that will keep the records."))],
    code: Annotated[str, typer.Option(help=_("The code of the taxonomy, as feeds name it on their terms."))],
    name: Annotated[str, typer.Option(help=_("What the taxonomy is called."))] = "",
    licence: Annotated[str, typer.Option(help=_("Under which licence."))] = "",
    refused: Refused = None,
    dry_run: DryRun = False,
    despite_drop: DespiteDrop = False,
    as_json: AsJson = False,
) -> None:
    use_django()
    from tuque.core.clock import now
    from tuque.directory import api as directory

    with within_organization(organization) as owner, progress_bar() as bar:
        task = bar.add_task(_("Reading"), total=None)
        summary, lines = directory.take_taxonomy(
            organization=owner,
            path=file,
            code=code,
            name=name,
            licence=licence,
            at=now(),
            dry_run=dry_run,
            despite_drop=despite_drop,
            progress=lambda part, total: bar.update(
                task, description=_("Importing"), completed=part, total=max(part, total)
            ),
        )
    tell(summary, lines, table_of_refused(refused, file, dry_run=dry_run), as_json=as_json)


def table_of_refused(asked: Path | None, file: Path, *, dry_run: bool) -> Path | None:
    """Where the rows of `file` that are not taken are written: where it was asked; else here, under a name that is free,
    for somebody may be mending an earlier table. None for a dry run that was not asked for one: it writes nothing."""
    if asked or dry_run:
        return asked
    numbers = ("", *(f"-{number}" for number in range(2, 10_000)))
    return next(path for one in numbers if not (path := Path.cwd() / f"{file.name}.refused{one}.csv").exists())


def tell(summary: dict[str, object], lines: list[list[str]], file: Path | None, *, as_json: bool) -> None:
    """Print what was read and written, with what was refused or mended in `file`, where there is one. Exit status 1 where it waits for a person."""
    from tuque.core.tables import csv_lines
    from tuque.directory import api as directory

    if lines and file:
        file.write_text("".join(csv_lines(lines[0], lines[1:])), encoding="utf-8")
    if as_json:
        print(json.dumps(summary, ensure_ascii=False))
        return
    for words in directory.in_words(summary):
        print(words)
    if lines and file:
        print(
            _("%(count)s rows were refused or mended: %(file)s says which and why.")
            % {"count": len(lines) - 1, "file": file}
        )
    if summary.get("held"):
        raise typer.Exit(1)


def find_mapping(name: str) -> "ColumnMapping":
    from tuque.interactions.imports import mapping
    from tuque.interactions.imports.reasons import ImportRefused

    shipped = mapping.shipped()
    try:
        return mapping.load(shipped.get(name, Path(name)))
    except mapping.MappingUnusable as problem:
        raise ImportRefused(reason=problem.code, values=problem.values) from problem
