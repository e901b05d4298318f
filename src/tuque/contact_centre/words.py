"""The router's own account of an offer, in the reader's language."""

from collections.abc import Callable, Iterator, Mapping
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from tuque.contact_centre.models import PlannedShift
from tuque.contact_centre.routing.checking import Finding, Trouble
from tuque.contact_centre.routing.explaining import Explanation, NotThem
from tuque.contact_centre.routing.policy import Preference
from tuque.contact_centre.routing.rules import Why
from tuque.contact_centre.routing.values import Risk
from tuque.contact_centre.selectors.offers import Offer
from tuque.contact_centre.selectors.rules import Compared

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
    Why.PARTNER_LINE: gettext_lazy(
        "%(name)s is a partner’s line: it is asked last, and only while someone has switched partner lines on."
    ),
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
HOW = {
    "push": gettext_lazy("by the router"),
    "pull": gettext_lazy("they asked for the next"),
    "hand": gettext_lazy("by hand"),
}
ENDED = {
    "accepted": gettext_lazy("accepted"),
    "declined": gettext_lazy("declined"),
    "expired": gettext_lazy("ran out"),
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


def parts(told: Explanation, *, name_of: Callable[[str], str]) -> dict[str, list[str]]:
    """The same, question by question."""
    return {
        "person": list(_why_them(told, name_of)),
        "now": [*_why_now(told), *_why_not_earlier(told, name_of)],
        "others": list(_why_not_others(told, name_of)),
    }


def offer_line(offer: Offer, names: Mapping[str, str], zone: ZoneInfo) -> dict[str, object]:
    """An offer as the list shows it, in local time."""
    return {
        "number": offer.number,
        "at": offer.at.astimezone(zone),
        "name": names.get(offer.responder) or _("Someone who has left"),
        "how": HOW.get(offer.how, offer.how),
        "ended": ENDED.get(offer.ended, ""),
    }


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
    if told.call_back:
        yield _("They had hung up and asked to be called back: their place was kept.")
    if told.passed_on:
        yield _("Someone who was speaking with them passed them on, and stays with them until this is accepted.")
    elif told.cut:
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


LANGUAGES = {"en": gettext_lazy("English"), "fr": gettext_lazy("French")}
FOUND = {
    Trouble.STEPS_IN_DISORDER: gettext_lazy(
        "The steps are not in the order of their seconds. Write each once, the shortest first."
    ),
    Trouble.FIRST_STEP_LATE: gettext_lazy("Nobody is asked in the first seconds. Let the first step begin at 0."),
    Trouble.NEVER_EVERYONE: gettext_lazy(
        "Everyone is never asked: a contact of a centre where nobody is would wait for ever. Add a last step for everyone."
    ),
    Trouble.NEVER_ANY_LEVEL: gettext_lazy(
        "The last step still asks for level %(level)s: the others never answer. Lower it to 1."
    ),
    Trouble.TIMER_IS_TARGET: gettext_lazy(
        "Everyone is asked after %(after)s s and the target is %(target)s s: with the %(press)s s that pressing takes, whoever waited for this comes too late. Ask everyone earlier."
    ),
    Trouble.RESERVE_WITHOUT_END: gettext_lazy(
        "The reserve holds for %(minutes)s min: someone could wait as long beside people who are free. Let it go within the hour."
    ),
    Trouble.RESERVE_HOLDS_ALL: gettext_lazy(
        "From %(start)s h to %(end)s h the reserve holds everyone who is there: others wait %(seconds)s s each time."
    ),
    Trouble.NO_TIME_TO_ACCEPT: gettext_lazy("An offer runs out before anyone can press. Give at least 4 s."),
    Trouble.NO_ROOM: gettext_lazy("Nobody has room for a conversation on a channel. Allow at least one."),
    Trouble.RISK_BACKWARDS: gettext_lazy("A lower risk goes further ahead than a higher one. Check the minutes."),
    Trouble.NOBODY: gettext_lazy("Nobody is there from %(start)s h to %(end)s h."),
    Trouble.NOBODY_SPEAKS: gettext_lazy("Nobody who speaks %(language)s is there from %(start)s h to %(end)s h."),
}


def finding(found: Finding) -> str:
    """What the check found, and what to do."""
    values = {name: f"{value:g}" if isinstance(value, float) else value for name, value in found.values.items()}
    if "language" in values:
        values["language"] = LANGUAGES.get(values["language"], values["language"])
    return str(FOUND[found.trouble]) % values


def of_results() -> dict[str, str]:
    """The titles of a picture of results, and the labels of the groups that have one."""
    return {
        "within": _("Answered within 20 s (%)"),
        "policy": _("Rules"),
        "all:": _("Everyone"),
        "language:en": _("In English"),
        "language:fr": _("In French"),
        "channel:voice": _("By voice"),
        "channel:chat": _("By chat"),
        "channel:text": _("By text"),
        "channel:email": _("By e-mail"),
        "risk:0": _("Low risk"),
        "risk:1": _("Moderate risk"),
        "risk:2": _("High risk"),
        "risk:3": _("Imminent risk"),
        **{f"centre:c{number}": _("Centre %(number)s") % {"number": number} for number in range(1, 8)},
    }


def result_lines(compared: Compared) -> list[dict[str, object]]:
    """A line for each group: both settings' shares within 20 s and of those who gave up, in points."""
    labels = of_results()
    return [
        {"label": labels.get(f"{old.kind}:{old.name}", old.name), "old": old, "new": new}
        for old, new in zip(compared.in_force.groups, compared.draft.groups, strict=True)
        if old.kind in ("all", "language")
    ]


def shift_line(shift: PlannedShift, zone: ZoneInfo) -> dict[str, object]:
    """A shift as the plan shows it, in local time."""
    return {
        "shift": shift,
        "name": shift.worker.name if shift.worker else _("Open place"),
        "starts": shift.starts_at.astimezone(zone),
        "ends": shift.ends_at.astimezone(zone),
        "pause": shift.pause_at.astimezone(zone) if shift.pause_at else None,
        "languages": [str(LANGUAGES.get(code, code)) for code in shift.languages],
    }
