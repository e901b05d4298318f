"""Every write of this room."""

from tuque.channels.services.comings import hold, join, leave, release, step_out
from tuque.channels.services.conversations import end, erase, hear, start
from tuque.channels.services.erasing import erase_due
from tuque.channels.services.messages import append, mark_delivered, mark_read, say
from tuque.channels.services.phrases import come_back, erase_by_phrase, make_phrase
from tuque.channels.services.setup import add_closure, add_line, change_line, remove_closure, set_hours, set_ways
from tuque.channels.services.waiting import bring_in_reserve

__all__ = [
    "add_closure",
    "add_line",
    "append",
    "bring_in_reserve",
    "change_line",
    "come_back",
    "end",
    "erase",
    "erase_by_phrase",
    "erase_due",
    "hear",
    "hold",
    "join",
    "leave",
    "make_phrase",
    "mark_delivered",
    "mark_read",
    "release",
    "remove_closure",
    "say",
    "set_hours",
    "set_ways",
    "start",
    "step_out",
]
