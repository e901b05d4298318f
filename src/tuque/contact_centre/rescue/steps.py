"""A rescue's steps, as plain values: what may be done now, what is still owed, how long each step took.

The facts in order are the rescue; everything else is their fold. No clock is read and nothing is written here.
Source: the imminent-risk policy of the United States' Lifeline (2012): engage first, the least invasive way, a supervisor at all
hours, life-saving services without consent where an attempt is in progress, and contact confirmed or further steps taken.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What happened. Stored: never renamed."""

    SUSPECTED = "suspected"
    ATTEMPT = "attempt"  # an attempt is in progress, noticed after the beginning
    PAGED = "paged"
    ACKNOWLEDGED = "acknowledged"
    ENGAGED = "engaged"
    PROPOSED = "proposed"
    DISAGREED = "disagreed"
    DECIDED = "decided"
    LOCATED = "located"
    CALLED = "called"
    REFERENCED = "referenced"  # the service gave its reference after the call was noted
    ENDED = "ended"  # a called service arrived, did not find the person, or was cancelled
    CONFIRMED = "confirmed"
    DEBRIEFED = "debriefed"
    OFFERED = "offered"
    SKIPPED = "skipped"
    NOTED = "noted"
    CLOSED = "closed"


class Step(StrEnum):
    PAGE = "page"
    ACKNOWLEDGE = "acknowledge"
    ENGAGE = "engage"
    DECIDE = "decide"
    LOCATE = "locate"
    CALL = "call"
    ARRIVE = "arrive"
    CONFIRM = "confirm"
    DEBRIEF = "debrief"
    OFFER = "offer"


class Decision(StrEnum):
    COLLABORATIVE = "collaborative"
    WITHOUT_CONSENT = "without_consent"
    NOT_NEEDED = "not_needed"


class Found(StrEnum):
    ARRIVED = "arrived"
    NOT_FOUND = "not_found"
    CANCELLED = "cancelled"


FAILED = "failed"  # what `how` says of a contact that could not be confirmed
AWAY = frozenset({Step.LOCATE, Step.CALL, Step.ARRIVE, Step.CONFIRM})  # owed only where someone is to be sent
UNSKIPPABLE = frozenset({Step.PAGE})
# What must be done, or left out with a reason, before a step.
NEEDS: Mapping[Step, tuple[Step, ...]] = {
    Step.DECIDE: (Step.ENGAGE,),
    Step.CALL: (Step.ENGAGE, Step.DECIDE, Step.LOCATE),
    Step.ARRIVE: (Step.CALL,),
    Step.CONFIRM: (Step.CALL, Step.ARRIVE),
    Step.DEBRIEF: (Step.DECIDE, Step.CONFIRM),
    Step.OFFER: (Step.DECIDE, Step.CONFIRM),
}
# Where an attempt is in progress nothing waits for a conversation or a second name: these stay owed until the end.
MAY_WAIT = frozenset({Step.ENGAGE, Step.DECIDE})


@dataclass(frozen=True)
class Fact:
    """`data` holds codes, ids and numbers as text; words, places and references are kept apart, sealed."""

    kind: Kind
    at: datetime
    by: str
    data: Mapping[str, str] = field(default_factory=dict)


class NotNow(Exception):
    """The act is not possible in this state; `missing` says which steps come first."""

    def __init__(self, why: str, missing: tuple[Step, ...] = ()) -> None:
        super().__init__(why)
        self.why, self.missing = why, missing


@dataclass
class Call:
    """A service that was called. `found` is empty until it is known."""

    number: int
    service: str
    at: datetime
    found: str = ""


class State:
    """The fold of a rescue's facts."""

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self.facts: list[Fact] = []
        self.done: dict[Step, datetime] = {}
        self.skipped: dict[Step, Fact] = {}
        self.calls: list[Call] = []
        self.proposal: Fact | None = None
        self.decision: Fact | None = None
        self.location: Fact | None = None
        self.attempt = False
        for fact in facts:
            self.apply(fact)

    def apply(self, fact: Fact) -> None:
        self.facts.append(fact)
        match fact.kind:
            case Kind.SUSPECTED | Kind.ATTEMPT:
                self.attempt = self.attempt or fact.kind is Kind.ATTEMPT or fact.data.get("attempt") == "yes"
            case Kind.PROPOSED:
                self.proposal = fact
            case Kind.DISAGREED:
                self.proposal = None
            case Kind.DECIDED:
                self.decision, self.proposal = fact, None
            case Kind.LOCATED:
                self.location = fact
            case Kind.CALLED:
                self.calls.append(Call(len(self.calls) + 1, fact.data.get("service", ""), fact.at))
                self.done.pop(Step.ARRIVE, None)
                self.skipped.pop(Step.ARRIVE, None)
            case Kind.ENDED:
                self.calls[int(fact.data["call"]) - 1].found = fact.data["found"]
            case Kind.SKIPPED:
                self.skipped[Step(fact.data["step"])] = fact
            case _:
                pass
        step = self._finished_by(fact)
        if step is not None:
            self.done.setdefault(step, fact.at)

    def _finished_by(self, fact: Fact) -> Step | None:
        if fact.kind is Kind.ENDED:
            return Step.ARRIVE if all(call.found for call in self.calls) else None
        return FINISHES.get(fact.kind)

    @property
    def began_at(self) -> datetime:
        return self.facts[0].at

    @property
    def last_at(self) -> datetime:
        return self.facts[-1].at

    @property
    def closed_at(self) -> datetime | None:
        last = self.facts[-1]
        return last.at if last.kind is Kind.CLOSED else None

    @property
    def decided(self) -> str:
        return self.decision.data["decision"] if self.decision else ""

    @property
    def is_confirmed(self) -> bool:
        """Whether help is known to have reached the person; a recorded failure closes the step, and is no confirmation."""
        return any(fact.kind is Kind.CONFIRMED and fact.data["how"] != FAILED for fact in self.facts)

    def applies(self, step: Step) -> bool:
        """Nobody is sent where nothing is needed, unless a service was called before that was decided."""
        return step not in AWAY or self.decided != Decision.NOT_NEEDED or bool(self.calls)

    def is_settled(self, step: Step) -> bool:
        return step in self.done or step in self.skipped or not self.applies(step)

    def owed(self) -> tuple[Step, ...]:
        """What must still be done, or left out with a reason, in order."""
        return tuple(step for step in Step if not self.is_settled(step))

    def missing_before(self, step: Step) -> tuple[Step, ...]:
        needs = NEEDS.get(step, ())
        if self.attempt and step is Step.CALL:
            needs = tuple(one for one in needs if one not in MAY_WAIT)
        return tuple(one for one in needs if not self.is_settled(one))

    def can(self, step: Step) -> bool:
        if self.closed_at or not self.applies(step) or self.missing_before(step):
            return False
        repeats = {
            Step.PAGE: not self.is_settled(Step.ACKNOWLEDGE),
            Step.ENGAGE: self.decision is None,
            Step.LOCATE: not self.is_confirmed,
            Step.CALL: self.decided != Decision.NOT_NEEDED and not self.is_confirmed,
            Step.CONFIRM: not self.is_confirmed,
            Step.DECIDE: self.decision is None,
            Step.ARRIVE: any(not call.found for call in self.calls),
        }
        return repeats.get(step, step not in self.done)


FINISHES: Mapping[Kind, Step] = {
    Kind.PAGED: Step.PAGE,
    Kind.ACKNOWLEDGED: Step.ACKNOWLEDGE,
    Kind.ENGAGED: Step.ENGAGE,
    Kind.DECIDED: Step.DECIDE,
    Kind.LOCATED: Step.LOCATE,
    Kind.CALLED: Step.CALL,
    Kind.CONFIRMED: Step.CONFIRM,
    Kind.DEBRIEFED: Step.DEBRIEF,
    Kind.OFFERED: Step.OFFER,
}


def begin(*, at: datetime, by: str, attempt: bool) -> list[Fact]:
    """A rescue begins, and a supervisor is asked for in the same instant."""
    return [Fact(Kind.SUSPECTED, at, by, {"attempt": "yes" if attempt else "no"}), Fact(Kind.PAGED, at, by)]


def act(state: State, kind: Kind, *, at: datetime, by: str, data: Mapping[str, str] | None = None) -> Fact:
    """The next fact, or NotNow. An instant before the last fact's (another process's clock) becomes that one's."""
    if state.closed_at:
        raise NotNow("closed")
    data = data or {}
    CHECKS.get(kind, _check_step)(state, kind, by, data)
    return Fact(kind, max(at, state.last_at), by, data)


def _check_step(state: State, kind: Kind, by: str, data: Mapping[str, str]) -> None:
    step = FINISHES.get(kind)
    if step is None:
        return
    missing = state.missing_before(step)
    if missing:
        raise NotNow("missing", missing)
    if not state.can(step):
        raise NotNow("done")


def _check_attempt(state: State, kind: Kind, by: str, data: Mapping[str, str]) -> None:
    if state.attempt:
        raise NotNow("done")


def _check_proposal(state: State, kind: Kind, by: str, data: Mapping[str, str]) -> None:
    missing = state.missing_before(Step.DECIDE)
    if missing and not state.attempt:
        raise NotNow("missing", missing)
    if state.decision or state.proposal or Step.DECIDE in state.skipped:
        raise NotNow("done")
    Decision(data["decision"])


def _check_answer(state: State, kind: Kind, by: str, data: Mapping[str, str]) -> None:
    """A second name agrees with, or disagrees with, what the first proposed; one of the two supervises."""
    if state.proposal is None:
        raise NotNow("done" if state.decision else "nothing_proposed")
    if kind is Kind.DISAGREED:
        return
    if by == state.proposal.by:
        raise NotNow("same_name")
    if "yes" not in (data.get("supervises"), state.proposal.data.get("supervises")):
        raise NotNow("no_supervisor")
    if data["decision"] != state.proposal.data["decision"]:
        raise NotNow("other_decision")


def _check_call_number(state: State, kind: Kind, by: str, data: Mapping[str, str]) -> None:
    number = int(data["call"])
    if not 1 <= number <= len(state.calls):
        raise NotNow("missing", (Step.CALL,))
    if kind is Kind.ENDED and state.calls[number - 1].found:
        raise NotNow("done")


def _check_skip(state: State, kind: Kind, by: str, data: Mapping[str, str]) -> None:
    step = Step(data["step"])
    if not data.get("reason"):
        raise NotNow("no_reason")
    if step in UNSKIPPABLE or state.is_settled(step):
        raise NotNow("done")


def _check_close(state: State, kind: Kind, by: str, data: Mapping[str, str]) -> None:
    owed = state.owed()
    if owed:
        raise NotNow("missing", owed)


CHECKS = {
    Kind.ATTEMPT: _check_attempt,
    Kind.PROPOSED: _check_proposal,
    Kind.DISAGREED: _check_answer,
    Kind.DECIDED: _check_answer,
    Kind.REFERENCED: _check_call_number,
    Kind.ENDED: _check_call_number,
    Kind.SKIPPED: _check_skip,
    Kind.CLOSED: _check_close,
}
