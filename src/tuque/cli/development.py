"""`tuque test` and what developers use."""

from typing import Annotated

import typer


def add_to(app: typer.Typer) -> None:
    app.command("test", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(run_tests)
    app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(dev)
    app.command()(messages)
    app.command()(sbom)


def run_tests(
    context: typer.Context, browser: Annotated[bool, typer.Option(help="With the journeys in a real browser.")] = True
) -> None:
    """Run every check and test: format, types, layers, translations, units, pages, browser journeys, front end."""
    from tuque.cli import checks

    raise typer.Exit(checks.run_all(extra=context.args, browser=browser))


def dev(context: typer.Context) -> None:
    """Run Django's own commands, for developers: `tuque dev makemigrations`."""
    from django.core.management import execute_from_command_line

    from tuque.core import wall

    with wall.system(wall.Purpose.UPKEEP):
        execute_from_command_line(["tuque dev", *context.args])


def messages() -> None:
    """Bring the French catalogues in line with the source, compile them, and list what is still to be written."""
    from tuque.core import translations

    translations.update()
    translations.compile_all()
    raise typer.Exit(translations.main(["check"]))


def sbom() -> None:
    """Print the bill of materials (CycloneDX JSON): every locked package with its version and hashes."""
    from tuque.cli import bill

    raise typer.Exit(bill.print_bill())
