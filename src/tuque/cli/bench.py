"""`tuque bench`: each figure beside its yardstick."""

import importlib
from typing import Annotated

import typer

NAMES = ("log", "list", "board", "import", "export", "weight", "routing", "line", "audit")


def add_to(app: typer.Typer) -> None:
    app.command()(bench)


def bench(
    name: Annotated[str, typer.Argument(help=f"One of: {', '.join(NAMES)}; every one when left out.")] = "",
    quick: Annotated[bool, typer.Option("--quick", help="A shorter run, for every change.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object for each benchmark.")] = False,
) -> None:
    """Measure. Ends with 1 when a goal is missed."""
    from rich.console import Console

    from tuque.bench import result
    from tuque.cli.setup import use_django

    if name and name not in NAMES:
        raise typer.BadParameter(f"There is no benchmark {name!r}. Choose one of: {', '.join(NAMES)}.")
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
