"""What commands share: setting Django up, once, for those that need it; a progress bar."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import django


def use_django() -> None:
    django.setup()


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
