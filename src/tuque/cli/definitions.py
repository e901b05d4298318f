"""`tuque import forms`, `tuque export forms`: an organization's forms, lists and home screens as one JSON file.
`tuque import form`, `tuque export form`: one form from a spreadsheet (XLSForm) or an ODK XForm, and back."""

import json
from pathlib import Path
from typing import Annotated

import typer

from tuque.cli.data import imports
from tuque.cli.setup import use_django, within_organization
from tuque.config import spoken
from tuque.config.spoken import gettext as _

exports = typer.Typer(no_args_is_help=True, help=_("Write what an organization has to a file."))
OrganizationCode = Annotated[str, typer.Option("--organization", help=_("The code of the organization."))]
LEVELS = {"refused": _("refused"), "repaired": _("repaired"), "kept": _("kept as it is")}
LARGEST_BYTES = 5 * 1024 * 1024


def add_to(app: typer.Typer) -> None:
    app.add_typer(exports, name="export")
    imports.command(
        "forms",
        help=_("Publish forms, code lists and home screens from FILE: all of them or, when one is refused, none."),
    )(import_forms)
    exports.command(
        "forms", help=_("Write every published form, code list and home screen, ready to be imported elsewhere.")
    )(export_forms)
    imports.command("form", help=_("Make a draft of the form in FILE; a person publishes it later."))(import_form)
    exports.command(
        "form",
        help=_(
            "Write one form as a spreadsheet (XLSForm), with all that was kept of the file it came from; or as FHIR."
        ),
    )(export_form)
    exports.command(
        "hsds",
        help=_("Write a source of the directory as an HSDS data package, confidential records too unless --open."),
    )(export_hsds)
    exports.command("schemas", help=_("Write the JSON Schemas of forms, code lists and home screens."))(export_schemas)


def import_forms(
    file: Annotated[Path, typer.Argument(help=_("A JSON file: one form, or what export wrote."), exists=True)],
    organization: OrganizationCode,
    as_json: Annotated[bool, typer.Option("--json", help=_("Print the summary as one JSON object."))] = False,
) -> None:
    use_django()
    from tuque.core.clock import now
    from tuque.forms import exchange

    with within_organization(organization) as owner:
        done = exchange.import_definitions(read_json(file), organization=owner, at=now())
    if as_json:
        typer.echo(json.dumps({"new": done.new, "changed": done.changed, "same": done.same}))
    else:
        typer.echo(
            _("%(name)s: %(new)s new, %(changed)s changed, %(same)s the same as before")
            % {"name": file.name, "new": done.new, "changed": done.changed, "same": done.same}
        )


def export_forms(
    organization: OrganizationCode,
    to: Annotated[Path | None, typer.Option(help=_("The file to write; the screen unless told."))] = None,
) -> None:
    use_django()
    from tuque.forms import exchange

    with within_organization(organization) as owner:
        entries = exchange.export_definitions(owner)
    text = json.dumps(entries, ensure_ascii=False, indent=2) + "\n"
    if to is None:
        typer.echo(text, nl=False)
        return
    to.write_text(text, encoding="utf-8")
    typer.echo(_("%(to)s: %(entries)s definitions") % {"to": to, "entries": len(entries)})


def import_form(
    file: Annotated[Path, typer.Argument(help=_("An .xlsx, .xls or ODK .xml file."), exists=True, dir_okay=False)],
    organization: OrganizationCode,
    written_in: Annotated[str, typer.Option(help=_("The language of columns that name none: en or fr."))] = "en",
    repair: Annotated[bool, typer.Option("--repair", help=_("Give repeated names a number."))] = False,
    replace: Annotated[bool, typer.Option("--replace", help=_("Put it in the place of an unpublished draft."))] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Say what would happen, and save nothing."))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("Print the summary as one JSON object."))] = False,
) -> None:
    use_django()
    from tuque.core.clock import now
    from tuque.forms import finding_wording, spreadsheets, wording

    if written_in not in {"en", "fr"}:
        raise typer.BadParameter(_("Write en or fr after --written-in."))
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
        typer.echo(f"  {LEVELS[finding.level]}: {finding_wording.finding_message(finding)}")
    for problem in done.problems:
        if problem.code not in spreadsheets.MISSING:
            typer.echo("  " + _("to mend: %(problem)s") % {"problem": wording.definition_message(problem)})
    counts = done.summary()
    draft = _("draft %(number)s") % {"number": done.number} if done.number else _("nothing saved")
    typer.echo(
        _(
            "%(name)s: form %(code)s, %(draft)s: %(questions)s questions, %(kept)s kept but not shown or applied, %(repaired)s repaired, %(missing_words)s texts missing, %(to_mend)s to mend"
        )
        % {
            "name": file.name,
            "code": done.code,
            "draft": draft,
            "questions": counts["questions"],
            "kept": counts["kept"],
            "repaired": counts["repaired"],
            "missing_words": counts["missing_words"],
            "to_mend": counts["to_mend"],
        }
    )


def export_form(
    code: Annotated[str, typer.Argument(help=_("The code of the form."))],
    file: Annotated[Path, typer.Argument(help=_("The .xlsx file to write; .json with --fhir."), dir_okay=False)],
    organization: OrganizationCode,
    fhir: Annotated[bool, typer.Option("--fhir", help=_("Write a FHIR Questionnaire instead."))] = False,
    release: Annotated[str, typer.Option("--fhir-release", help=_("R4 or R5."))] = "R4",
) -> None:
    if release not in {"R4", "R5"}:
        raise typer.BadParameter(_("Write R4 or R5 after --fhir-release."))
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
        raise typer.BadParameter(_("There is no form with the code “%(code)s”.") % {"code": code}) from None
    file.write_bytes(data)
    typer.echo(
        _("%(file)s: form %(code)s, %(size)s bytes") % {"file": file, "code": code, "size": spoken.number(len(data))}
    )


def export_hsds(
    file: Annotated[Path, typer.Argument(help=_("The .zip to write."), dir_okay=False)],
    organization: OrganizationCode,
    source: Annotated[str, typer.Option(help=_("The code of the source; “own” is what people write here."))],
    is_open: Annotated[
        bool,
        typer.Option("--open", help=_("Only what its open-data feed gives: what is public, without named people.")),
    ] = False,
) -> None:
    use_django()
    from tuque.core.clock import now
    from tuque.directory import api as directory

    with within_organization(organization) as owner:
        data = directory.package(organization=owner, code=source, is_open=is_open, at=now())
    file.write_bytes(data)
    typer.echo(
        _("%(file)s: source %(code)s, %(size)s bytes")
        % {"file": file, "code": source, "size": spoken.number(len(data))}
    )


def export_schemas(
    folder: Annotated[Path, typer.Argument(help=_("Where to write them."), file_okay=False, exists=True)],
) -> None:
    from tuque.forms.language.schema import schemas

    for name, schema in schemas().items():
        (folder / f"{name}.schema.json").write_text(json.dumps(schema, indent=2) + "\n", encoding="utf-8")
    typer.echo(_("%(folder)s: %(schemas)s schemas") % {"folder": folder, "schemas": len(schemas())})


def read_bytes(file: Path) -> bytes:
    if file.stat().st_size > LARGEST_BYTES:
        raise typer.BadParameter(
            _("%(name)s is larger than 5 MB: leave out pictures and sheets that are not the form.")
            % {"name": file.name}
        )
    return file.read_bytes()


def read_json(file: Path) -> object:
    if file.stat().st_size > LARGEST_BYTES:
        raise typer.BadParameter(_("%(name)s is larger than 5 MB: this is not a file of forms.") % {"name": file.name})
    try:
        return json.loads(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise typer.BadParameter(
            _("%(name)s is not UTF-8 text. Save it as UTF-8, then try again.") % {"name": file.name}
        ) from None
    except json.JSONDecodeError as fault:
        raise typer.BadParameter(
            _("%(name)s, line %(line)s, column %(column)s: %(why)s.")
            % {"name": file.name, "line": fault.lineno, "column": fault.colno, "why": fault.msg}
        ) from None
    except RecursionError:
        raise typer.BadParameter(
            _("%(name)s is nested too deeply: this is not a file of forms.") % {"name": file.name}
        ) from None
