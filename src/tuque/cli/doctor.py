"""`tuque check`: the doctor."""

import json
from typing import Annotated

import typer

from tuque.cli.setup import use_django
from tuque.config.spoken import gettext as _
from tuque.config.spoken import ngettext

STANDINGS = {"well": _("well"), "to know": _("to know"), "wrong": _("wrong")}
SUBJECTS = {
    "settings": _("settings"),
    "secret": _("secret"),
    "database": _("database"),
    "walls": _("walls"),
    "keys": _("keys"),
    "backups": _("backups"),
    "clock": _("clock"),
    "outbox": _("messages to send"),
    "search": _("directory search"),
    "audit": _("audit"),
    "demonstration": _("demonstration"),
    "disk": _("disk"),
    "data folder": _("data folder"),
    "files": _("files"),
    "bus": _("bus"),
    "mail": _("mail"),
    "translations": _("translations"),
}


def add_to(app: typer.Typer) -> None:
    app.command(
        help=_(
            "Look at what the site stands on: settings, database, translations, walls, clock, disk, files, bus, mail."
        )
    )(check)


def check(
    deploy: Annotated[bool, typer.Option("--deploy", help=_("As strict as a real site asks for."))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("For a machine."))] = False,
) -> None:
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
            print(f"{STANDINGS[finding.standing.value]:<9} {SUBJECTS[finding.subject]:<19} {finding.says}")
        print(
            ngettext("%(number)s thing to put right.", "%(number)s things to put right.", troubles)
            % {"number": troubles}
            if troubles
            else _("Everything is well.")
        )
    raise typer.Exit(1 if troubles else 0)
