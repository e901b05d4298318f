"""What the pages of the public say that depends on values."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from tuque.channels.codes import Way
from tuque.channels.lines import Found
from tuque.channels.models import Line, LineWay

DANGER = ("yes", "unsure", "no")


def first_answers(sent: object) -> dict[str, Any]:
    """The two questions that may be skipped: anything that is no answer to them is left out."""
    given: Mapping[str, Any] = sent if isinstance(sent, dict) else {}
    kept: dict[str, Any] = {}
    if given.get("distress") in range(1, 6):
        kept["distress"] = given["distress"]
    if given.get("danger") in DANGER:
        kept["danger"] = given["danger"]
    return kept


def of_page() -> dict[str, str]:
    """What the chat says by itself, for its script."""
    return {
        "you": _("You"),
        "responder": pgettext("author of a message", "Responder"),
        "supervisor": pgettext("author of a message", "Supervisor"),
        "line": pgettext("author of a message", "The line"),
        "sending": _("Not sent yet"),
        "failed": _("Not sent"),
        "sent": _("Sent"),
        "read": _("Read by a person"),
        "joined": _("Someone is here with you now."),
        "supervisor_joined": _("A supervisor is here too."),
        "left_by_worker": _("The person who was with you has left; someone else will go on."),
        "ended": _("The conversation has ended. If you write again, it opens again."),
        "reopened": _("The conversation is open again. Someone will answer."),
        "resumed_here": _("You are back in your conversation."),
        "elsewhere": _("This conversation was opened on another page. This page shows it no more."),
        "erased": _("Everything that was written here was erased."),
        "held": _("What you wrote will be erased as soon as the emergency help under way is over."),
        "waiting": _("You are waiting for someone to answer. You can already write."),
        "open": _("You are talking with a person."),
        "offline": _(
            "No network just now. What you write is kept on this page and goes as soon as the network is back."
        ),
        "not_begun": _(
            "The conversation could not begin yet. This page keeps trying; the other ways below work meanwhile."
        ),
        "words_are": _("Your four words. Say them aloud a few times: they are shown once, and kept nowhere."),
    }


def wait(range_: tuple[int, int] | None, *, ahead: int) -> str:
    """One or two sentences. Never one number, and never a promise."""
    urgency = _("We also answer by urgency.")
    if ahead == 0:
        return _("You are among the next to be answered.") + " " + urgency
    if range_ is None:
        return _("Someone will answer; we cannot say how long it will take.") + " " + urgency
    low, high = range_
    about = ngettext(
        "People wait up to about %(high)s minute at present.",
        "People wait about %(low)s to %(high)s minutes at present.",
        high,
    ) % {"low": low, "high": high}
    return about + " " + urgency


def ways(line: Line, others: Iterable[Found]) -> list[dict[str, str]]:
    """Other ways to get help, each with a label and, where a tap can use it, an address."""
    own = [_way(one, name="") for one in line.ways.all()]
    emergency = {
        "label": _("In danger right now: call %(number)s.") % {"number": unbroken(line.emergency_number)},
        "href": f"tel:{digits(line.emergency_number)}",
    }
    return [emergency, *own, *(way for found in others for way in ways_of(found))]


def ways_of(found: Found) -> list[dict[str, str]]:
    listed = [_way(one, name=found.line.name) for one in found.ways]
    if found.has_chat and not found.is_closed:
        language = get_language() or "en"
        language = language if language in found.line.languages else next(iter(found.line.languages), "en")
        address = reverse("channels:page", kwargs={"code": found.line.code, "language": language})
        listed.insert(0, {"label": _("%(line)s: chat") % {"line": found.line.name}, "href": address})
    return listed


def _way(one: LineWay, *, name: str) -> dict[str, str]:
    values = {"line": name, "value": unbroken(one.value)}
    if one.way == Way.PHONE:
        label = _("%(line)s: phone %(value)s") if name else _("Phone %(value)s")
        return {"label": label % values, "href": f"tel:{digits(one.value)}"}
    if one.way == Way.TEXT:
        label = _("%(line)s: text %(value)s") if name else _("Text %(value)s")
        return {"label": label % values, "href": f"sms:{digits(one.value)}"}
    return {"label": _("%(line)s: on the web") % values if name else one.value, "href": one.value}


def unbroken(number: str) -> str:
    """A number that no end of a line cuts."""
    return number.replace("-", "\N{NON-BREAKING HYPHEN}")


def digits(number: str) -> str:
    """A number as a phone dials it."""
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")
