"""The bell: says "look again" to whoever waits for a stream. Losing a ring loses nothing, since rows are the truth.

Within a process a ring is a function call. Between processes it goes through Redis when TUQUE_BUS_URL is set
(`tuque.core.bus`); where it does not arrive, those who wait look by themselves twice a second.
"""

import logging
import threading
from collections import defaultdict
from collections.abc import Callable

from tuque.core import bus

logger = logging.getLogger(__name__)
_listeners: dict[str, set[Callable[[], None]]] = defaultdict(set)
_lock = threading.Lock()


def ring(name: str) -> None:
    """Call everyone who listens to `name`, here and in other processes. Never raises: the write is already durable."""
    ring_here(name)
    bus.publish(name)


def ring_here(name: str) -> None:
    """Call those of this process who listen to `name`."""
    with _lock:
        listeners = list(_listeners.get(name, ()))
    for listener in listeners:
        try:
            listener()
        except Exception:
            logger.exception("core.bell_listener_failed")


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
