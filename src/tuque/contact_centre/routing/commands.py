"""What people and clocks ask for: each gives the facts that follow, none when there is nothing to do.

A command that comes twice, or too late, gives no fact the second time: an offer is accepted once, a contact ends once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tuque.contact_centre.routing import decision, facts, gap, rules
from tuque.contact_centre.routing.facts import Fact
from tuque.contact_centre.routing.policy import Policy
from tuque.contact_centre.routing.state import Held, Seat, Stage, State
from tuque.contact_centre.routing.values import Channel, Contact, Instant, Mode, Responder, Risk

NOTHING: list[Fact] = []
HARD_SAID_WITHIN = 180.0  # seconds after an end, where the time to write is shorter


def set_policy(state: State, policy: Policy, *, at: Instant) -> list[Fact]:
    return [facts.PolicySet(at, policy)] if policy != state.policy or not state.sequence else NOTHING


# Contacts


def queue(state: State, contact: Contact, *, at: Instant) -> list[Fact]:
    """Let a contact in. Someone who comes back within minutes keeps their place; a call that was redialled replaces the first."""
    if contact.id in state.held:
        return NOTHING
    double = _same_call(state, contact)
    if double is not None:
        left = facts.Left(at, double.contact.id, contact.id)
        return [left, facts.Queued(at, contact, double.place, double.contact.id)]
    gone = state.gone.get(contact.person) if contact.person else None
    if gone is None or at - gone.left_at > state.policy.repeat_within:
        return [facts.Queued(at, contact, at, "")]
    return [facts.Queued(at, contact, at if gone.place is None else gone.place, gone.contact)]


def queue_all(state: State, contacts: Iterable[Contact], *, at: Instant) -> Iterator[Fact]:
    """Let several in at the same instant, in their order. Each fact is applied before the next contact is looked at."""
    for contact in contacts:
        yield from queue(state, contact, at=at)


def _same_call(state: State, contact: Contact) -> Held | None:
    """The contact that the same person has waiting on the same channel and line: they dialled again."""
    if not contact.person:
        return None
    return next(
        (
            held
            for _rank, name in state.waiting
            if (held := state.held[name]).contact.person == contact.person
            and held.contact.channel is contact.channel
            and held.contact.line == contact.line
        ),
        None,
    )


def leave(state: State, contact: str, *, at: Instant, for_good: bool = False) -> list[Fact]:
    """The person went away before an answer. Who is to be called back hung up, and stays in the line unless it is `for_good`."""
    held = state.held.get(contact)
    if held is None or held.stage is Stage.TALKING or (held.call_back and not for_good):
        return NOTHING
    return [facts.Left(at, contact, "")]


def end(state: State, contact: str, *, at: Instant, hard: bool = False) -> list[Fact]:
    """The conversation is over. After a `hard` one the responder rests for the policy's recovery."""
    held = state.held.get(contact)
    if held is None or held.stage is not Stage.TALKING:
        return NOTHING
    policy = state.policy
    rest = max(policy.wrap_up.get(held.contact.channel, 0.0), policy.recovery if hard else 0.0)
    return [facts.Ended(at, contact, held.responder, at + rest, hard)]


def ask_call_back(state: State, contact: str, *, at: Instant) -> list[Fact]:
    """Hang up and be called at one's place: by voice, while the mode is on, never at high risk, and not before some waiting."""
    held = state.held.get(contact)
    if held is None or held.stage is not Stage.WAITING or held.call_back or held.keeper:
        return NOTHING
    if Mode.CALL_BACK not in state.modes or held.contact.channel is not Channel.VOICE or held.risk >= Risk.HIGH:
        return NOTHING
    return [facts.CallBackAsked(at, contact)] if at - held.place >= state.policy.call_back_after else NOTHING


def transfer(
    state: State,
    contact: str,
    *,
    by: str,
    at: Instant,
    language: str = "",
    line: str = "",
    skills: frozenset[str] = frozenset(),
) -> list[Fact]:
    """Pass a conversation on to whoever has what it needs; `by` stays with the person until someone accepts."""
    held = state.held.get(contact)
    if held is None or held.stage is not Stage.TALKING or held.responder != by:
        return NOTHING
    was = held.contact
    changed = replace(was, language=language or was.language, line=line or was.line, skills=was.skills | skills)
    return [facts.Transferred(at, contact, by, changed)]


def take_back(state: State, contact: str, *, by: str, at: Instant) -> list[Fact]:
    """Go on with a conversation that nobody has accepted yet."""
    held = state.held.get(contact)
    return [facts.TakenBack(at, contact)] if held and held.keeper == by else NOTHING


def confirm_risk(state: State, contact: str, risk: Risk, *, by: str, at: Instant) -> list[Fact]:
    held = state.held.get(contact)
    if held is None or (held.confirmed and held.risk is risk):
        return NOTHING
    return [facts.RiskConfirmed(at, contact, risk, by)]


def change_lane(state: State, contact: str, *, slow: bool, by: str, at: Instant) -> list[Fact]:
    held = state.held.get(contact)
    return [facts.LaneChanged(at, contact, slow, by)] if held and held.slow is not slow else NOTHING


# Responders


def sign_in(state: State, responder: Responder, *, at: Instant) -> list[Fact]:
    """Begin to answer. Who signs in again with another profile begins anew, unless they hold something."""
    seat = state.seats.get(responder.id)
    if seat is None:
        return [facts.SignedIn(at, responder)]
    if seat.responder == responder or seat.talking or seat.offer_of:
        return NOTHING
    return [facts.SignedOut(at, responder.id), facts.SignedIn(at, responder)]


def sign_out(state: State, responder: str, *, at: Instant) -> list[Fact]:
    return [facts.SignedOut(at, responder)] if responder in state.seats else NOTHING


def vanish(state: State, responder: str, *, at: Instant) -> list[Fact]:
    """Their page went silent (`watch` tells)."""
    return [facts.Vanished(at, responder)] if responder in state.seats else NOTHING


def pause(state: State, responder: str, *, at: Instant, why: str = "break") -> list[Fact]:
    """A break: no new offer. What is on offer goes back; conversations go on."""
    seat = state.seats.get(responder)
    if seat is None or seat.paused:
        return NOTHING
    return [*_give_back(state, seat, at), facts.Paused(at, responder, why)]


def _give_back(state: State, seat: Seat, at: Instant) -> list[Fact]:
    if not seat.offer_of:
        return NOTHING
    return [facts.Declined(at, state.held[seat.offer_of].offer, seat.offer_of, seat.responder.id)]


def resume(state: State, responder: str, *, at: Instant) -> list[Fact]:
    seat = state.seats.get(responder)
    return [facts.Resumed(at, responder)] if seat and seat.paused else NOTHING


def ready(state: State, responder: str, *, at: Instant) -> list[Fact]:
    """Done writing before the time given. Recovery after a hard contact is not shortened."""
    seat = state.seats.get(responder)
    return [facts.Rested(at, responder)] if seat and seat.resting and not seat.recovering else NOTHING


def recover(state: State, responder: str, *, at: Instant) -> list[Fact]:
    """What they have just answered was hard, whoever ended it: a rest like that of a `hard` end. What is on offer goes back."""
    seat = state.seats.get(responder)
    if seat is None or not may_recover(seat, at):
        return NOTHING
    rests_until = max(seat.rests_until, at + state.policy.recovery)
    return [*_give_back(state, seat, at), facts.Recovering(at, responder, rests_until)]


def may_recover(seat: Seat, at: Instant) -> bool:
    """While they write of what ended, and for a short while after it where no time is given to write."""
    just_ended = seat.ended_at is not None and at - seat.ended_at <= HARD_SAID_WITHIN
    return not seat.recovering and (seat.resting or just_ended)


def accept(state: State, offer: str, *, responder: str, at: Instant) -> list[Fact]:
    """Take what is offered. An offer that ran out, or went to someone else, gives nothing."""
    held = _on_offer(state, offer, responder)
    return [facts.Accepted(at, offer, held.contact.id, responder)] if held else NOTHING


def decline(state: State, offer: str, *, responder: str, at: Instant) -> list[Fact]:
    held = _on_offer(state, offer, responder)
    return [facts.Declined(at, offer, held.contact.id, responder)] if held else NOTHING


def _on_offer(state: State, offer: str, responder: str) -> Held | None:
    seat = state.seats.get(responder)
    held = state.held.get(seat.offer_of) if seat and seat.offer_of else None
    return held if held and held.offer == offer else None


def pull(state: State, responder: str, *, offer: str, at: Instant) -> list[Fact]:
    """The first contact that they may take, taken at once."""
    seat = state.seats.get(responder)
    held = decision.pick(state, seat, at) if seat else None
    if held is None:
        return NOTHING
    return _hand_over(state, held, responder, offer=offer, at=at, how="pull", by=responder)


# A supervisor


def take_in_hand(state: State, line: str, *, by: str, at: Instant) -> list[Fact]:
    """Serve a line by hand. The router comes back for whoever has waited `in_hand_limit`."""
    return [facts.TakenInHand(at, line, by)] if line not in state.in_hand else NOTHING


def release(state: State, line: str, *, at: Instant) -> list[Fact]:
    return [facts.Released(at, line)] if line in state.in_hand else NOTHING


def assign(state: State, contact: str, responder: str, *, offer: str, by: str, at: Instant) -> list[Fact]:
    """Offer this contact to that responder, outside the order. Only someone who is on no call and at no rest is asked."""
    held, seat = state.held.get(contact), state.seats.get(responder)
    if held is None or seat is None or held.stage is not Stage.WAITING or held.keeper == responder:
        return NOTHING
    if rules.unavailable(state, held, seat, at) not in (None, rules.Why.DECLINED, rules.Why.SHIFT_ENDS):
        return NOTHING
    return [_offer(state, held, responder, offer=offer, at=at, how="hand", by=by)]


def take_over(state: State, contact: str, *, by: str, at: Instant, offer: str) -> list[Fact]:
    """Become the one who talks with a contact, or who answers it where it waits. `by` must have a seat; its state does not matter."""
    held, seat = state.held.get(contact), state.seats.get(by)
    if held is None or seat is None or seat.offer_of or contact in seat.talking:
        return NOTHING
    found: list[Fact] = []
    if held.stage is Stage.OFFERED:
        found.append(facts.Declined(at, held.offer, contact, held.responder))
    elif held.stage is Stage.TALKING:
        found.append(facts.Transferred(at, contact, held.responder, held.contact))
    number = str(int(offer) + len(found))  # an offer bears the number of its own fact
    return [*found, *_hand_over(state, held, by, offer=number, at=at, how="hand", by=by)]


def switch_mode(state: State, mode: Mode, *, on: bool, by: str, at: Instant) -> list[Fact]:
    """A degraded mode, on or off."""
    return [facts.ModeSwitched(at, mode, on, by)] if (mode in state.modes) is not on else NOTHING


def note_gap(state: State, *, by: str, at: Instant) -> list[Fact]:
    """Take note of the alarm between languages."""
    return [facts.GapNoted(at, by)] if state.gap and not state.gap.noted_by else NOTHING


# The clock


def watch_gap(state: State, *, at: Instant) -> list[Fact]:
    """The alarm between languages: rung, or over."""
    found = gap.measure(state, at)
    if state.gap is None:
        return [facts.GapRung(at, *found)] if found and gap.rings(state, at, *found[:2]) else NOTHING
    closed = found is None or found[2] - found[3] < state.policy.gap_alarm / 2
    return [facts.GapOver(at)] if closed else NOTHING


def tick(state: State, *, at: Instant) -> Iterator[Fact]:
    """What time alone brings: offers that ran out, rests that are over, shifts that end. Each is applied before the next."""
    for held in [held for held in state.offered.values() if held.expires_at <= at]:
        seat = state.seats[held.responder]
        yield facts.Expired(at, held.offer, held.contact.id, seat.responder.id)
        if seat.missed > state.policy.misses_allowed and not seat.paused:
            yield facts.Paused(at, seat.responder.id, "missed")
    for seat in [seat for seat in state.resting.values() if seat.rests_until <= at]:
        yield facts.Rested(at, seat.responder.id)


def offer_next(state: State, *, offer: str, at: Instant) -> list[Fact]:
    """The router's own choice, as an offer."""
    choice = decision.decide(state, at)
    if choice is None:
        return NOTHING
    held = state.held[choice.contact]
    return [_offer(state, held, choice.responder, offer=offer, at=at, how="push", by="")]


def _offer(state: State, held: Held, responder: str, *, offer: str, at: Instant, how: str, by: str) -> facts.Offered:
    expires_at = at + state.policy.offer_seconds.get(held.contact.channel, 15.0)
    step = rules.step_of(state, held, at)
    return facts.Offered(at, offer, held.contact.id, responder, expires_at, step, how, by)


def _hand_over(state: State, held: Held, responder: str, *, offer: str, at: Instant, how: str, by: str) -> list[Fact]:
    offered = _offer(state, held, responder, offer=offer, at=at, how=how, by=by)
    return [offered, facts.Accepted(at, offer, held.contact.id, responder)]
