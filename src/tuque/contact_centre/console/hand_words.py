"""A line in hand, in the reader's language."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tuque.channels import api as channels
from tuque.contact_centre.console.in_hand import Serving, Waiting
from tuque.contact_centre.console.words import ICONS, clock, risk_line
from tuque.contact_centre.line_words import CHANNELS
from tuque.contact_centre.words import LANGUAGES, WHY_NOT


def serving_lines(
    found: Sequence[Serving], lines: Iterable[channels.Line], names: Mapping[str, str]
) -> Sequence[dict[str, Any]]:
    by_code = {line.code: line for line in lines}
    return [
        {
            "id": by_code[one.code].public_id,
            "name": by_code[one.code].name,
            "waiting": one.waiting,
            "is_in_hand": bool(one.by),
            "by": (names.get(one.by) or _("Someone who has left")) if one.by else "",
            "minutes": max(1, round(one.limit / 60)),
        }
        for one in found
    ]


def contact_line(found: Waiting, lines: Iterable[channels.Line]) -> dict[str, Any]:
    return {
        "id": found.id,
        "icon": ICONS.get(found.channel, "speech"),
        "channel": CHANNELS.get(found.channel, found.channel),
        "language": LANGUAGES.get(found.language, found.language),
        "line": next((line.name for line in lines if line.code == found.line), ""),
        "risk": risk_line(found.risk),
        "time": clock(found.seconds),
    }


def people_lines(found: Waiting, names: Mapping[str, str]) -> dict[str, Sequence[dict[str, str]]]:
    """Those who can be asked, whoever the router would ask first; then the others, each with what keeps them."""
    lines = [
        (
            one.can_be_asked,
            {
                "id": one.id,
                "name": (name := names.get(one.id) or _("Someone who has left")),
                "why": str(WHY_NOT[one.why]) % {"name": name} if one.why else "",
            },
        )
        for one in found.people
    ]
    return {"can": [line for can, line in lines if can], "cannot": [line for can, line in lines if not can]}
