"""What is true now: the fold of the facts, kept so that a choice among thousands is quick."""

from bisect import bisect_left, insort
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice
from typing import Any

from tuque.contact_centre.routing import facts
from tuque.contact_centre.routing.policy import Policy
from tuque.contact_centre.routing.values import WRITTEN, Contact, Instant, Mode, Need, Profile, Responder, Risk

MOMENT = 10.0  # seconds: whoever gives up before is not counted
NEVER: Instant = 1e12  # far beyond any clock, and JSON can hold it


class Stage(Enum):
    WAITING = "waiting"
    OFFERED = "offered"
    TALKING = "talking"


@dataclass(slots=True)
class Held:
    """A contact that the line holds. `place`: since when its person has been trying."""

    contact: Contact
    place: Instant
    order: int
    since: Instant
    risk: Risk
    slow: bool
    need: Need
    confirmed: bool = False
    cut: bool = False
    answered: bool = False  # someone spoke with them already
    call_back: bool = False  # they hung up and will be called
    keeper: str = ""  # who stays with them while they are passed on
    stage: Stage = Stage.WAITING
    rank: tuple[Instant, int] = (0.0, 0)
    responder: str = ""
    offer: str = ""
    expires_at: Instant = 0.0
    refused_by: dict[str, Instant] = field(
        default_factory=dict
    )  # who declined, and until when they are not asked again


@dataclass(slots=True)
class Seat:
    """A responder who is signed in. `ready_since` is the last time they became free for an offer."""

    responder: Responder
    order: int
    ready_since: Instant
    talking: set[str] = field(default_factory=set)
    holds_call: bool = False
    holds_high: bool = False
    offer_of: str = ""  # the contact on offer
    load: int | None = None  # where the bench has them: written conversations, None when they can take nothing
    paused: str = ""
    rests_until: Instant = 0.0
    resting: bool = False
    recovering: bool = False
    ended_at: Instant | None = None  # their last conversation
    missed: int = 0
    served: int = 0
    last_served_at: Instant = 0.0


@dataclass(slots=True)
class Bench:
    """Responders of one profile who could take something now.

    ready  by the number of written conversations they are in; each in the order in which they became ready
    """

    profile: Profile
    ready: list[dict[str, Seat]] = field(default_factory=lambda: [{}])

    def at(self, load: int) -> dict[str, Seat]:
        while len(self.ready) <= load:
            self.ready.append({})
        return self.ready[load]


@dataclass(slots=True)
class Gone:
    """Someone whose contact is over, remembered for `repeat_within`. `place` is None once they were answered."""

    place: Instant | None
    left_at: Instant
    contact: str
    risk: Risk


@dataclass(slots=True)
class Gap:
    """An alarm that has rung and is not over: one language is answered in time less often than another."""

    since: Instant
    ahead: str
    behind: str
    ahead_share: float
    behind_share: float
    noted_by: str = ""


class State:
    """Built by `apply` alone. `clock` never goes back, whatever the clocks of those who wrote the facts did."""

    def __init__(self) -> None:
        self.policy = Policy()
        self.sequence = 0
        self.clock: Instant = 0.0
        self.held: dict[str, Held] = {}
        self.waiting: list[tuple[tuple[Instant, int], str]] = []  # by rank, the first first
        self.offered: dict[str, Held] = {}
        self.seats: dict[str, Seat] = {}
        self.resting: dict[str, Seat] = {}
        self.benches: dict[Profile, Bench] = {}
        self.free_speakers: Counter[str] = Counter()  # by language: who is in no conversation and could take one
        self.ready_speakers: Counter[str] = Counter()  # by language: who could take something
        self.in_hand: dict[str, str] = {}
        self.gone: dict[str, Gone] = {}
        self.last_asked: dict[tuple[str, str], int] = {}  # the seat that answered last, by line and language
        self.plans: dict[Any, Any] = {}  # what `decision` remembers from one choice to the next; follows from the rest
        self.last_order = 0
        self.modes: set[Mode] = set()
        self.gap: Gap | None = None
        self.outcomes: deque[tuple[Instant, str, bool]] = (
            deque()
        )  # of the last `gap_window`: language, answered in time
        self.tally: Counter[tuple[str, bool]] = Counter()  # the same, counted

    def apply(self, fact: facts.Fact) -> None:
        """Take one fact in. Facts of a log are applied once each, in order: `sequence` counts them."""
        self.sequence += 1
        self.clock = max(self.clock, fact.at)
        self._forget_outcomes()
        APPLIERS[type(fact)](self, fact)

    def _forget_outcomes(self) -> None:
        while self.outcomes and self.outcomes[0][0] < self.clock - self.policy.gap_window:
            _at, language, in_time = self.outcomes.popleft()
            self.tally[language, in_time] -= 1

    def count_outcome(self, held: Held, *, answered: bool) -> None:
        """Once for each person: at the first answer, or when they gave up after more than a moment."""
        target, waited = self.policy.targets.get(held.contact.language), self.clock - held.place
        if target is None or held.answered or (not answered and waited < MOMENT):
            return
        in_time = answered and waited <= target.seconds
        self.outcomes.append((self.clock, held.contact.language, in_time))
        self.tally[held.contact.language, in_time] += 1

    def next_order(self) -> int:
        self.last_order += 1
        return self.last_order

    # The line of those who wait

    def wait(self, held: Held) -> None:
        """Put a contact in the line at its place, by its rank."""
        held.stage, held.responder, held.offer = Stage.WAITING, "", ""
        held.rank = (held.place - self._head_start(held), held.order)
        held.need = need_of(held.contact, held.risk)
        insort(self.waiting, (held.rank, held.contact.id))

    def _head_start(self, held: Held) -> float:
        start = self.policy.head_start(held.risk)
        if held.cut:
            start = max(start, self.policy.cut_off)
        return start - (self.policy.slow_lane if held.slow and held.risk < Risk.HIGH else 0.0)

    def unwait(self, held: Held) -> None:
        del self.waiting[bisect_left(self.waiting, (held.rank, held.contact.id))]

    # Who could take something

    def seat_changed(self, seat: Seat) -> None:
        """Put a seat on the bench where it now belongs, or take it off."""
        bench = self.bench_of(seat.responder.profile)
        load = len(seat.talking) if self._could_take(seat) else None
        if load == seat.load:
            return
        # A partner's line keeps nobody's place free: a reserve counts our own people alone.
        languages = () if bench.profile.outside else bench.profile.languages
        if seat.load is not None:
            del bench.at(seat.load)[seat.responder.id]
            self.ready_speakers.subtract(languages)
        if load is not None:
            bench.at(load)[seat.responder.id] = seat
            self.ready_speakers.update(languages)
            seat.ready_since = self.clock
        if seat.load == 0:
            self.free_speakers.subtract(languages)
        if load == 0:
            self.free_speakers.update(languages)
        seat.load = load

    def _could_take(self, seat: Seat) -> bool:
        if seat.paused or seat.resting or seat.offer_of:
            return False
        if not seat.talking:
            return True
        return not (seat.holds_call or seat.holds_high) and len(seat.talking) < self._written_room(
            seat.responder.profile
        )

    def _written_room(self, profile: Profile) -> int:
        """The most written conversations at once; `rules` has the number for each channel."""
        own = dict(profile.capacity)
        return max(own.get(channel, self.policy.capacity.get(channel, 1)) for channel in WRITTEN)

    def bench_of(self, profile: Profile) -> Bench:
        bench = self.benches.get(profile)
        if bench is None:
            bench = self.benches[profile] = Bench(profile)
            self.plans.clear()
        return bench

    def talk_changed(self, seat: Seat) -> None:
        """After a conversation began, ended or turned out to be of high risk."""
        seat.holds_call = any(self.held[name].contact.channel not in WRITTEN for name in seat.talking)
        seat.holds_high = any(self.held[name].risk >= Risk.HIGH for name in seat.talking)
        self.seat_changed(seat)


def need_of(contact: Contact, risk: Risk) -> Need:
    return Need(contact.channel, contact.language, contact.line, contact.centre, contact.skills, risk >= Risk.HIGH)


def fold(log: Iterable[facts.Fact]) -> State:
    """The state after these facts."""
    state = State()
    for fact in log:
        state.apply(fact)
    return state


def _policy_set(state: State, fact: facts.PolicySet) -> None:
    state.policy = fact.policy
    state.plans.clear()
    waiting = [state.held[name] for _rank, name in state.waiting]
    state.waiting.clear()
    for held in waiting:
        state.wait(held)
    for seat in state.seats.values():
        state.seat_changed(seat)


def _signed_in(state: State, fact: facts.SignedIn) -> None:
    seat = Seat(fact.responder, state.next_order(), fact.at)
    state.seats[fact.responder.id] = seat
    state.seat_changed(seat)


def _gone_away(state: State, fact: facts.SignedOut | facts.Vanished) -> None:
    """What they held goes back to the line: an offer with its place, a conversation at the head."""
    seat = state.seats.pop(fact.responder)
    seat.paused = "gone"
    state.seat_changed(seat)
    state.resting.pop(fact.responder, None)
    for name in [*seat.talking, *([seat.offer_of] if seat.offer_of else [])]:
        held = state.held[name]
        if held.keeper == fact.responder:  # already in the line for someone else, at the head
            held.keeper = ""
            continue
        held.cut = held.cut or held.stage is Stage.TALKING
        state.offered.pop(name, None)
        state.wait(held)
    for line in [line for line, by in state.in_hand.items() if by == fact.responder]:
        del state.in_hand[line]


def _paused(state: State, fact: facts.Paused) -> None:
    seat = state.seats[fact.responder]
    seat.paused = fact.why
    state.seat_changed(seat)


def _resumed(state: State, fact: facts.Resumed) -> None:
    seat = state.seats[fact.responder]
    seat.paused, seat.missed = "", 0
    state.seat_changed(seat)


def _rested(state: State, fact: facts.Rested) -> None:
    seat = state.seats[fact.responder]
    seat.resting = seat.recovering = False
    state.resting.pop(fact.responder, None)
    state.seat_changed(seat)


def _recovering(state: State, fact: facts.Recovering) -> None:
    _rest(state, state.seats[fact.responder], fact.at, fact.rests_until, hard=True)


def _queued(state: State, fact: facts.Queued) -> None:
    contact = fact.contact
    former = state.gone.pop(contact.person, None) if fact.repeats else None
    risk = min(contact.declared, state.policy.trusted)
    if former is not None and former.place is not None:
        risk = max(risk, former.risk)
    held = Held(contact, fact.place, state.next_order(), fact.at, risk, contact.slow, need_of(contact, risk))
    state.held[contact.id] = held
    state.wait(held)


def _risk_confirmed(state: State, fact: facts.RiskConfirmed) -> None:
    held = state.held[fact.contact]
    _change(state, held, risk=fact.risk, slow=held.slow)
    held.confirmed = True


def _lane_changed(state: State, fact: facts.LaneChanged) -> None:
    held = state.held[fact.contact]
    _change(state, held, risk=held.risk, slow=fact.slow)


def _change(state: State, held: Held, *, risk: Risk, slow: bool) -> None:
    waits = held.stage is Stage.WAITING
    if waits:
        state.unwait(held)
    held.risk, held.slow = risk, slow
    held.need = need_of(held.contact, risk)
    if held.keeper:
        state.talk_changed(state.seats[held.keeper])
    if waits:
        state.wait(held)
    elif held.stage is Stage.TALKING:
        state.talk_changed(state.seats[held.responder])


def _offered(state: State, fact: facts.Offered) -> None:
    held, seat = state.held[fact.contact], state.seats[fact.responder]
    state.unwait(held)
    held.stage, held.responder, held.offer, held.expires_at = (
        Stage.OFFERED,
        fact.responder,
        fact.offer,
        fact.expires_at,
    )
    state.offered[fact.contact] = held
    seat.offer_of = fact.contact
    state.seat_changed(seat)


def _accepted(state: State, fact: facts.Accepted) -> None:
    held, seat = state.held[fact.contact], state.seats[fact.responder]
    del state.offered[fact.contact]
    state.count_outcome(held, answered=True)
    held.stage, held.answered, held.call_back = Stage.TALKING, True, False
    _let_go(state, held, fact.at)
    seat.offer_of, seat.missed = "", 0
    seat.served += 1
    seat.last_served_at = fact.at
    seat.talking.add(fact.contact)
    state.last_asked[held.contact.line, held.contact.language] = seat.order
    state.talk_changed(seat)


def _refused(state: State, fact: facts.Declined | facts.Expired) -> None:
    held, seat = state.held[fact.contact], state.seats[fact.responder]
    del state.offered[fact.contact]
    held.refused_by[fact.responder] = fact.at + state.policy.again_after
    seat.offer_of = ""
    seat.missed += isinstance(fact, facts.Expired)
    state.wait(held)
    state.seat_changed(seat)


def _left(state: State, fact: facts.Left) -> None:
    held = state.held[fact.contact]
    if not fact.into:
        state.count_outcome(held, answered=False)
    _let_go(state, held, fact.at)
    del state.held[fact.contact]
    if held.stage is Stage.WAITING:
        state.unwait(held)
    elif held.stage is Stage.OFFERED:
        del state.offered[fact.contact]
        seat = state.seats[held.responder]
        seat.offer_of = ""
        state.seat_changed(seat)
    if not fact.into:
        _remember(state, held, Gone(held.place, fact.at, fact.contact, held.risk))


def _remember(state: State, held: Held, gone: Gone) -> None:
    """Keep who came, and let go of those too long ago to be a repeat: the oldest are first."""
    if not held.contact.person:
        return
    state.gone.pop(held.contact.person, None)
    state.gone[held.contact.person] = gone
    for person in list(islice(state.gone, 2)):
        if state.gone[person].left_at < state.clock - state.policy.repeat_within:
            del state.gone[person]


def _ended(state: State, fact: facts.Ended) -> None:
    held = state.held.pop(fact.contact)
    _remember(state, held, Gone(None, fact.at, fact.contact, held.risk))
    seat = state.seats[fact.responder]
    seat.talking.discard(fact.contact)
    seat.ended_at = fact.at
    _rest(state, seat, fact.at, fact.rests_until, hard=fact.hard)


def _rest(state: State, seat: Seat, now: Instant, until: Instant, *, hard: bool) -> None:
    if until > now:
        seat.resting, seat.recovering = True, seat.recovering or hard
        seat.rests_until = max(seat.rests_until, until)
        state.resting[seat.responder.id] = seat
    state.talk_changed(seat)


def _let_go(state: State, held: Held, now: Instant) -> None:
    """Whoever passed the contact on is free of it, and writes."""
    if not held.keeper:
        return
    seat, held.keeper = state.seats[held.keeper], ""
    seat.talking.discard(held.contact.id)
    _rest(state, seat, now, now + state.policy.wrap_up.get(held.contact.channel, 0.0), hard=False)


def _transferred(state: State, fact: facts.Transferred) -> None:
    held = state.held[fact.contact]
    held.keeper, held.contact, held.cut = held.responder, fact.changed, True
    held.refused_by[held.keeper] = NEVER
    state.wait(held)


def _taken_back(state: State, fact: facts.TakenBack) -> None:
    held = state.held[fact.contact]
    if held.stage is Stage.WAITING:
        state.unwait(held)
    else:
        del state.offered[fact.contact]
        seat = state.seats[held.responder]
        seat.offer_of = ""
        state.seat_changed(seat)
    del held.refused_by[held.keeper]
    held.stage, held.responder, held.offer, held.keeper, held.cut = Stage.TALKING, held.keeper, "", "", False


def _mode_switched(state: State, fact: facts.ModeSwitched) -> None:
    (state.modes.add if fact.on else state.modes.discard)(fact.mode)


def _call_back_asked(state: State, fact: facts.CallBackAsked) -> None:
    state.held[fact.contact].call_back = True


def _gap_rung(state: State, fact: facts.GapRung) -> None:
    state.gap = Gap(fact.at, fact.ahead, fact.behind, fact.ahead_share, fact.behind_share)


def _gap_noted(state: State, fact: facts.GapNoted) -> None:
    if state.gap:
        state.gap.noted_by = fact.by


def _gap_over(state: State, fact: facts.GapOver) -> None:
    state.gap = None


def _taken_in_hand(state: State, fact: facts.TakenInHand) -> None:
    state.in_hand[fact.line] = fact.by


def _released(state: State, fact: facts.Released) -> None:
    del state.in_hand[fact.line]


APPLIERS: dict[type[facts.Fact], Callable[[State, Any], None]] = {
    facts.PolicySet: _policy_set,
    facts.SignedIn: _signed_in,
    facts.SignedOut: _gone_away,
    facts.Vanished: _gone_away,
    facts.Paused: _paused,
    facts.Resumed: _resumed,
    facts.Rested: _rested,
    facts.Recovering: _recovering,
    facts.Queued: _queued,
    facts.RiskConfirmed: _risk_confirmed,
    facts.LaneChanged: _lane_changed,
    facts.Offered: _offered,
    facts.Accepted: _accepted,
    facts.Declined: _refused,
    facts.Expired: _refused,
    facts.Left: _left,
    facts.Ended: _ended,
    facts.TakenInHand: _taken_in_hand,
    facts.Released: _released,
    facts.ModeSwitched: _mode_switched,
    facts.CallBackAsked: _call_back_asked,
    facts.Transferred: _transferred,
    facts.TakenBack: _taken_back,
    facts.GapRung: _gap_rung,
    facts.GapNoted: _gap_noted,
    facts.GapOver: _gap_over,
}
