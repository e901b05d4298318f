"""`tuque bench`: each figure beside its yardstick."""

import importlib
from typing import Annotated

import typer

from tuque.config.spoken import gettext as _

NAMES = ("log", "list", "board", "import", "export", "weight", "routing", "line", "chat", "audit", "search", "faults")


def add_to(app: typer.Typer) -> None:
    app.command(help=_("Measure. Ends with 1 when a goal is missed."))(bench)


def bench(
    name: Annotated[
        str, typer.Argument(help=_("One of: %(names)s; every one when left out.") % {"names": ", ".join(NAMES)})
    ] = "",
    quick: Annotated[bool, typer.Option("--quick", help=_("A shorter run, for every change."))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("Print one JSON object for each benchmark."))] = False,
) -> None:
    from rich.console import Console

    from tuque.bench import result
    from tuque.cli.setup import use_django

    if name and name not in NAMES:
        raise typer.BadParameter(
            _("There is no benchmark “%(name)s”. Choose one of: %(names)s.") % {"name": name, "names": ", ".join(NAMES)}
        )
    use_django()
    met = True
    for wanted in [name] if name else NAMES:
        measured = importlib.import_module(f"tuque.bench.{wanted}_").run(quick=quick)
        met = met and measured.met
        if as_json:
            print(result.as_json(measured), flush=True)
        else:
            result.show(measured, Console())
    raise typer.Exit(0 if met else 1)
