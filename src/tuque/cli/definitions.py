"""`tuque import forms` and `tuque export forms`: an organization's forms, lists and home screens as one JSON file."""

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
