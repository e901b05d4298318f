"""The rungs: note, warn, trained people, the slower lane for a time by two people. Plain values.

Nobody is ever blocked from being heard: the last rung makes them wait longer, says so to them, and ends by itself. A risk that anyone
states or confirms takes a restriction away at once, and stands in the way of another one during that contact.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

REMEMBERED = timedelta(days=30)  # what is older counts for no next rung
LONGEST_HOURS = 72


class Kind(StrEnum):
    """What happened. Stored: never renamed."""

    NOTED = "noted"
    WARNED = "warned"
    PASSED = "passed"  # to people trained for it
    PROPOSED = "proposed"
    RESTRICTED = "restricted"
    REFUSED = "refused"  # the second person does not agree
    LIFTED = "lifted"  # by a person, or by a risk


class Rung(StrEnum):
    NONE = "none"
    NOTED = "noted"
    WARNED = "warned"
    PASSED = "passed"
    SLOW = "slow"


@dataclass(frozen=True)
class Fact:
    kind: Kind
    at: datetime
    by: str
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """Where someone stands: `until` is when a restriction ends; `proposal` waits for a second name."""

    rung: Rung
    until: datetime | None = None
    proposal: Fact | None = None


class NotPossible(Exception):
    """`why` is a code: needs_note, needs_warning, risk, same_name, nothing_proposed, already, hours."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def standing(facts: Iterable[Fact], *, at: datetime) -> Standing:
    rung, until, proposal = Rung.NONE, None, None
    for fact in facts:
        if fact.kind is Kind.LIFTED:
            until, proposal = None, None
        elif fact.kind is Kind.REFUSED:
            proposal = None
        elif fact.kind is Kind.PROPOSED:
            proposal = fact
        elif fact.kind is Kind.RESTRICTED:
            until, proposal = fact.at + timedelta(hours=int(fact.data["hours"])), None
        elif fact.at > at - REMEMBERED:
            rung = max(rung, RUNG_OF[fact.kind], key=list(Rung).index)
    if until is not None and until > at:
        return Standing(Rung.SLOW, until, proposal)
    return Standing(rung, None, proposal)


RUNG_OF = {Kind.NOTED: Rung.NOTED, Kind.WARNED: Rung.WARNED, Kind.PASSED: Rung.PASSED}


def act(
    facts: Iterable[Fact], kind: Kind, *, at: datetime, by: str, risk: bool, data: Mapping[str, str] | None = None
) -> Fact:
    """The next fact, or NotPossible. `risk`: a risk is stated or confirmed in the contact."""
    now, data = standing(facts, at=at), data or {}
    order = list(Rung).index
    if kind is Kind.WARNED and order(now.rung) < order(Rung.NOTED):
        raise NotPossible("needs_note")
    if kind in {Kind.PASSED, Kind.PROPOSED} and order(now.rung) < order(Rung.WARNED):
        raise NotPossible("needs_warning")
    if kind in {Kind.PROPOSED, Kind.RESTRICTED}:
        if risk:
            raise NotPossible("risk")
        if now.until is not None:
            raise NotPossible("already")
        if not 1 <= int(data.get("hours", "0")) <= LONGEST_HOURS:
            raise NotPossible("hours")
    if kind in {Kind.RESTRICTED, Kind.REFUSED} and now.proposal is None:
        raise NotPossible("nothing_proposed")
    if kind is Kind.RESTRICTED and now.proposal is not None:
        if by == now.proposal.by:
            raise NotPossible("same_name")
        if data["hours"] != now.proposal.data["hours"]:
            raise NotPossible("nothing_proposed")
    if kind is Kind.LIFTED and now.until is None and now.proposal is None:
        raise NotPossible("already")
    return Fact(kind, at, by, data)
