"""When the line must be looked at next, if nobody asks anything of it before."""

from collections.abc import Iterator

from tuque.contact_centre.routing.state import Held, State
from tuque.contact_centre.routing.values import Instant, Mode

WATCHED: Instant = 30.0  # seconds between looks while people wait or an alarm is on


def next_look(state: State, now: Instant) -> Instant | None:
    """The first instant after `now`, when it was just looked at, at which time alone may change something; None: it changes nothing."""
    now = max(now, state.clock)
    later = [at for at in _instants(state) if at > now]
    if state.gap or state.waiting:
        later.append(now + WATCHED)
    return min(later, default=None)


def _instants(state: State) -> Iterator[Instant]:
    for held in state.offered.values():
        yield held.expires_at
    for seat in state.resting.values():
        yield seat.rests_until
    waits = _waits(state)
    for _rank, name in state.waiting:
        held = state.held[name]
        for wait in waits:
            yield held.place + wait
        yield from _own(state, held)


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


def _own(state: State, held: Held) -> Iterator[Instant]:
    push = state.policy.push_after.get(held.contact.channel)
    if push:
        yield held.place + push
    yield from held.refused_by.values()
