"""What another room offers a person once their conversation is over: one page, behind an address of their own."""

from collections.abc import Callable
from datetime import datetime

from tuque.channels.codes import State
from tuque.channels.models import Conversation

Finder = Callable[[Conversation, datetime], str]
_finders: list[Finder] = []


def offer_after(finder: Finder) -> None:
    """`finder` gives the page's path, or "" for nothing. To be called in a room's `apps.py`."""
    if finder not in _finders:
        _finders.append(finder)


def address_for(conversation: Conversation, *, at: datetime) -> str:
    """Only after the end, and where someone had answered; what was erased is over for good."""
    if conversation.state != State.ENDED or conversation.answered_at is None:
        return ""
    return next((path for path in (finder(conversation, at) for finder in _finders) if path), "")
