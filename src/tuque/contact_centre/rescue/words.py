"""A rescue in the reader's language: the names of steps, choices, and what each fact tells."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuque.contact_centre.rescue.clocks import Edge
from tuque.contact_centre.rescue.steps import FAILED, Decision, Found, Kind, Step

Words = Mapping[str, str | Promise]

STEPS: Mapping[Step, str | Promise] = {
    Step.PAGE: _("A supervisor is asked for"),
    Step.ACKNOWLEDGE: _("A supervisor answers"),
    Step.ENGAGE: _("Engage the person"),
    Step.DECIDE: _("Decide, with two names"),
    Step.LOCATE: _("Find out where they are"),
    Step.CALL: _("Call the emergency service"),
    Step.ARRIVE: _("What the service found"),
    Step.CONFIRM: _("Confirm that help is with the person"),
    Step.DEBRIEF: _("Debrief with the responder"),
    Step.OFFER: _("Offer a follow-up"),
}
ENGAGED: Words = {
    "engaged": _("They talk, and take help"),
    "refused": _("They talk, and refuse help"),
    "unable": _("They cannot take part"),
    "lost": _("The contact was lost"),
}
DECISIONS: Words = {
    Decision.COLLABORATIVE.value: _("Send help, together with the person"),
    Decision.WITHOUT_CONSENT.value: _("Send help without consent"),
    Decision.NOT_NEEDED.value: _("No emergency service is needed"),
}
CERTAINTIES: Words = {
    "known": pgettext_lazy("location", "Known"),
    "partial": pgettext_lazy("location", "Partly known"),
    "unknown": pgettext_lazy("location", "Unknown"),
}
SOURCES: Words = {
    "person": _("The person said so"),
    "someone_else": _("Someone with them or near them"),
    "caller_id": _("The number that is shown"),
    "telephone_company": _("The telephone company or provider"),
    "earlier_contact": _("An earlier contact"),
    "emergency_service": _("The emergency service"),
    "none": _("No source yet"),
}
FOUND: Words = {
    Found.ARRIVED.value: _("Arrived, and with the person"),
    Found.NOT_FOUND.value: _("The person was not found"),
    Found.CANCELLED.value: _("The call was cancelled"),
}
HOW: Words = {
    "emergency_service": _("The emergency service says that they are with the person"),
    "person": _("The person says so"),
    "someone_else": _("Someone with the person says so"),
    FAILED: _("It could not be confirmed"),
}
DEBRIEFS: Words = {
    "goes_on": _("They go on with their shift"),
    "rests": _("They take a pause"),
    "goes_home": _("They go home, and are called tomorrow"),
}
OFFERS: Words = {
    "accepted": _("The person agreed to a follow-up"),
    "refused": _("The person does not want one"),
    "not_possible": _("It could not be offered"),
}
REASONS: Words = {
    "no_time": _("There was no time"),
    "not_reached": _("The person or service could not be reached"),
    "done_by_others": _("Someone else has done it"),
    "nobody_there": _("No supervisor could be reached"),
    "safer_without": _("It is safer not to"),
    "other": _("Another reason, written below"),
}
# What each kind of fact is called in the list of what happened, and which of its codes is said after it.
FACTS: Mapping[Kind, tuple[str | Promise, str, Words]] = {
    Kind.SUSPECTED: (_("Imminent risk is suspected"), "", {}),
    Kind.ATTEMPT: (_("An attempt is in progress"), "", {}),
    Kind.PAGED: (_("A supervisor is asked for"), "", {}),
    Kind.ACKNOWLEDGED: (_("A supervisor is here"), "", {}),
    Kind.ENGAGED: (_("Engagement"), "outcome", ENGAGED),
    Kind.PROPOSED: (_("Proposed"), "decision", DECISIONS),
    Kind.DISAGREED: (_("Not agreed with"), "", {}),
    Kind.DECIDED: (_("Decided, second name"), "decision", DECISIONS),
    Kind.LOCATED: (_("Location"), "certainty", CERTAINTIES),
    Kind.CALLED: (pgettext_lazy("rescue", "Called"), "", {}),
    Kind.REFERENCED: (_("Reference of the call"), "", {}),
    Kind.ENDED: (_("The service"), "found", FOUND),
    Kind.CONFIRMED: (_("Contact"), "how", HOW),
    Kind.DEBRIEFED: (_("Debrief"), "after", DEBRIEFS),
    Kind.OFFERED: (_("Follow-up"), "answer", OFFERS),
    Kind.SKIPPED: (_("Left out"), "", {}),
    Kind.NOTED: (pgettext_lazy("rescue", "Note"), "", {}),
    Kind.CLOSED: (_("The rescue is closed"), "", {}),
}
EDGES: Mapping[Edge, str | Promise] = {
    Edge.ACKNOWLEDGED: _("Asked for a supervisor, until one answered"),
    Edge.DECIDED: _("Suspected, until decided with two names"),
    Edge.CALLED: _("Suspected, until a service was called"),
    Edge.ARRIVED: _("Called, until the service arrived"),
    Edge.CONFIRMED: _("Called, until contact was confirmed"),
    Edge.CLOSED: _("Suspected, until closed"),
}


def step_name(step: Step) -> str:
    return str(STEPS[step])


def fact_words(kind: Kind, data: Mapping[str, str]) -> tuple[str, str]:
    """What happened, and which of the choices: ("Decided", "No emergency service is needed")."""
    title, name, choices = FACTS[kind]
    code = data.get(name, "")
    if kind is Kind.SKIPPED:
        return str(title), f"{STEPS[Step(data['step'])]} ({REASONS.get(data['reason'], data['reason'])})"
    if kind is Kind.LOCATED:
        return str(title), f"{choices.get(code, code)} ({SOURCES.get(data.get('source', ''), '')})"
    return str(title), str(choices.get(code, code)) if code else ""


def minutes(seconds: float) -> str:
    """4:05, or 1:04:05 past an hour."""
    whole, rest = divmod(round(seconds), 60)
    hours, whole = divmod(whole, 60)
    return f"{hours}:{whole:02}:{rest:02}" if hours else f"{whole}:{rest:02}"


SAID: Mapping[str, str | Promise] = {
    "place": pgettext_lazy("rescue", "Where"),
    "reference": _("Reference"),
    "note": pgettext_lazy("rescue", "Note"),
}


def said(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """The words written with a fact, each with its name."""
    return [(str(SAID[name]), words[name]) for name in SAID if words.get(name)]
