"""A real day, read back from the log, so that it can be lived again under other rules.

Who came, when, and who was there to answer are as they were. What the log cannot know is estimated from it: how long someone who
was answered would have waited at most (patience is exponential, its mean the waiting of all over those who gave up: the usual
estimate when most are not seen to give up), and how long the conversation of someone who gave up would have been (drawn from the day's own).
Modes switched during the day, contacts passed on and offers by hand are not lived again; who called back after giving up comes as they came.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from tuque.contact_centre.routing import commands, facts
from tuque.contact_centre.routing import policy as policies
from tuque.contact_centre.routing.facts import Fact, responder_data, responder_from
from tuque.contact_centre.routing.policy import Policy
from tuque.contact_centre.routing.state import Stage, State
from tuque.contact_centre.routing.values import Channel, Responder, Risk
from tuque.contact_centre.simulator.day import Day
from tuque.contact_centre.simulator.running import Ran, Run, Seen

DAY_SECONDS = 86_400.0
USUAL_PATIENCE = 180.0  # seconds, where nobody of a channel gave up
USUAL_HANDLE = 1500.0  # seconds, where no conversation of a channel ended
KIND = "tuque real day"
SIGN_IN, SIGN_OUT, PAUSE, RESUME = "in", "out", "pause", "resume"


@dataclass
class Came:
    """A contact: seconds after midnight; `talked` and `gave_up_after` in seconds, None where the day did not show it."""

    at: float
    channel: Channel
    language: str
    line: str
    centre: str
    skills: list[str]
    risk: Risk
    is_repeat: bool
    wait: float | None = None
    talked: float | None = None
    gave_up_after: float | None = None
    was_local: bool = False


@dataclass(frozen=True)
class Moved:
    """Someone began, ended, went on a break or came back; `responder` is a number, `who` their profile when they begin."""

    at: float
    responder: int
    what: str
    who: Mapping[str, Any] | None = None


@dataclass
class RealDay:
    name: str
    policy: Policy
    came: list[Came] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    accept_seconds: float = 0.0
    misses: float = 0.0
    hard: float = 0.0
    until: float = DAY_SECONDS  # seconds after midnight; less for a day that is not over


def read(name: str, before: State, log: Iterable[Fact], *, midnight: float) -> RealDay:
    """The day that began at `midnight`, seconds since 1970. `before` is the state at that instant; `log` goes on some hours
    after the day, so that its last conversations end."""
    return _Reader(name, before, midnight).read(log)


class _Reader:
    def __init__(self, name: str, before: State, midnight: float) -> None:
        self.midnight = midnight
        self.day = RealDay(name, before.policy)
        self.contacts: dict[str, Came] = {}
        self.answered_at: dict[str, float] = {}
        self.profiles: dict[int, Any] = {}
        self.numbers: dict[str, int] = {}
        self.busy: dict[str, set[str]] = defaultdict(set)
        self.offered_at: dict[str, float] = {}
        self.presses: list[float] = []
        self.offers = self.missed = self.ends = self.hard = 0
        self._begin(before)

    def _begin(self, before: State) -> None:
        """Who is there at midnight; whoever is in conversation takes part once it is over."""
        for seat in before.seats.values():
            number = self._signed_in(0.0, seat.responder)
            if seat.talking or seat.paused:
                self.day.moved.append(Moved(0.0, number, PAUSE))
            if seat.talking:
                self.busy[seat.responder.id] = set(seat.talking)
        for held in before.held.values():
            if held.stage is not Stage.TALKING:
                self._came(0.0, held.contact, risk=held.risk, is_repeat=False)

    def read(self, log: Iterable[Fact]) -> RealDay:
        last = 0.0
        for fact in log:
            at = last = max(0.0, fact.at - self.midnight)
            reader = READERS.get(type(fact))
            if reader is not None:
                reader(self, at, fact)
        day = self.day
        day.accept_seconds = float(np.mean(self.presses)) if self.presses else 0.0
        day.misses = self.missed / max(1, self.offers)
        day.hard = self.hard / max(1, self.ends)
        day.until = min(last, DAY_SECONDS)
        return day

    def _came(self, at: float, contact: Any, *, risk: Risk, is_repeat: bool) -> None:
        made = Came(
            at,
            contact.channel,
            contact.language,
            contact.line,
            contact.centre,
            sorted(contact.skills),
            risk,
            is_repeat,
        )
        self.contacts[contact.id] = made
        self.day.came.append(made)

    def _signed_in(self, at: float, responder: Responder) -> int:
        number = self.numbers.setdefault(responder.id, len(self.numbers))
        ends = None if responder.shift_ends_at is None else responder.shift_ends_at - self.midnight
        data = responder_data(replace(responder, id=str(number), shift_ends_at=ends))
        self.profiles[number] = responder.profile
        self.day.moved.append(Moved(at, number, SIGN_IN, data))
        return number

    def queued(self, at: float, fact: facts.Queued) -> None:
        if at < DAY_SECONDS:
            self._came(at, fact.contact, risk=fact.contact.declared, is_repeat=bool(fact.repeats))

    def signed_in(self, at: float, fact: facts.SignedIn) -> None:
        if at < DAY_SECONDS:
            self._signed_in(at, fact.responder)

    def moved(self, at: float, fact: Any) -> None:
        """Breaks and ends; a break that the router gave for a missed offer belongs to the rules of the day, not to the person."""
        number = self.numbers.get(fact.responder)
        if number is None or at >= DAY_SECONDS or getattr(fact, "why", "break") != "break":
            return
        self.day.moved.append(Moved(at, number, MOVES[type(fact)]))

    def offered(self, at: float, fact: facts.Offered) -> None:
        self.offers += 1
        self.offered_at[fact.offer] = at

    def expired(self, at: float, fact: facts.Expired) -> None:
        self.missed += 1

    def accepted(self, at: float, fact: facts.Accepted) -> None:
        self.presses.append(at - self.offered_at.pop(fact.offer, at))
        came = self.contacts.get(fact.contact)
        if came is not None and came.wait is None:
            came.wait = at - came.at
            came.was_local = came.centre in self.profiles[self.numbers[fact.responder]].centres
        self.answered_at[fact.contact] = at

    def left(self, at: float, fact: facts.Left) -> None:
        came = self.contacts.get(fact.contact)
        if came is not None and came.wait is None and not fact.into:
            came.gave_up_after = at - came.at

    def ended(self, at: float, fact: facts.Ended) -> None:
        self.ends += 1
        self.hard += fact.hard
        came = self.contacts.get(fact.contact)
        if came is not None and fact.contact in self.answered_at:
            came.talked = (came.talked or 0.0) + at - self.answered_at.pop(fact.contact)
        was_busy = self.busy.get(fact.responder)
        if was_busy:
            was_busy.discard(fact.contact)
            if not was_busy:
                self.day.moved.append(Moved(at, self.numbers[fact.responder], RESUME))


READERS: Mapping[type[Fact], Any] = {
    facts.Queued: _Reader.queued,
    facts.SignedIn: _Reader.signed_in,
    facts.SignedOut: _Reader.moved,
    facts.Vanished: _Reader.moved,
    facts.Paused: _Reader.moved,
    facts.Resumed: _Reader.moved,
    facts.Offered: _Reader.offered,
    facts.Expired: _Reader.expired,
    facts.Accepted: _Reader.accepted,
    facts.Left: _Reader.left,
    facts.Ended: _Reader.ended,
}
MOVES: Mapping[type[Fact], str] = {
    facts.SignedOut: SIGN_OUT,
    facts.Vanished: SIGN_OUT,
    facts.Paused: PAUSE,
    facts.Resumed: RESUME,
}


def as_it_was(day: RealDay) -> Ran:
    """The day's own waits, measured as drawn days are."""
    seen = []
    for came in day.came:
        gave_up = came.gave_up_after
        one = _seen(came, handle=came.talked or 0.0, patience=np.inf if gave_up is None else gave_up)
        one.answered_at = None if came.wait is None else came.at + came.wait
        one.left_at = None if gave_up is None else came.at + gave_up
        one.is_local = came.was_local
        seen.append(one)
    talked = sum(came.talked or 0.0 for came in day.came)
    return Ran(seen, talked, talked, _staff_seconds(day), 0)


def _staff_seconds(day: RealDay) -> float:
    total, since = 0.0, dict[int, float]()
    for moved in sorted(day.moved, key=lambda one: one.at):
        if moved.what == SIGN_IN:
            since.setdefault(moved.responder, moved.at)
        elif moved.what == SIGN_OUT and moved.responder in since:
            total += moved.at - since.pop(moved.responder)
    return total + sum(max(0.0, day.until - began) for began in since.values())


def _seen(came: Came, *, handle: float, patience: float) -> Seen:
    return Seen(
        came.channel,
        came.language,
        came.centre,
        came.risk,
        came.at,
        handle,
        float(patience),
        int(came.is_repeat),
        line=came.line,
        skills=frozenset(came.skills),
    )


class Again(Run):
    """The day under a policy. The seed draws only what the log cannot know."""

    def __init__(self, day: RealDay, policy: Policy, *, seed: int) -> None:
        centres = {came.centre: 1.0 for came in day.came} or {"": 1.0}
        shell = Day(day.name, [], [], centres, {Risk.LOW: 1.0})
        shell = replace(shell, hard=day.hard, accept_seconds=day.accept_seconds, misses=day.misses)
        super().__init__(shell, policy, seed=seed)
        self.real = day

    def _draw(self) -> None:
        patience, handles = _patience(self.real.came), _handles(self.real.came)
        for came in self.real.came:
            # Drawn for everyone in turn, so that each policy meets the same people.
            longer = float(self.draw.exponential(patience[came.channel]))
            other = float(self.draw.choice(handles[came.channel]))
            gave_up = came.gave_up_after
            seen = _seen(
                came,
                handle=came.talked if came.talked is not None else other,
                patience=gave_up if gave_up is not None else (came.wait or 0.0) + longer,
            )
            self._at(seen.at, self._arrive, seen)
        for moved in self.real.moved:
            self._at(moved.at, self._move, moved)

    def _move(self, at: float, moved: Moved) -> None:
        name = str(moved.responder)
        seat = self.line.state.seats.get(name)
        if moved.what == SIGN_IN and moved.who is not None:
            if seat is None:
                self._sign_in(at, responder_from(moved.who))
            elif seat.paused == "shift":  # they went home after a conversation that is longer here
                self._do(commands.resume, name, at=at)
        elif seat is None:
            return
        elif moved.what == SIGN_OUT:
            self._go_home(at, name)
        elif moved.what == PAUSE:
            self._pause(at, name)
        else:
            self._resume(at, name)


def _patience(came: Sequence[Came]) -> dict[Channel, float]:
    """The mean by channel: all the waiting that was seen over those who were seen to give up."""
    waited: dict[Channel, float] = defaultdict(float)
    gave_up: dict[Channel, int] = defaultdict(int)
    for one in came:
        waited[one.channel] += one.wait if one.wait is not None else one.gave_up_after or 0.0
        gave_up[one.channel] += one.gave_up_after is not None
    return {channel: waited[channel] / gave_up[channel] if gave_up[channel] else USUAL_PATIENCE for channel in Channel}


def _handles(came: Sequence[Came]) -> dict[Channel, list[float]]:
    return {
        channel: [one.talked for one in came if one.channel is channel and one.talked is not None] or [USUAL_HANDLE]
        for channel in Channel
    }


def live_again(day: RealDay, policy: Policy, *, seed: int) -> Ran:
    return Again(day, policy, seed=seed).run()


# As a file: instants of the day, codes and numbers, no id


def to_json(day: RealDay) -> str:
    data = asdict(day) | {"kind": KIND, "policy": policies.to_data(day.policy)}
    return json.dumps(data, indent=1)


def from_data(data: Mapping[str, Any]) -> RealDay:
    """What `to_json` wrote. Raises ValueError, KeyError or TypeError on anything else."""
    if data["kind"] != KIND:
        raise ValueError(f"kind is {data['kind']!r}; it needs {KIND!r}.")
    came = [Came(**{**one, "channel": Channel(one["channel"]), "risk": Risk(one["risk"])}) for one in data["came"]]
    moved = [Moved(**one) for one in data["moved"]]
    policy = policies.from_data(data["policy"])
    return RealDay(
        data["name"], policy, came, moved, data["accept_seconds"], data["misses"], data["hard"], data["until"]
    )
