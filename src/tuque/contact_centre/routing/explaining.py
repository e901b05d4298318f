"""Why this person, why now, why not that one: read back from the facts alone.

`tuque.contact_centre.words` says it in the reader's language.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tuque.contact_centre.routing import decision, facts, rules
from tuque.contact_centre.routing.policy import Preference
from tuque.contact_centre.routing.rules import Why
from tuque.contact_centre.routing.state import Held, Seat, State
from tuque.contact_centre.routing.values import Instant, Risk, Seconds


@dataclass(frozen=True)
class NotThem:
    """Someone who was signed in and was not asked. `why` is None for one who could have answered and came after:
    `after` is then the first preference that told them apart, or None for the last one, the order of signing in."""

    responder: str
    why: Why | None
    after: Preference | None = None
    was_busier: bool = False


@dataclass(frozen=True)
class NotYet:
    """A contact that came before this one in the line and that this responder could not take."""

    contact: str
    why: Why


@dataclass(frozen=True)
class Explanation:
    """Of one offer. `place_in_line` counts from 1; `earlier` are the contacts before it."""

    offer: str
    contact: str
    responder: str
    how: str
    by: str
    waited: Seconds
    risk: Risk
    head_start: Seconds
    slow: bool
    cut: bool
    call_back: bool
    passed_on: bool
    step: int
    nearness: int
    place_in_line: int
    earlier: Sequence[NotYet]
    others: Sequence[NotThem]


def find_offer(log: Iterable[facts.Fact], offer: str) -> tuple[State, facts.Offered]:
    """The state just before an offer, and the offer. Raises KeyError when the log holds no such offer."""
    state = State()
    for fact in log:
        if isinstance(fact, facts.Offered) and fact.offer == offer:
            return state, fact
        state.apply(fact)
    raise KeyError(offer)


def explain(log: Sequence[facts.Fact], offer: str) -> Explanation:
    """Replay the log up to the offer, and ask the rules again. Raises KeyError when the log holds no such offer."""
    return explain_offer(*find_offer(log, offer))


def explain_offer(state: State, offered: facts.Offered) -> Explanation:
    """`state` is what was true just before."""
    held, chosen = state.held[offered.contact], state.seats[offered.responder]
    before = [state.held[name] for rank, name in state.waiting if rank < held.rank]
    return Explanation(
        offer=offered.offer,
        contact=offered.contact,
        responder=offered.responder,
        how=offered.how,
        by=offered.by,
        waited=offered.at - held.place,
        risk=held.risk,
        head_start=held.place - held.rank[0],
        slow=held.slow,
        cut=held.cut,
        call_back=held.call_back,
        passed_on=bool(held.keeper),
        step=offered.step,
        nearness=decision.nearness(state, held.need, chosen.responder.profile),
        place_in_line=len(before) + 1,
        earlier=[
            NotYet(other.contact.id, why)
            for other in before
            if (why := rules.refusal(state, other, chosen, offered.at))
        ],
        others=[
            _not_them(state, held, chosen, seat, offered.at) for seat in state.seats.values() if seat is not chosen
        ],
    )


def _not_them(state: State, held: Held, chosen: Seat, seat: Seat, now: Instant) -> NotThem:
    why = rules.refusal(state, held, seat, now)
    if why is not None:
        return NotThem(seat.responder.id, why)
    busier = bool(seat.talking) and not chosen.talking
    return NotThem(seat.responder.id, None, _what_told_apart(state, held, chosen, seat), busier)


def _what_told_apart(state: State, held: Held, chosen: Seat, seat: Seat) -> Preference | None:
    for preference in state.policy.prefer:
        rank = decision.PROFILE_ORDERS.get(preference)
        ours, theirs = chosen.responder.profile, seat.responder.profile
        if rank and rank(state, held.need, ours) != rank(state, held.need, theirs):
            return preference
    for preference in state.policy.prefer:
        order = decision.SEAT_ORDERS.get(preference)
        if order and order(state, held, chosen) != order(state, held, seat):
            return preference
    return None
