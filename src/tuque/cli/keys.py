"""`tuque keys …`: change the organizations' keys and the root key."""

import os
import re
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tuque.cli.guards import check_keys
from tuque.cli.setup import bar_of, find_organization, use_django
from tuque.config import spoken
from tuque.config.spoken import gettext as _

if TYPE_CHECKING:
    from tuque.core.crypto.recovery import Gathering

keys = typer.Typer(no_args_is_help=True, help=_("Change, print and recover the keys that open what is sealed."))
# After this long, no process that serves still seals with the former key, and no write begun before goes on.
SOONEST = timedelta(hours=1)
Language = Annotated[
    str, typer.Option(help=_("The language of the sheets, or of what is said: en or fr; the terminal's unless told."))
]


def add_to(app: typer.Typer) -> None:
    app.add_typer(keys, name="keys")


@keys.command(
    help=_("Seal everything anew with a new key, while the site works. Stopped half-way, it goes on where it was.")
)
def rotate(
    organization: Annotated[str, typer.Argument(help=_("The organization's code; none with --root."))] = "",
    root: Annotated[
        bool, typer.Option("--root", help=_("Change the root key, which wraps the organizations' keys."))
    ] = False,
    destroy: Annotated[
        bool,
        typer.Option("--destroy", help=_("Destroy the former keys now, if nothing needs them: else after 30 days.")),
    ] = False,
) -> None:
    if bool(organization) == root or (root and destroy):
        raise typer.BadParameter(_("Give the code of an organization, or --root."))
    use_django()
    check_keys()
    if root:
        _rotate_root()
    elif destroy:
        _destroy(organization)
    else:
        _rotate(organization)


def _rotate(code: str) -> None:
    from tuque.core.clock import now
    from tuque.core.crypto.rotation import KEPT
    from tuque.serving import keys as work

    owner = find_organization(code)
    started = time.monotonic()
    if not work.begin(owner, at=now()):
        print(_("A change of the keys of %(code)s was under way: it goes on.") % {"code": code}, flush=True)
    with bar_of(_("Sealing anew"), total=work.count(owner)) as tell:
        done, is_over = work.change(owner, tell=tell)
    print(
        _("Sealed anew: %(rows)s rows, %(files)s files, in %(seconds)s s.")
        % {
            "rows": spoken.number(done.rows),
            "files": spoken.number(done.files),
            "seconds": spoken.number(time.monotonic() - started, 1),
        }
    )
    for place in done.unreadable:
        print("  " + _("cannot be read: %(place)s") % {"place": place})
    if done.unreadable:
        print(_("What cannot be read was damaged before. Restore it from a backup; its former key is kept."))
        raise typer.Exit(1)
    if is_over:
        print(
            _("Nothing needs the former key any more; it is destroyed in %(days)s days. Make a backup: tuque backup")
            % {"days": KEPT.days}
        )
    else:
        print(_("Some rows were being written: the site goes on with them by itself. Run this again to be sure."))


def _destroy(code: str) -> None:
    from tuque.core import wall
    from tuque.core.clock import now
    from tuque.serving import keys as work

    owner = find_organization(code)
    with wall.within(owner.pk):
        destroyed = work.retire(owner, at=now(), kept=SOONEST)
    if not destroyed:
        print(
            _(
                "No former key of %(code)s was destroyed: none has been found empty for an hour. Run: tuque keys rotate %(code)s"
            )
            % {"code": code}
        )
        raise typer.Exit(1)
    print(
        _("Destroyed: %(destroyed)s former keys of %(code)s. Backups made before hold their own copy of them.")
        % {"destroyed": destroyed, "code": code}
    )


def _rotate_root() -> None:
    from tuque.core import wall
    from tuque.core.clock import now
    from tuque.core.crypto.roots import roots
    from tuque.serving import keys as work

    with wall.system(wall.Purpose.UPKEEP):
        number = work.renew_root(at=now())
    print(
        _(
            "The root key %(current)s wraps %(number)s keys. The former one stays in the file for the backups that it opens.\nNow: copy the file to every machine that serves, print a new recovery set (tuque keys print-recovery), and back up."
        )
        % {"current": roots().current(), "number": number}
    )


@keys.command(
    "print-recovery",
    help=_("Split the root key over sheets of paper (PDF): so many of them recover it, fewer tell nothing."),
)
def print_recovery(
    of: Annotated[str, typer.Option("--of", help=_("How many sheets are needed, of how many: 3-of-5."))],
    to: Annotated[Path | None, typer.Option(help=_("A folder for the sheets; made if need be."))] = None,
    holder: Annotated[
        list[str] | None, typer.Option(help=_("Who keeps a sheet, in order; a line is left to write on without it."))
    ] = None,
    site: Annotated[str, typer.Option(help=_("The site's name or address, for the sheets."))] = "",
    language: Language = "",
) -> None:
    wanted = re.fullmatch(r"(\d{1,2})-of-(\d{1,2})", of)
    if wanted is None or not 2 <= int(wanted[1]) <= int(wanted[2]) <= 16:
        raise typer.BadParameter(_("Write how many of how many, between 2-of-2 and 16-of-16: --of 3-of-5"))
    needed, number = int(wanted[1]), int(wanted[2])
    check_language(language)
    use_django()
    from django.utils import translation

    from tuque.cli.serving import migrate
    from tuque.core import wall
    from tuque.core.clock import now
    from tuque.core.crypto import sheets as paper
    from tuque.core.files import sync_folder
    from tuque.serving import keys as work

    migrate()
    folder = to or Path.cwd() / f"recovery-{now():%Y%m%d}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.glob("sheet-*.pdf")):
        raise typer.BadParameter(
            _("%(folder)s holds sheets already. Destroy them, or choose another folder.") % {"folder": folder}
        )
    with wall.system(wall.Purpose.UPKEEP):
        printed, sheets = work.print_set(needed=needed, of=number, at=now())
    holders = [*(holder or []), *[""] * number]
    with translation.override(language or spoken.language()):
        for sheet in sheets:
            path = folder / f"sheet-{sheet.number}-of-{number}.pdf"
            path.touch(mode=0o600)
            path.write_bytes(paper.as_pdf(sheet, printed, holder=holders[sheet.number - 1], site=site))
    sync_folder(folder)
    print(
        _(
            "%(number)s sheets are in %(folder)s; any %(needed)s of them recover the root key %(root)s. Now:\n  1. Print each one, once, on a printer that keeps nothing, and give it to its holder in a closed envelope.\n  2. Try %(needed)s of them on paper: tuque keys recover --drill\n  3. Destroy the files: shred -u %(folder)s/sheet-*.pdf\nSheets of an earlier set still open earlier copies: have them destroyed."
        )
        % {"number": number, "folder": folder, "needed": needed, "root": printed.root}
    )


@keys.command(help=_("Put the root key together again from sheets of its recovery set, and put it back in its place."))
def recover(
    drill: Annotated[
        bool, typer.Option("--drill", help=_("Try the sheets and say what they open; write nothing."))
    ] = False,
    sheet: Annotated[
        list[Path] | None,
        typer.Option(help=_("A file with the words of one sheet; repeat it. Asked for one by one without it.")),
    ] = None,
    backup: Annotated[
        Path | None, typer.Option(help=_("A backup that the key must open."), exists=True, dir_okay=False)
    ] = None,
    language: Language = "",
) -> None:
    check_language(language)
    if language:
        os.environ["TUQUE_LANGUAGE"] = language  # for whatever is said from here on
    use_django()
    from tuque.core.crypto import recovery
    from tuque.core.crypto.roots import RootKeyTrouble, root_id

    secret = gather(recovery.Gathering(), sheet or []).secret()
    name = root_id(secret)
    print(_("The sheets give the root key %(root)s: compare it with what they say.") % {"root": name})
    if backup is not None:
        _check_backup(backup, name)
    try:
        file = recovery.root_file()
        there = file.path.exists() and secret in file.secrets()
    except RootKeyTrouble as trouble:
        print(trouble)
        raise typer.Exit(1) from trouble
    if drill:
        print(
            _("It is this site’s key. Nothing was written.")
            if there
            else _("This site does not have that key. Nothing was written.")
        )
        raise typer.Exit(0 if there or backup is not None else 1)
    if recovery.put_back(secret):
        print(_("It is in %(path)s. Next: tuque restore FILE.backup, then tuque check.") % {"path": file.path})
    else:
        print(_("It was in %(path)s already: nothing was written.") % {"path": file.path})


def gather(gathering: "Gathering", paths: list[Path]) -> "Gathering":
    """From files, or asked for one by one until they are enough. Raises SheetRefused for a file that is none."""

    from tuque.core.crypto.recovery import SheetRefused

    for path in paths:
        try:
            gathering.add(path.read_text())
        except (OSError, UnicodeDecodeError) as trouble:
            raise SheetRefused(_("%(path)s cannot be read.") % {"path": path}) from trouble
        except SheetRefused as problem:
            raise SheetRefused(f"{path}: {problem.message()}") from problem
        if not gathering.missing:
            return gathering
    while gathering.missing and not paths:
        print(_("Type the words of a sheet on one line, then press Enter:"), flush=True)
        line = sys.stdin.readline()
        if not line:
            break
        try:
            read = gathering.add(line)
        except SheetRefused as problem:
            print(problem.message(), flush=True)
        else:
            told = {"number": read.number, "missing": gathering.missing}
            print(_("Sheet %(number)s is good. Still needed: %(missing)s.") % told, flush=True)
    return gathering


def _check_backup(path: Path, name: str) -> None:

    from tuque.serving import backups

    opens = backups.root_of(path)
    if opens != name:
        print(
            _(
                "The backup needs the root key %(other)s: these sheets are of another key. Look for the set that names it."
            )
            % {"other": opens}
        )
        raise typer.Exit(1)
    print(_("The backup opens with this key."))


def check_language(language: str) -> None:
    if language not in ("", "en", "fr"):
        raise typer.BadParameter(_("Write en or fr."))
