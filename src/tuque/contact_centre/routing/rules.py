"""May this responder take this contact now? The decision asks here, and so does its explanation."""

from enum import StrEnum

from tuque.contact_centre.routing.policy import Policy, Reach
from tuque.contact_centre.routing.state import Held, Seat, State
from tuque.contact_centre.routing.values import WRITTEN, Channel, Instant, Mode, Need, Profile, Risk


class Why(StrEnum):
    """Why not."""

    LANGUAGE = "language"
    SKILL = "skill"
    CHANNEL = "channel"
    LEVEL = "level"
    NOT_YET_THEIR_TURN = "not_yet_their_turn"  # the contact's own centre, or its partners, are asked first
    PAUSED = "paused"
    RESTING = "resting"
    HAS_AN_OFFER = "has_an_offer"
    IN_CONVERSATION = "in_conversation"
    HOLDS_HIGH_RISK = "holds_high_risk"
    HIGH_RISK_ALONE = "high_risk_alone"
    SHIFT_ENDS = "shift_ends"
    DECLINED = "declined"
    RESERVED = "reserved"
    PARTNER_LINE = "partner_line"  # partner lines are off, or not asked so soon


def unsuited(policy: Policy, need: Need, step: int, profile: Profile) -> Why | None:
    """Why nobody of this profile may answer such a need at this step, or None."""
    if need.language not in profile.languages:
        return Why.LANGUAGE
    if not profile.level(need.line) or any(not profile.level(skill) for skill in need.skills):
        return Why.SKILL
    if room_for(policy, profile, need.channel) < 1:
        return Why.CHANNEL
    if need.is_high and policy.high_risk_at_once:
        return None
    if profile.level(need.line) < policy.steps[step].level:
        return Why.LEVEL
    return None if is_within(policy, policy.steps[step].reach, need.centre, profile) else Why.NOT_YET_THEIR_TURN


def room_for(policy: Policy, profile: Profile, channel: Channel) -> int:
    """How many conversations at once this profile may hold when one of them is on this channel."""
    if channel is Channel.VOICE:
        return min(1, dict(profile.capacity).get(channel, 1))
    return dict(profile.capacity).get(channel, policy.capacity.get(channel, 1))


def is_within(policy: Policy, reach: Reach, centre: str, profile: Profile) -> bool:
    """A contact that no centre is near to is everyone's."""
    if reach is Reach.EVERYONE or not centre or centre in profile.centres:
        return True
    return reach is Reach.PARTNERS and not profile.centres.isdisjoint(policy.partners.get(centre, ()))


def unavailable(state: State, held: Held, seat: Seat, now: Instant) -> Why | None:
    """Why this responder, whose profile suits, cannot take this contact now, or None."""
    if seat.responder.profile.outside and not asks_partners(state, held, now):
        return Why.PARTNER_LINE
    if seat.paused:
        return Why.PAUSED
    if seat.resting:
        return Why.RESTING
    if seat.offer_of:
        return Why.HAS_AN_OFFER
    policy, ends_at = state.policy, seat.responder.shift_ends_at
    if seat.talking:
        why = _no_room(state, held, seat)
        if why:
            return why
    if ends_at is not None:
        left = ends_at - now
        if left <= policy.no_offer_last or (held.risk >= Risk.HIGH and left <= policy.no_high_risk_last):
            return Why.SHIFT_ENDS
    if held.refused_by.get(seat.responder.id, now) > now:
        return Why.DECLINED
    return None


def _no_room(state: State, held: Held, seat: Seat) -> Why | None:
    """For someone in conversation: voice is alone, high risk is alone, the rest share."""
    channel = held.contact.channel
    if seat.holds_call or channel not in WRITTEN:
        return Why.IN_CONVERSATION
    if seat.holds_high:
        return Why.HOLDS_HIGH_RISK
    if held.risk >= Risk.HIGH:
        return Why.HIGH_RISK_ALONE
    if len(seat.talking) >= room_for(state.policy, seat.responder.profile, channel):
        return Why.IN_CONVERSATION
    return None


def reserved_languages(state: State, held: Held, now: Instant) -> set[str]:
    """The languages whose speakers are kept for others than this contact.

    None for high risk, none for someone who has waited `reserve_ends_after`: a reserve delays, it never starves.
    """
    policy = state.policy
    if not policy.reserves or held.risk >= Risk.HIGH or now - held.place >= policy.reserve_ends_after:
        return set()
    return {
        language
        for language, count in policy.reserves.items()
        if language != held.contact.language and state.free_speakers[language] <= count
    }


def refusal(state: State, held: Held, seat: Seat, now: Instant) -> Why | None:
    """Why this responder may not take this waiting contact now, or None: all of the above."""
    profile = seat.responder.profile
    kept = reserved_languages(state, held, now)
    return (
        unsuited(state.policy, held.need, step_of(state, held, now), profile)
        or unavailable(state, held, seat, now)
        or (None if kept.isdisjoint(profile.languages) else Why.RESERVED)
    )


def asks_partners(state: State, held: Held, now: Instant) -> bool:
    """Whether the lines of others are asked for this contact."""
    return Mode.PARTNER_LINES in state.modes and now - held.place >= state.policy.partner_after


def step_of(state: State, held: Held, now: Instant) -> int:
    return state.policy.step_at(now - held.place)


def waits_for_a_person(state: State, held: Held, now: Instant) -> bool:
    """Whether the router offers this contact to nobody for now: its line is in hand, or its channel is picked first."""
    if is_in_hand(state, held, now):
        return True
    return now - held.place < state.policy.push_after.get(held.contact.channel, 0.0)


def is_in_hand(state: State, held: Held, now: Instant) -> bool:
    return held.contact.line in state.in_hand and now - held.place < state.policy.in_hand_limit
