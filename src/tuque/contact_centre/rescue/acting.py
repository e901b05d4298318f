"""Which acts a page offers now, in the order in which they are needed, each with its form."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuque.accounts.api import Worker
from tuque.contact_centre import permissions
from tuque.contact_centre.rescue.forms import FORMS, ActForm
from tuque.contact_centre.rescue.steps import FINISHES, UNSKIPPABLE, Decision, Kind, State, Step
from tuque.contact_centre.rescue.words import DECISIONS

TITLES: dict[Kind, tuple[str | Promise, str | Promise]] = {
    Kind.ACKNOWLEDGED: (_("A supervisor answers"), _("I am here")),
    Kind.ENGAGED: (_("Engage the person"), _("Write how it went")),
    Kind.PROPOSED: (_("Decide, with two names"), _("Propose")),
    Kind.DECIDED: (_("Agree, as the second name"), _("I agree")),
    Kind.DISAGREED: (_("Disagree"), _("I do not agree")),
    Kind.LOCATED: (_("Location"), _("Keep the location")),
    Kind.CALLED: (_("Call the emergency service"), _("I have called them")),
    Kind.REFERENCED: (_("Reference of the call"), _("Keep the reference")),
    Kind.ENDED: (_("What the service found"), pgettext_lazy("rescue", "Keep this")),
    Kind.CONFIRMED: (_("Confirm that help is with the person"), pgettext_lazy("rescue", "Keep this")),
    Kind.DEBRIEFED: (_("Debrief with the responder"), _("The debrief is done")),
    Kind.OFFERED: (_("Offer a follow-up"), pgettext_lazy("rescue", "Keep this")),
    Kind.CLOSED: (_("Close the rescue"), _("Close the rescue")),
    Kind.ATTEMPT: (_("An attempt is in progress"), _("An attempt is in progress")),
    Kind.PAGED: (_("Ask for a supervisor again"), _("Ask again")),
    Kind.NOTED: (_("Write a note"), _("Keep the note")),
    Kind.SKIPPED: (_("Leave a step out"), _("Leave it out")),
}
ASIDE = frozenset({Kind.ATTEMPT, Kind.PAGED, Kind.NOTED, Kind.SKIPPED, Kind.REFERENCED, Kind.DISAGREED})
# What an act settles: the first act that is owed is the one that stands open.
STEP_OF = {**FINISHES, Kind.PROPOSED: Step.DECIDE, Kind.ENDED: Step.ARRIVE}


@dataclass
class Act:
    kind: Kind
    title: str | Promise
    button: str | Promise
    form: ActForm
    is_open: bool = False
    says: str | Promise = ""

    @property
    def code(self) -> str:
        return self.kind.value

    @property
    def is_danger(self) -> bool:
        return self.kind in {Kind.ATTEMPT, Kind.SKIPPED}


def acts_of(state: State, viewer: Worker, *, tried: ActForm | None = None, kind: Kind | None = None) -> list[Act]:
    """`tried` is a form that was sent back, for `kind`: it is shown with what was typed."""
    found = []
    for one in _possible(state, viewer):
        title, button = TITLES[one]
        form = tried if tried is not None and one is kind else form_for(one, state, viewer)
        said = DECISIONS[state.proposal.data["decision"]] if one is Kind.DECIDED and state.proposal else ""
        found.append(Act(one, title, button, form, is_open=form is tried, says=said))
    if not any(act.is_open for act in found):
        main = [act for act in found if act.kind not in ASIDE]
        first = next((act for act in main if act.kind not in STEP_OF or not state.is_settled(STEP_OF[act.kind])), None)
        if first is not None:
            first.is_open = True
    return found


def form_for(kind: Kind, state: State, viewer: Worker, data: Any = None) -> ActForm:
    initial = {"decision": state.proposal.data["decision"]} if kind is Kind.DECIDED and state.proposal else {}
    return FORMS[kind](data, viewer=viewer, state=state, kind=kind, initial=initial)


def waits_for_second(state: State, viewer: Worker) -> bool:
    return state.proposal is not None and state.proposal.by == str(viewer.public_id)


def _possible(state: State, viewer: Worker) -> Iterator[Kind]:
    if state.closed_at:
        return
    supervises = permissions.can_supervise(viewer)
    if supervises and state.can(Step.ACKNOWLEDGE):
        yield Kind.ACKNOWLEDGED
    if state.can(Step.ENGAGE):
        yield Kind.ENGAGED
    yield from _deciding(state, viewer)
    if state.can(Step.LOCATE):
        yield Kind.LOCATED
    if state.can(Step.CALL):
        yield Kind.CALLED
    if any(not call.found for call in state.calls):
        yield Kind.ENDED
    if state.can(Step.CONFIRM):
        yield Kind.CONFIRMED
    if supervises and state.can(Step.DEBRIEF):
        yield Kind.DEBRIEFED
    if state.can(Step.OFFER):
        yield Kind.OFFERED
    if supervises and not state.owed():
        yield Kind.CLOSED
    yield from _aside(state)


def _deciding(state: State, viewer: Worker) -> Iterator[Kind]:
    if state.decision or Step.DECIDE in state.skipped:
        return
    if state.proposal is None:
        if state.attempt or not state.missing_before(Step.DECIDE):
            yield Kind.PROPOSED
    elif not waits_for_second(state, viewer):
        yield Kind.DECIDED
        yield Kind.DISAGREED


def _aside(state: State) -> Iterator[Kind]:
    if state.calls:
        yield Kind.REFERENCED
    if not state.attempt and state.decided != Decision.NOT_NEEDED.value:
        yield Kind.ATTEMPT
    if state.can(Step.PAGE):
        yield Kind.PAGED
    yield Kind.NOTED
    if set(state.owed()) - UNSKIPPABLE:
        yield Kind.SKIPPED
