"""The command line: each file holds the commands of one subject. Django is set up only by the commands that need it."""

import sys

# Before typer is imported: it takes its own words then.
from tuque.cli import library  # isort: skip

import typer

from tuque.cli import (
    audit,
    backups,
    bench,
    data,
    database,
    definitions,
    demonstration,
    development,
    doctor,
    insight,
    keys,
    patrols,  # noqa: F401  adds itself to `tuque import`
    people,
    retention,
    search,
    serving,
    simulate,
    suggestions,
)
from tuque.config.env import SettingUnreadable
from tuque.config.spoken import gettext as _
from tuque.core.problems import Problem

app = typer.Typer(
    name="tuque",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=_("Tuque: a community's response to crisis, its safety and its well-being."),
)
serving.add_to(app)
people.add_to(app)
demonstration.add_to(app)
data.add_to(app)
definitions.add_to(app)
database.add_to(app)
doctor.add_to(app)
development.add_to(app)
backups.add_to(app)
bench.add_to(app)
audit.add_to(app)
keys.add_to(app)
insight.add_to(app)
retention.add_to(app)
search.add_to(app)
simulate.add_to(app)
suggestions.add_to(app)


def run() -> int:
    """Run the command that was asked for. Returns 0, 1 (the work failed, and why was said) or 2 (wrong use)."""
    try:
        # A command that ends with typer.Exit gives its status back here.
        status = library.command_of(app).main(prog_name="tuque", standalone_mode=False)
    except typer.Exit as ending:
        return ending.exit_code
    except typer.Abort:
        return 1
    except SettingUnreadable as problem:
        print(f"tuque: {problem}", file=sys.stderr)
        return 1
    except Problem as problem:
        from tuque.cli.setup import speak

        speak()
        print(f"tuque: {problem.message()}", file=sys.stderr)
        return 1
    except Exception as problem:
        if type(problem).__name__ == "OperationalError" and type(problem).__module__.startswith("django.db"):
            print(f"tuque: {database_trouble(problem)}", file=sys.stderr)
            return 1
        if type(problem).__module__.startswith(("click", "typer")) and hasattr(problem, "format_message"):
            if words := library.in_words(problem):  # nothing when the help was shown instead
                print(f"tuque: {words}", file=sys.stderr)
            return int(getattr(problem, "exit_code", 2))
        raise
    return status if isinstance(status, int) else 0


def database_trouble(problem: Exception) -> str:
    """Django is not imported here, so that `tuque --help` answers at once."""
    words = str(problem).strip().splitlines()
    why = words[0] if words else _("no reason given")
    return _(
        "The database does not answer (%(why)s). Check TUQUE_DATABASE_URL and the disk, then try again; `tuque check` tells more."
    ) % {"why": why}
