"""What other rooms may call."""

from datetime import datetime

from tuque.contact_centre.desk import desk
from tuque.contact_centre.services.presence import Lives, tell_alive

_lives = Lives()


def wake_lines(*, at: datetime) -> bool:
    """Do what time brings in every organization's line. Whether anything was due."""
    return desk.wake(at=at) > 0


def notice_silence(*, at: datetime) -> int:
    """Take whoever has gone silent out of their line; to be called every second by one thread of a process. Returns how many."""
    return _lives.look(at=at)


__all__ = ["notice_silence", "tell_alive", "wake_lines"]
