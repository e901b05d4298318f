"""The rules of a line, as data. A published policy never changes; another takes its place."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from tuque.contact_centre.routing.values import Channel, Risk, Seconds, Target


class Reach(StrEnum):
    """How far from the contact's own centre a step looks."""

    LOCAL = "local"
    PARTNERS = "partners"
    EVERYONE = "everyone"


class Preference(StrEnum):
    """What makes one of those who may answer the first to be asked; the first of the list that tells them apart decides."""

    NEAREST = "nearest"
    SPARE_LANGUAGES = "spare_languages"  # who speaks fewer languages: whoever speaks more stays free for the others
    LEVEL = "level"
    LONGEST_READY = "longest_ready"
    LEAST_RECENT = "least_recent"
    FEWEST_CALLS = "fewest_calls"
    FIXED_ORDER = "fixed_order"
    ROUND_ROBIN = "round_robin"
    RANDOM = "random"
    WEIGHTED_RANDOM = "weighted_random"


PROFILE_PREFERENCES = frozenset({Preference.NEAREST, Preference.SPARE_LANGUAGES, Preference.LEVEL})


@dataclass(frozen=True)
class Step:
    """From `after` seconds of waiting on: who may answer. The place in the line is kept from step to step.

    `level` is the lowest level in the line's skill (Asterisk's penalties are levels counted down).
    """

    after: Seconds
    reach: Reach
    level: int = 1


@dataclass(frozen=True)
class Policy:
    """Every rule. The defaults are the reference policy; docs/explanation/routing.md says why each number.

    steps               by waiting time, the first at 0
    partners            centres that help one another, by centre
    head_starts         seconds by which a risk goes ahead of those with none: one who waits as much longer is before it
    trusted             the highest declared risk that counts before a person confirmed one
    slow_lane           seconds by which the slower lane comes after
    cut_off             seconds of head start for someone whose conversation was cut by our side
    high_risk_at_once   high risk is open to everyone from the first second
    offer_seconds       how long someone has to accept, by channel
    again_after         seconds before a contact is offered again to someone who declined it
    misses_allowed      offers in a row that may run out before the responder is set aside
    capacity            conversations at once, by channel; voice is always alone
    push_after          seconds during which a channel waits to be picked before it is pushed
    reserves            by language: how many people who speak it stay free for it
    reserve_ends_after  seconds of waiting after which a reserve no longer holds anyone back
    targets             by language
    gap_alarm           points between two languages' shares within target that raise the alarm, where it is more than chance
    gap_window          seconds over which the two shares are counted
    gap_contacts        how many contacts of each language it takes
    call_back_after     seconds of waiting after which a caller may ask to be called back, while that mode is on
    partner_after       seconds of waiting after which partner lines are asked, while that mode is on
    announcement        seconds of announcement before a call is in the line, and the short one while that mode is on
    wrap_up             seconds to write after a conversation, by channel; whoever is ready earlier says so
    recovery            seconds of rest after a hard contact; not shortened
    no_high_risk_last   seconds before the end of a shift without high risk
    no_offer_last       seconds before the end of a shift without any offer
    repeat_within       seconds during which someone who comes back keeps their former place
    in_hand_limit       seconds after which a contact of a queue in hand is offered by the router again
    vanished_after      seconds of silence after which a responder is taken for gone
    prefer              see Preference
    """

    steps: tuple[Step, ...] = (Step(0, Reach.LOCAL), Step(8, Reach.PARTNERS), Step(12, Reach.EVERYONE))
    partners: Mapping[str, frozenset[str]] = field(default_factory=dict)
    head_starts: Mapping[Risk, Seconds] = field(
        default_factory=lambda: {Risk.LOW: 0.0, Risk.MODERATE: 60.0, Risk.HIGH: 300.0, Risk.IMMINENT: 900.0}
    )
    trusted: Risk = Risk.HIGH
    slow_lane: Seconds = 300.0
    cut_off: Seconds = 900.0
    high_risk_at_once: bool = True
    offer_seconds: Mapping[Channel, Seconds] = field(
        default_factory=lambda: {Channel.VOICE: 15.0, Channel.CHAT: 20.0, Channel.TEXT: 20.0, Channel.EMAIL: 120.0}
    )
    again_after: Seconds = 60.0
    misses_allowed: int = 1
    capacity: Mapping[Channel, int] = field(
        default_factory=lambda: {Channel.VOICE: 1, Channel.CHAT: 2, Channel.TEXT: 2, Channel.EMAIL: 3}
    )
    push_after: Mapping[Channel, Seconds] = field(default_factory=lambda: {Channel.EMAIL: 3600.0})
    reserves: Mapping[str, int] = field(default_factory=dict)
    reserve_ends_after: Seconds = 60.0
    targets: Mapping[str, Target] = field(default_factory=lambda: {"en": Target(20, 0.95), "fr": Target(20, 0.95)})
    gap_alarm: float = 3.0
    gap_window: Seconds = 3600.0
    gap_contacts: int = 20
    call_back_after: Seconds = 60.0
    partner_after: Seconds = 30.0
    announcement: Seconds = 25.0
    short_announcement: Seconds = 8.0
    wrap_up: Mapping[Channel, Seconds] = field(
        default_factory=lambda: {Channel.VOICE: 300.0, Channel.CHAT: 480.0, Channel.TEXT: 480.0, Channel.EMAIL: 60.0}
    )
    recovery: Seconds = 900.0
    no_high_risk_last: Seconds = 1200.0
    no_offer_last: Seconds = 0.0
    repeat_within: Seconds = 900.0
    in_hand_limit: Seconds = 300.0
    vanished_after: Seconds = 8.0
    prefer: tuple[Preference, ...] = (
        Preference.NEAREST,
        Preference.SPARE_LANGUAGES,
        Preference.LEVEL,
        Preference.LONGEST_READY,
    )

    @cached_property
    def keeps_order(self) -> bool:
        """Whether, of people alike, the one who has been ready the longest is asked first."""
        seats = [name for name in self.prefer if name not in PROFILE_PREFERENCES]
        return seats[:1] in ([], [Preference.LONGEST_READY])

    def step_at(self, waited: Seconds) -> int:
        """The number of the step that is open after `waited` seconds."""
        if waited >= self.steps[-1].after:
            return len(self.steps) - 1
        last = 0
        for number, step in enumerate(self.steps):
            if waited >= step.after:
                last = number
        return last

    def head_start(self, risk: Risk) -> Seconds:
        return self.head_starts.get(risk, 0.0)

    @property
    def longest_overtaking(self) -> Seconds:
        """Nobody whose place began more than this after a contact's is served before it by someone who could serve both.

        docs/explanation/routing.md proves it.
        """
        return max(*self.head_starts.values(), self.cut_off) - min(self.head_starts.values()) + self.slow_lane

    @property
    def open_to_all_after(self) -> Seconds:
        """After this wait, no timer of the policy keeps a contact from anyone who has its skills and its language."""
        return max([self.steps[-1].after, self.reserve_ends_after, self.in_hand_limit, *self.push_after.values()])


def to_data(policy: Policy) -> dict[str, Any]:
    """The policy as JSON holds it."""
    data = asdict(policy)
    data["partners"] = {centre: sorted(others) for centre, others in policy.partners.items()}
    data["head_starts"] = {str(int(risk)): seconds for risk, seconds in policy.head_starts.items()}
    data["trusted"] = int(policy.trusted)
    data["steps"] = [asdict(step) for step in policy.steps]
    data["prefer"] = list(policy.prefer)
    return data


def from_data(data: Mapping[str, Any]) -> Policy:
    """The policy that `to_data` wrote; what is absent has its default. Raises ValueError, KeyError or TypeError on nonsense."""
    known = dict(data)
    if "steps" in known:
        known["steps"] = tuple(
            Step(float(step["after"]), Reach(step["reach"]), int(step.get("level", 1))) for step in known["steps"]
        )
    if "partners" in known:
        known["partners"] = {centre: frozenset(others) for centre, others in known["partners"].items()}
    if "head_starts" in known:
        known["head_starts"] = {Risk(int(risk)): float(seconds) for risk, seconds in known["head_starts"].items()}
    if "trusted" in known:
        known["trusted"] = Risk(int(known["trusted"]))
    for name in ("offer_seconds", "capacity", "push_after", "wrap_up"):
        if name in known:
            known[name] = {Channel(channel): value for channel, value in known[name].items()}
    if "targets" in known:
        known["targets"] = {language: Target(**target) for language, target in known["targets"].items()}
    if "prefer" in known:
        known["prefer"] = tuple(Preference(name) for name in known["prefer"])
    return Policy(**known)
