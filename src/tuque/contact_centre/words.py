"""The router's own account of an offer, in the reader's language."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from tuque.contact_centre.routing.explaining import Explanation, NotThem
from tuque.contact_centre.routing.policy import Preference
from tuque.contact_centre.routing.rules import Why
from tuque.contact_centre.routing.values import Risk

RISKS = {
    Risk.LOW: pgettext_lazy("risk", "low"),
    Risk.MODERATE: pgettext_lazy("risk", "moderate"),
    Risk.HIGH: pgettext_lazy("risk", "high"),
    Risk.IMMINENT: pgettext_lazy("risk", "imminent"),
}
WHY_NOT = {
    Why.LANGUAGE: gettext_lazy("%(name)s does not answer in this language."),
    Why.SKILL: gettext_lazy("%(name)s is not trained for this line, or lacks a skill that the contact needs."),
    Why.CHANNEL: gettext_lazy("%(name)s does not answer on this channel."),
    Why.LEVEL: gettext_lazy("%(name)s has a lower level than this step of the wait asks for."),
    Why.NOT_YET_THEIR_TURN: gettext_lazy("%(name)s is of another centre, and nearer ones were still being asked."),
    Why.PAUSED: gettext_lazy("%(name)s was on a break."),
    Why.RESTING: gettext_lazy("%(name)s was writing up a conversation, or recovering from a hard one."),
    Why.HAS_AN_OFFER: gettext_lazy("%(name)s already had another offer on screen."),
    Why.IN_CONVERSATION: gettext_lazy("%(name)s had no room for one more conversation."),
    Why.HOLDS_HIGH_RISK: gettext_lazy("%(name)s was with someone at high risk, and with nobody else."),
    Why.HIGH_RISK_ALONE: gettext_lazy(
        "The risk is high: only someone in no conversation is asked, and %(name)s was in one."
    ),
    Why.SHIFT_ENDS: gettext_lazy("The shift of %(name)s was about to end."),
    Why.DECLINED: gettext_lazy("%(name)s had just declined this contact, or let its offer run out."),
    Why.RESERVED: gettext_lazy("%(name)s was kept free for those who need another language."),
}
AFTER = {
    Preference.NEAREST: gettext_lazy("%(name)s could have answered, from farther away."),
    Preference.SPARE_LANGUAGES: gettext_lazy("%(name)s could have answered, and stays free for another language too."),
    Preference.LEVEL: gettext_lazy("%(name)s could have answered, with a lower level."),
    Preference.LONGEST_READY: gettext_lazy("%(name)s could have answered, and had been ready for less time."),
    Preference.LEAST_RECENT: gettext_lazy("%(name)s could have answered, and had answered someone more recently."),
    Preference.FEWEST_CALLS: gettext_lazy("%(name)s could have answered, and had answered more people already."),
    Preference.FIXED_ORDER: gettext_lazy("%(name)s could have answered, and comes later in the list."),
    Preference.ROUND_ROBIN: gettext_lazy("%(name)s could have answered, and their turn comes later."),
    Preference.RANDOM: gettext_lazy("%(name)s could have answered; the lot fell otherwise."),
    Preference.WEIGHTED_RANDOM: gettext_lazy("%(name)s could have answered; the lot fell otherwise."),
}
NEARNESS = (
    gettext_lazy("%(name)s is of the contact’s own centre."),
    gettext_lazy("%(name)s is of a partner centre: nobody nearer could answer."),
    gettext_lazy("%(name)s is of another centre: nobody nearer could answer."),
)


def sentences(told: Explanation, *, name_of: Callable[[str], str]) -> list[str]:
    """Why this person, why now, then why not the contacts and the people that came before them in some way.

    `name_of` gives a responder's name from their id; contacts are named by their place in the line alone.
    """
    return [
        *_why_them(told, name_of),
        *_why_now(told),
        *_why_not_earlier(told, name_of),
        *_why_not_others(told, name_of),
    ]


def _why_them(told: Explanation, name_of: Callable[[str], str]) -> Iterator[str]:
    name = name_of(told.responder)
    if told.how == "hand":
        yield _("%(by)s offered this contact to %(name)s by hand.") % {"by": name_of(told.by), "name": name}
        return
    if told.how == "pull":
        yield _("%(name)s asked for the next contact and got the first that they may answer.") % {"name": name}
    else:
        yield _("%(name)s was the first to be asked of those who could answer.") % {"name": name}
    yield str(NEARNESS[told.nearness]) % {"name": name}


def _why_now(told: Explanation) -> Iterator[str]:
    yield ngettext(
        "This person had been trying for %(seconds)s second and was number %(place)s in the line.",
        "This person had been trying for %(seconds)s seconds and was number %(place)s in the line.",
        round(told.waited),
    ) % {"seconds": round(told.waited), "place": told.place_in_line}
    if told.cut:
        yield _("Their conversation had been cut on our side, so they came back at the head of the line.")
    if told.slow and told.risk < Risk.HIGH:
        yield _("They were in the slower lane.")
    if told.risk:
        yield _("Their risk, %(risk)s, puts them ahead of people who came up to %(minutes)s min earlier.") % {
            "risk": RISKS[told.risk],
            "minutes": round(told.head_start / 60),
        }


def _why_not_earlier(told: Explanation, name_of: Callable[[str], str]) -> Iterator[str]:
    name = name_of(told.responder)
    if told.earlier:
        yield ngettext(
            "%(count)s contact was before them in the line; %(name)s could not take it:",
            "%(count)s contacts were before them in the line; %(name)s could take none of them:",
            len(told.earlier),
        ) % {"count": len(told.earlier), "name": name}
    for why in dict.fromkeys(earlier.why for earlier in told.earlier):
        yield str(WHY_NOT[why]) % {"name": name}


def _why_not_others(told: Explanation, name_of: Callable[[str], str]) -> Iterator[str]:
    for other in told.others:
        yield why_not(other, name=name_of(other.responder))


def why_not(other: NotThem, *, name: str) -> str:
    """Why this person was not asked."""
    if other.why is not None:
        return str(WHY_NOT[other.why]) % {"name": name}
    if other.was_busier:
        return _("%(name)s could have answered, and was already in a conversation.") % {"name": name}
    if other.after is not None:
        return str(AFTER[other.after]) % {"name": name}
    return _("%(name)s could have answered; nothing told the two apart but the order in which they signed in.") % {
        "name": name
    }
