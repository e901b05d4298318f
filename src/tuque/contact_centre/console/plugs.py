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

    group    the menu in which it stands; "" for a tab that is always in sight
    shown    whether this worker finds it beside this conversation; nothing is shown that would not work
    """

    code: str
    label: str | Promise
    url_name: str
    icon: str
    key: str = ""
    group: str | Promise = ""
    shown: Callable[[Worker, Conversation], bool] = lambda worker, conversation: True


_panels: list[Panel] = []


def add_panel(panel: Panel) -> None:
    """To be called in a room's `apps.py`, or in ours. The order of the calls is the order on the page."""
    if panel not in _panels:
        _panels.append(panel)


def panels_for(worker: Worker, conversation: Conversation) -> list[Panel]:
    return [panel for panel in _panels if panel.shown(worker, conversation)]


@dataclass(frozen=True)
class Tabs:
    """Panels of one menu, or one that stands alone, without a label."""

    label: str
    panels: list[Panel]


def in_view(panels: list[Panel], chosen: str) -> str:
    """The code of the panel that is opened with the page: the first, where the chosen one is not there."""
    return next((one.code for one in panels if one.code == chosen), panels[0].code if panels else "")


def tabs_of(panels: list[Panel]) -> list[Tabs]:
    """Those always in sight, then each menu; a menu of one panel is no menu."""
    groups: dict[str, list[Panel]] = {}
    for one in panels:
        groups.setdefault(str(one.group) or f"alone-{one.code}", []).append(one)
    return [
        Tabs(label if len(some) > 1 else "", some)
        for label, some in sorted(groups.items(), key=lambda pair: bool(pair[1][0].group))
    ]


_recorders: list[Recorder] = []


def hear_records(recorder: Recorder) -> None:
    """Have `recorder` called with a contact, its form and its answers once they are recorded. To be called in an `apps.py`."""
    if recorder not in _recorders:
        _recorders.append(recorder)


def tell_recorded(conversation: Conversation, form: Form, answers: Mapping[str, Any], *, at: datetime) -> None:
    for recorder in _recorders:
        recorder(conversation, form, answers, at)
