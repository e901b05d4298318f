"""The bell: says "look again" to whoever waits for a stream. Losing a ring loses nothing, since rows are the truth."""

import threading
from collections import defaultdict
from collections.abc import Callable

_listeners: dict[str, set[Callable[[], None]]] = defaultdict(set)
_lock = threading.Lock()


def ring(name: str) -> None:
    """Call everyone who listens to `name`. Never raises: the write that rings is already durable."""
    with _lock:
        listeners = list(_listeners.get(name, ()))
    for listener in listeners:
        listener()


def listen(name: str, listener: Callable[[], None]) -> Callable[[], None]:
    """Have `listener` called at each ring, from any thread; the answer stops it."""
    with _lock:
        _listeners[name].add(listener)

    def stop() -> None:
        with _lock:
            _listeners[name].discard(listener)
            if not _listeners[name]:
                del _listeners[name]

    return stop
