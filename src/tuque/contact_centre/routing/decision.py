"""The one choice: who is offered which contact, now. A function of the state and the clock; it changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from tuque.contact_centre.routing import rules
from tuque.contact_centre.routing.policy import Preference, Reach
from tuque.contact_centre.routing.state import Bench, Held, Seat, State
from tuque.contact_centre.routing.values import Channel, Instant, Mode, Need, Profile


@dataclass(frozen=True, slots=True)
class Choice:
    contact: str
    responder: str
    step: int


def decide(state: State, now: Instant) -> Choice | None:
    """The first contact of the line, by rank, that someone may take, and the first to be asked of those. None: nobody.

    Contacts of one need at one step find the same people, so that a need that found nobody is not asked for twice.
    """
    found_nobody: set[tuple[object, ...]] = set()
    met: set[tuple[object, ...]] = set()  # the same, quicker to ask: hundreds wait for the same, at the same step
    for _rank, name in state.waiting:
        held = state.held[name]
        if _nobody_speaks(state, held.need) or rules.waits_for_a_person(state, held, now):
            continue
        step = rules.step_of(state, held, now)
        waited = now - held.place
        quick = (held.need, step, waited >= state.policy.reserve_ends_after, waited >= state.policy.partner_after)
        if quick in met:
            continue
        alike = _alike(state, held, step, now)
        if alike in found_nobody:
            met.add(quick)
            continue
        seat = first_for(state, held, step, now)
        if seat is not None:
            return Choice(name, seat.responder.id, step)
        if not held.refused_by:
            found_nobody.add(alike)
    return None


def _nobody_speaks(state: State, need: Need) -> bool:
    """A quick no: nobody of this language could take a call, or a conversation, now. Partners' lines are not counted."""
    if Mode.PARTNER_LINES in state.modes:
        return False
    speakers = state.free_speakers if need.is_high or need.channel is Channel.VOICE else state.ready_speakers
    return not speakers[need.language]


def _alike(state: State, held: Held, step: int, now: Instant) -> tuple[object, ...]:
    """Equal for contacts that the same people may take: once everyone is asked, the centre no longer matters."""
    need, policy = held.need, state.policy
    everyone = policy.steps[step].reach is Reach.EVERYONE or (need.is_high and policy.high_risk_at_once)
    past_reserve = now - held.place >= policy.reserve_ends_after
    centre = "" if everyone else need.centre
    partners = rules.asks_partners(state, held, now)
    return (need.channel, need.language, need.line, need.skills, need.is_high, centre, step, past_reserve, partners)


def first_for(state: State, held: Held, step: int, now: Instant) -> Seat | None:
    """Who is asked first for this contact, or None when nobody may take it now."""
    kept = rules.reserved_languages(state, held, now)
    for tier in _plan(state, held.need, step):
        candidates = [
            seat
            for bench, loads in tier
            if any(bench.ready[:loads]) and kept.isdisjoint(bench.profile.languages)
            if (seat := _first_of(state, bench, loads, held, now))
        ]
        if len(candidates) > 1:
            return min(candidates, key=lambda seat: _seat_key(state, held, seat))
        if candidates:
            return candidates[0]
    return None


def pick(state: State, seat: Seat, now: Instant) -> Held | None:
    """The first contact of the line that this responder may take, for someone who asks for one."""
    for _rank, name in state.waiting:
        held = state.held[name]
        if not rules.is_in_hand(state, held, now) and rules.refusal(state, held, seat, now) is None:
            return held
    return None


Tier = tuple[tuple[Bench, int], ...]


def _plan(state: State, need: Need, step: int) -> tuple[Tier, ...]:
    """The benches to ask for such a need at this step, in order; those that the policy does not tell apart together.

    Beside each, how many loads to look at, from 0: a call and a high risk are for those who are free.
    Kept in the state until a new profile or a new policy comes.
    """
    plan: tuple[Tier, ...] | None = state.plans.get((need, step))
    if plan is None:
        plan = state.plans[need, step] = _make_plan(state, need, step)
    return plan


def _make_plan(state: State, need: Need, step: int) -> tuple[Tier, ...]:
    tiers: dict[tuple[float, ...], list[tuple[Bench, int]]] = {}
    for bench in state.benches.values():
        if rules.unsuited(state.policy, need, step, bench.profile) is None:
            loads = 1 if need.is_high else rules.room_for(state.policy, bench.profile, need.channel)
            tiers.setdefault(profile_key(state, need, bench.profile), []).append((bench, loads))
    return tuple(tuple(tiers[key]) for key in sorted(tiers))


def profile_key(state: State, need: Need, profile: Profile) -> tuple[float, ...]:
    """Smaller is asked first: the preferences that do not change from minute to minute."""
    preferred = (PROFILE_ORDERS[name](state, need, profile) for name in state.policy.prefer if name in PROFILE_ORDERS)
    return (profile.outside, *preferred)


def nearness(state: State, need: Need, profile: Profile) -> int:
    """0 the contact's own centre, 1 a partner, 2 elsewhere."""
    if not need.centre or need.centre in profile.centres:
        return 0
    return 2 if profile.centres.isdisjoint(state.policy.partners.get(need.centre, ())) else 1


def _first_of(state: State, bench: Bench, loads: int, held: Held, now: Instant) -> Seat | None:
    """The first of a bench who may take the contact: those who are free, then those with room for one more."""
    for ready in bench.ready[:loads]:
        may = (seat for seat in ready.values() if rules.unavailable(state, held, seat, now) is None)
        if state.policy.keeps_order:
            seat = next(may, None)  # a bench is kept in this very order
        else:
            seat = min(may, key=lambda seat: _seat_key(state, held, seat), default=None)
        if seat is not None:
            return seat
    return None


def _seat_key(state: State, held: Held, seat: Seat) -> tuple[float, ...]:
    """Smaller is asked first, among profiles that the policy does not tell apart."""
    return (
        len(seat.talking),
        *(
            SEAT_ORDERS[preference](state, held, seat)
            for preference in state.policy.prefer
            if preference in SEAT_ORDERS
        ),
        seat.order,
    )


def _drawn(state: State, held: Held, seat: Seat) -> float:
    """A number from 0 to 1 drawn by lot for this contact and this responder: the same whenever it is asked again."""
    mixed = (
        held.order * 2_654_435_761 ^ seat.order * 2_246_822_519 ^ len(held.refused_by) * 3_266_489_917
    ) & 0xFFFFFFFF
    mixed = (mixed ^ mixed >> 15) * 0x2C1B3C6D & 0xFFFFFFFF
    mixed = (mixed ^ mixed >> 12) * 0x297A2D39 & 0xFFFFFFFF
    return (mixed ^ mixed >> 15) / 0x100000000


def _turns_since(state: State, held: Held, seat: Seat) -> float:
    """The order of the list, begun after whoever answered this line and language last."""
    last = state.last_asked.get((held.contact.line, held.contact.language), 0)
    return seat.order if seat.order > last else seat.order + state.last_order


def _weighted(state: State, held: Held, seat: Seat) -> float:
    """A lot in which a higher level weighs more."""
    weight = max(1, seat.responder.profile.level(held.contact.line))
    return -float(_drawn(state, held, seat) ** (1 / weight))


PROFILE_ORDERS: dict[Preference, Callable[[State, Need, Profile], float]] = {
    Preference.NEAREST: nearness,
    Preference.SPARE_LANGUAGES: lambda state, need, profile: len(profile.languages),
    Preference.LEVEL: lambda state, need, profile: -profile.level(need.line),
}
SEAT_ORDERS: dict[Preference, Callable[[State, Held, Seat], float]] = {
    Preference.LONGEST_READY: lambda state, held, seat: seat.ready_since,
    Preference.LEAST_RECENT: lambda state, held, seat: seat.last_served_at,
    Preference.FEWEST_CALLS: lambda state, held, seat: seat.served,
    Preference.FIXED_ORDER: lambda state, held, seat: seat.order,
    Preference.ROUND_ROBIN: _turns_since,
    Preference.RANDOM: _drawn,
    Preference.WEIGHTED_RANDOM: _weighted,
}
