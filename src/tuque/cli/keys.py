"""`tuque keys …`: change the organizations' keys and the root key."""

import time
from datetime import timedelta
from typing import Annotated

import typer

from tuque.cli.setup import bar_of, find_organization, use_django

keys = typer.Typer(no_args_is_help=True, help="Change, print and recover the keys that open what is sealed.")
# After this long, no process that serves still seals with the former key, and no write begun before goes on.
SOONEST = timedelta(hours=1)


def add_to(app: typer.Typer) -> None:
    app.add_typer(keys, name="keys")


@keys.command()
def rotate(
    organization: Annotated[str, typer.Argument(help="The organization's code; none with --root.")] = "",
    root: Annotated[
        bool, typer.Option("--root", help="Change the root key, which wraps the organizations' keys.")
    ] = False,
    destroy: Annotated[
        bool, typer.Option("--destroy", help="Destroy the former keys now, if nothing needs them: else after 30 days.")
    ] = False,
) -> None:
    """Seal everything anew with a new key, while the site works. Stopped half-way, it goes on where it was."""
    if bool(organization) == root or (root and destroy):
        raise typer.BadParameter("Give the code of an organization, or --root.")
    use_django()
    from tuque.cli.serving import check_keys

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
        print(f"A change of the keys of {code} was under way: it goes on.", flush=True)
    with bar_of("Sealing anew", total=work.count(owner)) as tell:
        done, is_over = work.change(owner, tell=tell)
    print(f"Sealed anew: {done.rows:,} rows, {done.files:,} files, in {time.monotonic() - started:.1f} s.")
    for place in done.unreadable:
        print(f"  cannot be read  {place}")
    if done.unreadable:
        print("What cannot be read was damaged before. Restore it from a backup; its former key is kept.")
        raise typer.Exit(1)
    if is_over:
        print(
            f"Nothing needs the former key any more; it is destroyed in {KEPT.days} days. Make a backup: tuque backup"
        )
    else:
        print("Some rows were being written: the site goes on with them by itself. Run this again to be sure.")


def _destroy(code: str) -> None:
    from tuque.core import wall
    from tuque.core.clock import now
    from tuque.serving import keys as work

    owner = find_organization(code)
    with wall.within(owner.pk):
        destroyed = work.retire(owner, at=now(), kept=SOONEST)
    if not destroyed:
        print(
            f"No former key of {code} was destroyed: none has been found empty for an hour. Run: tuque keys rotate {code}"
        )
        raise typer.Exit(1)
    print(f"Destroyed: {destroyed} former keys of {code}. Backups made before hold their own copy of them.")


def _rotate_root() -> None:
    from tuque.core import wall
    from tuque.core.clock import now
    from tuque.core.crypto.roots import roots
    from tuque.serving import keys as work

    with wall.system(wall.Purpose.UPKEEP):
        number = work.renew_root(at=now())
    print(
        f"The root key {roots().current()} wraps {number} keys. The former one stays in the file for the backups that it opens.\n"
        "Now: copy the file to every machine that serves, print a new recovery set (tuque keys print-recovery), and back up."
    )
