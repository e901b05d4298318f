"""The buttons of a home screen as a page draws them: on the phones, and in the portal's preview."""

import json
import re

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from tuque.accounts.api import Worker
from tuque.core.ids import new_id
from tuque.forms import api as forms

ICONS = {"call": "phone", "open": "page", "notice": "eye", "start": "clock"}


def tiles_of(screen: forms.Screen) -> list[dict[str, object]]:
    return [_tile(button) for button in screen.buttons]


def _tile(button: forms.Button) -> dict[str, object]:
    """A button in the reader's language, with the id that makes sending it twice harmless."""
    language = get_language()
    return {
        "button": button,
        "label": button.label.in_language(language),
        "hint": button.hint.in_language(language) if button.hint else "",
        "text": button.text.in_language(language) if button.text else "",
        "icon": button.icon or ICONS.get(button.action, "plus"),
        "dial": re.sub(r"[^0-9+*#,]", "", button.number),
        "key": new_id(),
        "answers": json.dumps(dict(button.answers), ensure_ascii=False),
    }


def draw(screen: forms.Screen, *, viewer: Worker) -> SafeString:
    """The very template of the phones, for the portal's preview."""
    return render_to_string("interactions/_tiles.html", {"buttons": tiles_of(screen), "worker": viewer})
