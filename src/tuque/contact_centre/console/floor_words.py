"""The floor and the wallboard in the reader's language."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from tuque.accounts.api import Worker
from tuque.contact_centre.console import toolbox
from tuque.contact_centre.console.floor import Contact, Person
from tuque.contact_centre.console.measures import ALL, Measures
from tuque.contact_centre.console.models import ToolKind
from tuque.contact_centre.console.words import ICONS, clock, is_conversation, risk_line
from tuque.contact_centre.line_words import CHANNELS
from tuque.contact_centre.words import LANGUAGES

STAGES = {
    "waiting": pgettext_lazy("contact", "waiting"),
    "offered": pgettext_lazy("contact", "being offered"),
    "talking": pgettext_lazy("contact", "in conversation"),
}
STATES = {
    "free": pgettext_lazy("people", "Free"),
    "offered": gettext_lazy("Asked now"),
    "talking": gettext_lazy("In conversation"),
    "resting": gettext_lazy("Writing or recovering"),
    "paused": pgettext_lazy("people", "On a break"),
}
LOOKS = {"free": "", "offered": "neutral", "talking": "", "resting": "warning", "paused": "warning"}


def contact_line(one: Contact, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": one.id,
        "opens": is_conversation(one.id),
        "icon": ICONS.get(one.channel, "speech"),
        "channel": CHANNELS.get(one.channel, one.channel),
        "language": LANGUAGES.get(one.language, one.language),
        "risk": risk_line(one.risk),
        "confirmed": one.confirmed,
        "time": clock(one.seconds),
        "stage": STAGES[one.stage],
        "is_free": one.stage == "waiting",
        "waits": one.stage != "talking",
        "with": names.get(one.responder, "") if one.responder else "",
        "passed_on": one.passed_on,
        "rescued": one.rescued,
        "attempt": one.attempt,
    }


def person_line(one: Person, names: Mapping[str, str], viewer: Worker, lines: Mapping[str, str]) -> dict[str, Any]:
    """`lines` are the names of the lines that are answered, by code."""
    why = ""
    if one.paused:
        tool = toolbox.find_tool(viewer.organization, ToolKind.PAUSE, one.paused)
        why = tool.title if tool else pgettext("people", "Set aside") if one.paused == "missed" else ""
    return {
        "name": names.get(one.id) or _("Someone who has left"),
        "is_free": one.state == "free",
        "state": STATES[one.state],
        "looks": LOOKS[one.state],
        "why": why,
        "talks": one.talks,
        "languages": ", ".join(str(LANGUAGES.get(code, code)) for code in one.languages),
        "skills": skills_in_words(one.skills, lines),
        "room": [(CHANNELS.get(channel, channel), held, most) for channel, held, most in one.room],
        "centre": one.centre,
        "ends_at": one.ends_at.astimezone(viewer.organization.zone) if one.ends_at else None,
    }


def skills_in_words(skills: Sequence[tuple[str, int]], lines: Mapping[str, str]) -> str:
    """Each line and skill with its level; who has level 1 in every line and nothing else has every line."""
    if {code for code, _level in skills} == set(lines) and all(level == 1 for _code, level in skills):
        return _("Every line")
    return ", ".join(f"{lines.get(code, code)} {level}" for code, level in skills)


def by_centre(lines: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """Centres by name, those without one last; in each, whoever is not free in the order given, then the names of the free."""
    centres = sorted({one["centre"] for one in lines}, key=lambda name: (not name, name))
    return [_centre(centre, [one for one in lines if one["centre"] == centre]) for centre in centres]


def _centre(name: str, lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": name,
        "people": len(lines),
        "busy": [one for one in lines if not one["is_free"]],
        "free": sorted((one for one in lines if one["is_free"]), key=lambda one: one["name"]),
    }


def measure_rows(found: Mapping[str, Measures]) -> Sequence[dict[str, Any]]:
    """All first, then each language."""
    return [
        {
            "language": _("All") if code == ALL else LANGUAGES.get(code, code),
            "came": one.came,
            "answered": len(one.waits),
            "service_level": _percent(one.service_level),
            "abandonment": _percent(one.abandonment),
            "speed": _seconds(one.speed_of_answer),
            "p50": _seconds(one.percentile(0.5)),
            "p90": _seconds(one.percentile(0.9)),
            "p95": _seconds(one.percentile(0.95)),
            "longest": _seconds(one.longest_delay),
            "handle": clock(one.handle_time) if one.handle_time is not None else "–",
        }
        for code, one in sorted(found.items(), key=lambda pair: (pair[0] != ALL, pair[0]))
    ]


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}"


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}"
