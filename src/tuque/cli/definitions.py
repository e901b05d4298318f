"""`tuque import forms`, `tuque export forms`: an organization's forms, lists and home screens as one JSON file.
`tuque import form`, `tuque export form`: one form from a spreadsheet (XLSForm) or an ODK XForm, and back."""

import json
from pathlib import Path
from typing import Annotated

import typer

from tuque.cli.data import imports
from tuque.cli.setup import use_django, within_organization

exports = typer.Typer(no_args_is_help=True, help="Write what an organization has to a file.")
OrganizationCode = Annotated[str, typer.Option("--organization", help="The code of the organization.")]
LARGEST_BYTES = 5 * 1024 * 1024


def add_to(app: typer.Typer) -> None:
    app.add_typer(exports, name="export")
    imports.command("forms")(import_forms)
    exports.command("forms")(export_forms)
    imports.command("form")(import_form)
    exports.command("form")(export_form)
    exports.command("schemas")(export_schemas)


def import_forms(
    file: Annotated[Path, typer.Argument(help="A JSON file: one form, or what export wrote.", exists=True)],
    organization: OrganizationCode,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as one JSON object.")] = False,
) -> None:
    """Publish forms, code lists and home screens from FILE: all of them or, when one is refused, none."""
    use_django()
    from tuque.core.clock import now
    from tuque.forms import exchange

    with within_organization(organization) as owner:
        done = exchange.import_definitions(read_json(file), organization=owner, at=now())
    if as_json:
        typer.echo(json.dumps({"new": done.new, "changed": done.changed, "same": done.same}))
    else:
        typer.echo(f"{file.name}: {done.new} new, {done.changed} changed, {done.same} the same as before")


def export_forms(
    organization: OrganizationCode,
    to: Annotated[Path | None, typer.Option(help="The file to write; the screen unless told.")] = None,
) -> None:
    """Write every published form, code list and home screen, ready to be imported elsewhere."""
    use_django()
    from tuque.forms import exchange

    with within_organization(organization) as owner:
        entries = exchange.export_definitions(owner)
    text = json.dumps(entries, ensure_ascii=False, indent=2) + "\n"
    if to is None:
        typer.echo(text, nl=False)
        return
    to.write_text(text, encoding="utf-8")
    typer.echo(f"{to}: {len(entries)} definitions")


def import_form(
    file: Annotated[Path, typer.Argument(help="An .xlsx, .xls or ODK .xml file.", exists=True, dir_okay=False)],
    organization: OrganizationCode,
    written_in: Annotated[str, typer.Option(help="The language of columns that name none: en or fr.")] = "en",
    repair: Annotated[bool, typer.Option("--repair", help="Give repeated names a number.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Put it in the place of an unpublished draft.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and save nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as one JSON object.")] = False,
) -> None:
    """Make a draft of the form in FILE; a person publishes it later."""
    use_django()
    from tuque.core.clock import now
    from tuque.forms import finding_wording, spreadsheets, wording

    if written_in not in {"en", "fr"}:
        raise typer.BadParameter("Write en or fr after --written-in.")
    with within_organization(organization) as owner:
        done = spreadsheets.import_form(
            organization=owner,
            data=read_bytes(file),
            name=file.name,
            by=None,
            at=now(),
            written_in=written_in,
            mend=repair,
            replace=replace,
            save=not dry_run,
        )
    if as_json:
        typer.echo(json.dumps(done.summary(), ensure_ascii=False))
        return
    for finding in done.findings:
        typer.echo(f"  {finding.level}  {finding_wording.finding_message(finding)}")
    for problem in done.problems:
        if problem.code not in spreadsheets.MISSING:
            typer.echo(f"  to mend  {wording.definition_message(problem)}")
    counts = done.summary()
    draft = f"draft {done.number}" if done.number else "nothing saved"
    typer.echo(
        f"{file.name}: form {done.code}, {draft}: {counts['questions']} questions, {counts['kept']} kept but not shown or"
        f" applied, {counts['repaired']} repaired, {counts['missing_words']} texts missing, {counts['to_mend']} to mend"
    )


def export_form(
    code: Annotated[str, typer.Argument(help="The code of the form.")],
    file: Annotated[Path, typer.Argument(help="The .xlsx file to write; .json with --fhir.", dir_okay=False)],
    organization: OrganizationCode,
    fhir: Annotated[bool, typer.Option("--fhir", help="Write a FHIR Questionnaire instead.")] = False,
    release: Annotated[str, typer.Option("--fhir-release", help="R4 or R5.")] = "R4",
) -> None:
    """Write one form as a spreadsheet (XLSForm), with all that was kept of the file it came from; or as FHIR."""
    if release not in {"R4", "R5"}:
        raise typer.BadParameter("Write R4 or R5 after --fhir-release.")
    use_django()
    from tuque.core.problems import NotFound
    from tuque.forms import spreadsheets

    try:
        with within_organization(organization) as owner:
            if fhir:
                found = spreadsheets.export_questionnaire(organization=owner, code=code, release=release)
                data = (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()
            else:
                data = spreadsheets.export_form(organization=owner, code=code)
    except NotFound:
        raise typer.BadParameter(f"There is no form with the code {code!r}.") from None
    file.write_bytes(data)
    typer.echo(f"{file}: form {code}, {len(data)} bytes")


def export_schemas(
    folder: Annotated[Path, typer.Argument(help="Where to write them.", file_okay=False, exists=True)],
) -> None:
    """Write the JSON Schemas of forms, code lists and home screens."""
    from tuque.forms.language.schema import schemas

    for name, schema in schemas().items():
        (folder / f"{name}.schema.json").write_text(json.dumps(schema, indent=2) + "\n", encoding="utf-8")
    typer.echo(f"{folder}: {len(schemas())} schemas")


def read_bytes(file: Path) -> bytes:
    if file.stat().st_size > LARGEST_BYTES:
        raise typer.BadParameter(
            f"{file.name} is larger than 5 MB: leave out pictures and sheets that are not the form."
        )
    return file.read_bytes()


def read_json(file: Path) -> object:
    if file.stat().st_size > LARGEST_BYTES:
        raise typer.BadParameter(f"{file.name} is larger than 5 MB: this is not a file of forms.")
    try:
        return json.loads(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise typer.BadParameter(f"{file.name} is not UTF-8 text. Save it as UTF-8, then try again.") from None
    except json.JSONDecodeError as fault:
        raise typer.BadParameter(f"{file.name}, line {fault.lineno}, column {fault.colno}: {fault.msg}.") from None
    except RecursionError:
        raise typer.BadParameter(f"{file.name} is nested too deeply: this is not a file of forms.") from None
