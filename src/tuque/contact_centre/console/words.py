"""The console in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from tuque.accounts.api import Worker
from tuque.contact_centre.console import toolbox
from tuque.contact_centre.console.models import ToolKind
from tuque.contact_centre.console.seeing import Offered, Place, Talk
from tuque.contact_centre.line_words import CHANNELS
from tuque.contact_centre.rescue.selectors import running_by_contact
from tuque.contact_centre.routing.values import Risk
from tuque.contact_centre.words import LANGUAGES, RISKS

ICONS = {"voice": "phone", "chat": "speech", "text": "phone", "email": "page"}
LEVELS = {Risk.LOW: "", Risk.MODERATE: "warning", Risk.HIGH: "danger", Risk.IMMINENT: "danger"}
# Every key of the page: what it does. The page itself names the button that each presses (`data-key`).
KEYS = (
    ("A", gettext_lazy("Accept the contact that is offered")),
    ("D", gettext_lazy("Let it go to someone else")),
    ("M", gettext_lazy("Write to the person")),
    ("K", gettext_lazy("Record: what happened")),
    ("Y", gettext_lazy("Accept the first suggestion for the record")),
    ("N", gettext_lazy("Refuse it")),
    ("T", gettext_lazy("Toolbox")),
    ("Q", gettext_lazy("Screens: questions to ask")),
    ("O", gettext_lazy("Services: find one, send it, refer")),
    ("G", gettext_lazy("Colleagues: ask, hand over")),
    ("R", gettext_lazy("Risk")),
    ("U", gettext_lazy("Say that an attempt is in progress")),
    ("S", gettext_lazy("Rescue: someone is in danger now")),
    ("E", gettext_lazy("End the conversation")),
    ("P", gettext_lazy("Break, and back from it")),
    ("?", gettext_lazy("This list of keys")),
)


def place_lines(place: Place, viewer: Worker, *, at: datetime) -> dict[str, Any]:
    zone = viewer.organization.zone
    rescues = running_by_contact(viewer.organization) if place.offer or place.talks else {}
    return {
        "place": place,
        "state": state_of(place, viewer),
        "ends_at": place.ends_at.astimezone(zone) if place.ends_at else None,
        "rests_until": place.rests_until.astimezone(zone) if place.rests_until else None,
        "languages": [LANGUAGES.get(code, code) for code in place.languages],
        "offer": offer_line(place.offer, rescues, at=at) if place.offer else None,
        "talks": [talk_line(talk, rescues, at=at) for talk in place.talks],
        "longest": clock(place.longest),
    }


def state_of(place: Place, viewer: Worker) -> tuple[str, str]:
    """A code for the looks, and what it is called."""
    if not place.on_shift:
        return "off", _("You are not in the line")
    if place.paused == "missed":
        return "paused", _("Set aside: an offer ran out")
    if place.paused:
        tool = toolbox.find_tool(viewer.organization, ToolKind.PAUSE, place.paused)
        return "paused", tool.title if tool else pgettext("people", "On a break")
    if place.talks:
        return "talking", _("In conversation")
    if place.rests_until:
        return "resting", _("Recovering") if place.recovering else pgettext("people", "Writing")
    if place.offer:
        return "offered", _("A contact is offered to you")
    return "free", pgettext("people", "Free")


def offer_line(offer: Offered, rescues: Mapping[str, bool], *, at: datetime) -> dict[str, Any]:
    return {
        "number": offer.number,
        "channel": CHANNELS.get(offer.channel, offer.channel),
        "icon": ICONS.get(offer.channel, "speech"),
        "language": LANGUAGES.get(offer.language, offer.language),
        "waited": clock(offer.waited),
        "risk": risk_line(offer.risk),
        "attempt": rescues.get(offer.contact, False),
        "expires_at": offer.expires_at,
        "seconds": max(0, round((offer.expires_at - at).total_seconds())),
        "handed_over": offer.handed_over,
    }


def talk_line(talk: Talk, rescues: Mapping[str, bool], *, at: datetime) -> dict[str, Any]:
    return {
        "contact": talk.contact,
        "channel": CHANNELS.get(talk.channel, talk.channel),
        "icon": ICONS.get(talk.channel, "speech"),
        "language": LANGUAGES.get(talk.language, talk.language),
        "risk": risk_line(talk.risk),
        "attempt": rescues.get(talk.contact, False),
        "confirmed": talk.confirmed,
        "minutes": round((at - talk.since).total_seconds() // 60),
        "passed_on": talk.passed_on,
        "opens": is_conversation(talk.contact),
    }


def risk_line(risk: int) -> dict[str, Any]:
    level = Risk(risk)
    return {"code": risk, "label": RISKS[level], "level": LEVELS[level]}


def risk_choices() -> Sequence[dict[str, Any]]:
    return [risk_line(level) for level in Risk]


def clock(seconds: float) -> str:
    minutes, rest = divmod(max(0, round(seconds)), 60)
    return f"{minutes}:{rest:02}"


def is_conversation(contact: str) -> bool:
    """Whether there is something to read behind a contact of the router: ids of conversations are of version 7."""
    try:
        return UUID(contact).version == 7
    except ValueError:
        return False
