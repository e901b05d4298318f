"""Words about a conversation that other rooms keep: they go with its own."""

from collections.abc import Callable

from tuque.channels.models import Conversation

Eraser = Callable[[list[Conversation]], None]
_erasers: list[Eraser] = []


def also_erase(eraser: Eraser) -> None:
    """Have `eraser` called in the transaction that takes the words of conversations away. To be called in a room's `apps.py`."""
    if eraser not in _erasers:
        _erasers.append(eraser)


def erase_elsewhere(rows: list[Conversation]) -> None:
    for eraser in _erasers:
        eraser(rows)
