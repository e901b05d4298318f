"""A line in hand: a supervisor says who is asked, until they give it back; whoever waits too long comes back to the router."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.channels import api as channels
from tuque.contact_centre import permissions
from tuque.contact_centre.desk import desk
from tuque.contact_centre.routing import commands, facts, rules
from tuque.contact_centre.routing.rules import Why
from tuque.contact_centre.routing.state import Held, Seat, Stage, State
from tuque.core.problems import NotFound

# What keeps the router from asking someone, and not a supervisor: it is said beside the name.
PASSED_OVER = frozenset({Why.LEVEL, Why.NOT_YET_THEIR_TURN, Why.RESERVED, Why.DECLINED, Why.SHIFT_ENDS})


@dataclass(frozen=True)
class Serving:
    """How a line is served now. `by` is the public id of whoever has it in hand, or ""; `limit` in seconds."""

    code: str
    waiting: int
    by: str
    limit: float


@dataclass(frozen=True)
class Candidate:
    """Someone in the line. `why`: what keeps the router from asking them, or None."""

    id: str
    why: Why | None
    can_be_asked: bool


@dataclass(frozen=True)
class Waiting:
    """A contact that waits, with everyone who is there: whoever the router would ask first."""

    id: str
    channel: str
    language: str
    line: str
    risk: int
    seconds: float
    people: Sequence[Candidate]


def take_line(line: channels.Line, *, by: Worker, at: datetime) -> bool:
    """From now on nobody is asked for this line by the router, but for whoever has waited past the limit. False when it was so."""
    return _switch(line, commands.take_in_hand, "contact_centre.taken_in_hand", by=by, at=at, name=str(by.public_id))


def give_back(line: channels.Line, *, by: Worker, at: datetime) -> bool:
    """The router asks again. Any supervisor may: whoever took the line may have gone. False when it was so."""
    return _switch(line, commands.release, "contact_centre.given_back", by=by, at=at)


def _switch(line: channels.Line, command: object, act: str, *, by: Worker, at: datetime, name: str = "") -> bool:
    permissions.check_can_oversee(by)
    if line.organization_id != by.organization_id:
        raise NotFound

    def write(_state: State, new: list[facts.Fact]) -> None:
        if any(isinstance(fact, facts.TakenInHand | facts.Released) for fact in new):
            audit.record_in_crisis(act, by=by, subject=line, at=at)

    named = {"by": name} if name else {}
    new = desk.run(by.organization, command, line.code, at=at, also=write, **named)  # type: ignore[arg-type]
    return any(isinstance(fact, facts.TakenInHand | facts.Released) for fact in new)


def ask(contact: str, responder: str, *, by: Worker, at: datetime) -> bool:
    """Offer a contact that waits to someone, outside the order. False when one of them is no longer there to be asked."""
    permissions.check_can_oversee(by)

    def write(_state: State, new: list[facts.Fact]) -> None:
        if _is_asked(new, contact, responder):
            details = {"contact": contact, "responder": responder}
            audit.record_in_crisis(
                "contact_centre.asked_by_hand", by=by, organization=by.organization, at=at, details=details
            )

    if not desk.read(by.organization, lambda state: _may_be_asked(state, contact, responder, at.timestamp())):
        return False
    new = desk.run(by.organization, commands.assign, contact, responder, by=str(by.public_id), at=at, also=write)
    return _is_asked(new, contact, responder)


def _is_asked(new: Sequence[facts.Fact], contact: str, responder: str) -> bool:
    return any(
        isinstance(fact, facts.Offered) and (fact.contact, fact.responder, fact.how) == (contact, responder, "hand")
        for fact in new
    )


def _may_be_asked(state: State, contact: str, responder: str, at: float) -> bool:
    held, seat = state.held.get(contact), state.seats.get(responder)
    return held is not None and seat is not None and _candidate(state, held, seat, at).can_be_asked


def serving(viewer: Worker) -> Sequence[Serving]:
    """Each line of the viewer's organization, by code."""
    codes = [line.code for line in channels.list_lines(viewer)]
    return desk.read(viewer.organization, lambda state: [_serving(state, code) for code in codes])


def _serving(state: State, code: str) -> Serving:
    waiting = sum(1 for _rank, name in state.waiting if state.held[name].contact.line == code)
    return Serving(code, waiting, state.in_hand.get(code, ""), state.policy.in_hand_limit)


def look_at(contact: str, *, viewer: Worker, at: datetime) -> Waiting | None:
    """A contact that waits, and who could be asked; None once it does not wait any more. Raises NotFound for one that is not in the line."""
    permissions.check_can_oversee(viewer)

    def find(state: State) -> tuple[bool, Waiting | None]:
        held = state.held.get(contact)
        if held is None or held.stage is not Stage.WAITING:
            return held is not None, None
        return True, _waiting(state, held, at.timestamp())

    is_here, found = desk.read(viewer.organization, find)
    if not is_here:
        raise NotFound
    return found


def _waiting(state: State, held: Held, at: float) -> Waiting:
    people = [_candidate(state, held, seat, at) for seat in _askable(state, held)]
    people.sort(key=lambda one: (not one.can_be_asked, one.why is not None, one.id))
    contact = held.contact
    waited = max(0.0, at - held.place)
    return Waiting(
        contact.id, contact.channel.value, contact.language, contact.line, int(held.risk), waited, tuple(people)
    )


def _askable(state: State, held: Held) -> Iterator[Seat]:
    """Not the lines of partners, and not whoever passes the contact on."""
    for seat in state.seats.values():
        if not seat.responder.profile.outside and seat.responder.id != held.keeper:
            yield seat


def _candidate(state: State, held: Held, seat: Seat, at: float) -> Candidate:
    """Whoever cannot answer in this language, on this channel or for this line is not asked by hand either."""
    why = rules.refusal(state, held, seat, at)
    busy = rules.unavailable(state, held, seat, at)
    can = (why is None or why in PASSED_OVER) and (busy is None or busy in PASSED_OVER)
    return Candidate(seat.responder.id, why if can else (busy if why in PASSED_OVER else why), can)
