"""Every write of this room."""

from tuque.channels.services.comings import hold, join, leave, release, step_out
from tuque.channels.services.conversations import end, erase, hear, start
from tuque.channels.services.messages import append, mark_delivered, mark_read, say
from tuque.channels.services.setup import add_line

__all__ = [
    "add_line",
    "append",
    "end",
    "erase",
    "hear",
    "hold",
    "join",
    "leave",
    "mark_delivered",
    "mark_read",
    "release",
    "say",
    "start",
    "step_out",
]
