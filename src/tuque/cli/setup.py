"""What commands share: setting Django up, once, for those that need it; a progress bar."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import django
import typer

from tuque.cli.guards import check_keys, check_wall
from tuque.config import spoken
from tuque.config.spoken import gettext as _
from tuque.core.collecting import collect_rarely

if TYPE_CHECKING:
    from tuque.accounts.models import Organization


def use_django(*, speaking: bool = True) -> None:
    """Set Django up. The rooms speak the terminal's language too, but for what serves: each reader has their own there."""
    django.setup()
    collect_rarely()
    if speaking:
        speak()


def speak() -> None:
    from django.utils import translation

    translation.activate(spoken.language())


def find_organization(code: str) -> "Organization":
    """Raises BadParameter when no organization has this code; RootKeyTrouble, WallDown as a start does."""
    check_keys()
    check_wall(understood=True)
    from tuque.accounts.models import Organization
    from tuque.core import wall

    with wall.system(wall.Purpose.OPERATOR):
        found = Organization.objects.filter(code=code).first()
    if found is None:
        raise typer.BadParameter(_("There is no organization with the code “%(code)s”.") % {"code": code})
    return found


@contextmanager
def within_organization(code: str) -> Iterator["Organization"]:
    """Act for the organization with this code, and for no other. Raises BadParameter when there is none."""
    from tuque.core import wall

    organization = find_organization(code)
    with wall.within(organization.pk):
        yield organization


@contextmanager
def bar_of(label: str, *, total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on the error stream, seen once something is told; gives the function that tells how much was done."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total, visible=False)

        def tell(done: int) -> None:
            bar.update(task, advance=done, visible=True)

        yield tell
