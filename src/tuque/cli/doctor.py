"""`tuque check`: the doctor."""

import json
from typing import Annotated

import typer

from tuque.cli.setup import use_django


def add_to(app: typer.Typer) -> None:
    app.command()(check)


def check(
    deploy: Annotated[bool, typer.Option("--deploy", help="As strict as a real site asks for.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For a machine.")] = False,
) -> None:
    """Look at what the site stands on: settings, database, translations, walls, clock, disk, files, bus, mail."""
    use_django()
    from tuque.core import wall
    from tuque.serving import doctor

    with wall.system(wall.Purpose.OPERATOR):
        found = doctor.examine(deploy=deploy)
    troubles = sum(finding.standing == doctor.Standing.WRONG for finding in found)
    if as_json:
        print(json.dumps({"findings": doctor.as_json(found), "wrong": troubles}, ensure_ascii=False))
    else:
        for finding in found:
            print(f"{finding.standing.value:<8} {finding.subject:<13} {finding.says}")
        print("Everything is well." if not troubles else f"{troubles} to put right.")
    raise typer.Exit(1 if troubles else 0)
