"""`tuque test` and what developers use."""

from typing import Annotated

import typer

from tuque.config.spoken import gettext as _

# Commands that read no row of an organization. `migrate` is told afterwards: before, the audit's own table may be of an
# earlier release.
READS_NO_ROW = frozenset(
    {
        "check",
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "findstatic",
        "help",
        "makemessages",
        "makemigrations",
    }
    | {"migrate", "optimizemigration", "showmigrations", "sqlmigrate", "squashmigrations", "startapp", "version"}
)


def add_to(app: typer.Typer) -> None:
    app.command(
        "test",
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
        help=_(
            "Run every check and test: format, types, layers, translations, units, pages, browser journeys, front end."
        ),
    )(run_tests)
    app.command(
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
        help=_("Run Django's own commands, for developers: `tuque dev makemigrations`."),
    )(dev)
    app.command(
        help=_(
            "Bring the French catalogues in line with the source, compile them, and list what is still to be written."
        )
    )(messages)
    app.command(
        help=_("Print the bill of materials (CycloneDX JSON): every locked package with its version and hashes.")
    )(sbom)


def run_tests(
    context: typer.Context,
    browser: Annotated[bool, typer.Option(help=_("With the journeys in a real browser."))] = True,
) -> None:
    from tuque.cli import checks

    raise typer.Exit(checks.run_all(extra=context.args, browser=browser))


def dev(context: typer.Context) -> None:
    from django.core.management import execute_from_command_line

    from tuque.cli.database import missing_migrations
    from tuque.cli.setup import use_django
    from tuque.core import wall

    use_django()
    command = next((word for word in context.args if not word.startswith("-")), "help")
    with wall.system(wall.Purpose.UPKEEP):
        if command not in READS_NO_ROW and not missing_migrations():
            _note(command)
        execute_from_command_line(["tuque dev", *context.args])
        if command == "migrate":
            _note(command)


def _note(command: str) -> None:
    from tuque.audit import api as audit
    from tuque.core.clock import now

    audit.note_upkeep("upkeep.command_run", at=now(), command=command)


def messages() -> None:
    from tuque.core import translations

    translations.update()
    translations.compile_all()
    raise typer.Exit(translations.main(["check"]))


def sbom() -> None:
    from tuque.cli import bill

    raise typer.Exit(bill.print_bill())
