"""What others put beside a conversation: each is a page fragment of its own address, fetched when it is opened."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from tuque.accounts.api import Worker
from tuque.channels.api import Conversation
from tuque.forms.api import Form

Recorder = Callable[[Conversation, Form, Mapping[str, Any], datetime], None]


@dataclass(frozen=True)
class Panel:
    """`url_name` takes the conversation's public id as `conversation_id`, and answers a fragment to HTMX.

    shown    whether this worker finds it beside this conversation; nothing is shown that would not work
    """

    code: str
    label: str | Promise
    url_name: str
    icon: str
    key: str = ""
    shown: Callable[[Worker, Conversation], bool] = lambda worker, conversation: True


_panels: list[Panel] = []


def add_panel(panel: Panel) -> None:
    """To be called in a room's `apps.py`, or in ours. The order of the calls is the order on the page."""
    if panel not in _panels:
        _panels.append(panel)


def panels_for(worker: Worker, conversation: Conversation) -> list[Panel]:
    return [panel for panel in _panels if panel.shown(worker, conversation)]


_recorders: list[Recorder] = []


def hear_records(recorder: Recorder) -> None:
    """Have `recorder` called with a contact, its form and its answers once they are recorded. To be called in an `apps.py`."""
    if recorder not in _recorders:
        _recorders.append(recorder)


def tell_recorded(conversation: Conversation, form: Form, answers: Mapping[str, Any], *, at: datetime) -> None:
    for recorder in _recorders:
        recorder(conversation, form, answers, at)
