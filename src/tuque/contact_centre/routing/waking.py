"""When the line must be looked at next, if nobody asks anything of it before."""

from collections.abc import Iterator

from tuque.contact_centre.routing.state import NEVER, State
from tuque.contact_centre.routing.values import Instant, Mode

WATCHED: Instant = 30.0  # seconds between looks while people wait or an alarm is on


def next_look(state: State, now: Instant) -> Instant | None:
    """The first instant after `now`, when it was just looked at, at which time alone may change something; None: it changes nothing."""
    now = max(now, state.clock)
    first = min((at for at in _instants(state) if at > now), default=NEVER)
    if state.gap or state.waiting:
        first = min(first, now + WATCHED)
    first = _first_of_waiting(state, now, first)
    return None if first == NEVER else first


def _instants(state: State) -> Iterator[Instant]:
    for held in state.offered.values():
        yield held.expires_at
    for seat in state.resting.values():
        yield seat.rests_until


def _first_of_waiting(state: State, now: Instant, first: Instant) -> Instant:
    """`first`, or an earlier instant of someone who waits. One plain loop: hundreds may wait, and each arrival asks."""
    waits, push_after = _waits(state), state.policy.push_after
    for _rank, name in state.waiting:
        held = state.held[name]
        place = held.place
        for wait in waits:
            if now < place + wait < first:
                first = place + wait
        push = push_after.get(held.contact.channel)
        if push and now < place + push < first:
            first = place + push
        for at in held.refused_by.values():
            if now < at < first:
                first = at
    return first


def _waits(state: State) -> set[float]:
    """Seconds of waiting at which the policy lets in someone else, whoever waits."""
    policy = state.policy
    found = {step.after for step in policy.steps}
    if policy.reserves:
        found.add(policy.reserve_ends_after)
    if state.in_hand:
        found.add(policy.in_hand_limit)
    if Mode.PARTNER_LINES in state.modes:
        found.add(policy.partner_after)
    return found
