"""Every write of this room."""

from tuque.channels.services.comings import hold, join, leave, release, step_out
from tuque.channels.services.conversations import end, erase, hear, start
from tuque.channels.services.messages import append, mark_delivered, mark_read, say
from tuque.channels.services.phrases import come_back, erase_by_phrase, make_phrase
from tuque.channels.services.setup import add_line

__all__ = [
    "add_line",
    "append",
    "come_back",
    "end",
    "erase",
    "erase_by_phrase",
    "hear",
    "hold",
    "join",
    "leave",
    "make_phrase",
    "mark_delivered",
    "mark_read",
    "release",
    "say",
    "start",
    "step_out",
]
