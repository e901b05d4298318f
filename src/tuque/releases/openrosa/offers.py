"""What a device is given: where to connect, and the XForm of each published form that it can ask."""

import base64
import json
import zlib
from dataclasses import dataclass
from uuid import UUID

import segno
from django.utils.translation import get_language

from tuque.accounts.api import Worker
from tuque.forms import api as forms

MOST_KEPT = 500
_made: dict[tuple[UUID, str], forms.XForm] = {}


@dataclass(frozen=True)
class Connection:
    """What is typed, or scanned, into a client once."""

    address: str
    username: str
    password: str

    @property
    def picture(self) -> str:
        """A code that ODK Collect scans to set itself up (https://docs.getodk.org/collect-import-export/)."""
        settings = {
            "general": {
                "protocol": "odk_default",
                "server_url": self.address,
                "username": self.username,
                "password": self.password,
                "form_update_mode": "match_exactly",
                "autosend": "wifi_and_cellular",
            },
            "admin": {},
            "project": {"name": "Tuque"},
        }
        packed = base64.b64encode(zlib.compress(json.dumps(settings).encode())).decode()
        return segno.make(packed, error="l").svg_data_uri(scale=4, border=2, light="white")


def xform_of(one: forms.PublishedForm, *, language: str) -> forms.XForm:
    """Made once for each process: a published version never changes."""
    key = (one.version.public_id, language)
    if key not in _made:
        if len(_made) >= MOST_KEPT:
            _made.clear()
        _made[key] = forms.make_xform(one.version.body, version=forms.name_of(one.version), language=language)
    return _made[key]


def not_offered(*, viewer: Worker) -> list[tuple[str, list[str]]]:
    """The forms that a device cannot ask: their titles, and the questions that stand in the way, in the reader's language."""
    language = reader_language()
    found = []
    for one in forms.list_forms(viewer=viewer):
        xform = xform_of(one, language=language)
        if not xform.xml:
            named = [one.form.find_field(code.partition(".")[0]) for code in xform.unaskable]
            labels = dict.fromkeys(question.label.in_language(language) for question in named if question)
            found.append((one.form.title.in_language(language), list(labels)))
    return found


def reader_language() -> str:
    return "fr" if (get_language() or "").startswith("fr") else "en"
