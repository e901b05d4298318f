"""The gap between languages: who is answered in time less often, now. The shares count those who still wait past their target."""

from collections import Counter
from itertools import takewhile
from math import sqrt

from tuque.contact_centre.routing.state import State
from tuque.contact_centre.routing.values import Instant

MORE_THAN_CHANCE = 1.645  # standard errors: one in twenty by chance alone

Found = tuple[str, str, float, float]


def counts(state: State, now: Instant) -> dict[str, tuple[int, int]]:
    """By language: answered in time, and all that can be judged, in the last `gap_window`."""
    late: Counter[str] = Counter()
    for _rank, name in state.waiting:
        held = state.held[name]
        target = state.policy.targets.get(held.contact.language)
        if target and not held.answered and now - held.place > target.seconds:
            late[held.contact.language] += 1
    since = now - state.policy.gap_window
    # The state forgets with its next fact; a quiet line is judged by the clock.
    old = Counter(
        (language, in_time) for at, language, in_time in takewhile(lambda one: one[0] < since, state.outcomes)
    )
    tally = {key: state.tally[key] - old[key] for key in state.tally}
    return {
        language: (
            tally.get((language, True), 0),
            tally.get((language, True), 0) + tally.get((language, False), 0) + late[language],
        )
        for language in state.policy.targets
    }


def measure(state: State, now: Instant) -> Found | None:
    """The language that is best answered, the worst, and their shares in points; None while too few came in one of them."""
    found = {name: pair for name, pair in counts(state, now).items() if pair[1] >= state.policy.gap_contacts}
    if len(found) < 2:
        return None
    shares = {name: 100 * good / total for name, (good, total) in found.items()}
    ahead, behind = max(shares, key=lambda name: shares[name]), min(shares, key=lambda name: shares[name])
    return ahead, behind, shares[ahead], shares[behind]


def rings(state: State, now: Instant, ahead: str, behind: str) -> bool:
    """Whether the gap is as wide as the policy says, and wider than chance makes it."""
    found = counts(state, now)
    (good, total), (worse, others) = found[ahead], found[behind]
    gap, both = good / total - worse / others, (good + worse) / (total + others)
    error = sqrt(both * (1 - both) * (1 / total + 1 / others))
    return 100 * gap >= state.policy.gap_alarm and gap >= MORE_THAN_CHANCE * error and gap > 0
