"""Where a referral may go from where it stands. Plain values: no table, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass

from tuque.referrals.codes import NeedState, State

OUTCOMES = (State.MET, State.PARTLY, State.UNMET)
OVER = frozenset({State.REFUSED, State.WITHDRAWN, *OUTCOMES})
ASKS_REASON = frozenset({State.REFUSED, State.PARTLY, State.UNMET})
# Nothing came of these, so nobody is asked what did.
NOT_FOLLOWED = (State.REFUSED, State.WITHDRAWN)

MOVES: Mapping[State, frozenset[State]] = {
    State.SENT: frozenset(State) - {State.SENT},
    State.SEEN: frozenset(State) - {State.SENT, State.SEEN},
    State.SPOKEN: frozenset(State) - {State.SENT, State.SEEN, State.SPOKEN},
    State.WAITING: frozenset({State.ACCEPTED, State.REFUSED, State.REACHED, State.WITHDRAWN, *OUTCOMES}),
    State.ACCEPTED: frozenset({State.WAITING, State.REFUSED, State.REACHED, State.WITHDRAWN, *OUTCOMES}),
    State.REACHED: frozenset({State.WITHDRAWN, *OUTCOMES}),
    # An outcome may be put right by a later word: the person's own, a month after, weighs more than the service's.
    State.MET: frozenset({State.PARTLY, State.UNMET}),
    State.PARTLY: frozenset({State.MET, State.UNMET}),
    State.UNMET: frozenset({State.MET, State.PARTLY}),
    State.REFUSED: frozenset(),
    State.WITHDRAWN: frozenset(),
}
# What a service may say of itself, by its link. That it opened the link is noted by the page.
PROVIDER_SAYS = (State.ACCEPTED, State.WAITING, State.REFUSED, State.REACHED, *OUTCOMES)
ANSWERED = frozenset(State) - {State.SENT, State.SEEN}
# Where a warm hand-over still has to be made: the service has said nothing that decides it.
TO_HAND_OVER = frozenset({State.SENT, State.SEEN, State.SPOKEN})


def may_move(before: State, after: State) -> bool:
    return after in MOVES[before]


def provider_moves(state: State) -> list[State]:
    """What the service may still say, in the order of the work. An outcome is the person's to correct, not the service's."""
    return [] if state in OVER else [one for one in PROVIDER_SAYS if may_move(state, one)]


@dataclass(frozen=True)
class Standing:
    """What a need's referrals say of it; `reason` is of the outcome that says so."""

    state: NeedState
    reason: str = ""


def standing(referrals: list[tuple[State, str]]) -> Standing | None:
    """Met when one of them met it, partly when one did; where one found it unmet, it is open as long as another is under way,
    and unmet after. None: they say nothing, and a refusal alone says nothing: there may be another service."""
    if any(state is State.MET for state, _ in referrals):
        return Standing(NeedState.MET)
    if partly := [reason for state, reason in referrals if state is State.PARTLY]:
        return Standing(NeedState.PARTLY, partly[-1])
    unmet = [reason for state, reason in referrals if state is State.UNMET]
    if not unmet:
        return None
    is_over = all(state in OVER for state, _ in referrals)
    return Standing(NeedState.UNMET, unmet[-1]) if is_over else Standing(NeedState.OPEN)
