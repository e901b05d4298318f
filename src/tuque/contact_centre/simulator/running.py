"""A day through the router: events in the order of time, each a command of `routing`, nothing decided here."""

from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tuque.contact_centre.routing import commands, facts
from tuque.contact_centre.routing.facts import Fact
from tuque.contact_centre.routing.line import Line
from tuque.contact_centre.routing.policy import Policy
from tuque.contact_centre.routing.values import Channel, Contact, Mode, Responder, Risk, Seconds, profile
from tuque.contact_centre.simulator.day import QUARTER, Day, Stream

LINE = "line"
PROLONGED: Seconds = 6 * 3600.0  # after midnight, conversations end and those who wait are answered or give up


@dataclass(slots=True)
class Seen:
    """One contact of a day: seconds after midnight. `answered_at` and `left_at` are None until they are."""

    channel: Channel
    language: str
    centre: str
    risk: Risk
    at: float
    handle: float
    patience: float
    tries: int
    answered_at: float | None = None
    left_at: float | None = None
    is_local: bool = False
    called_back: bool = False
    line: str = LINE
    skills: frozenset[str] = frozenset()


@dataclass
class Ran:
    """What a day gave. `talk_seconds` counts a conversation once for each; `staff_seconds` is time signed in, breaks out."""

    contacts: list[Seen]
    talk_seconds: float
    busy_seconds: float
    staff_seconds: float
    facts: int


class Run:
    """One day under one policy, drawn from a seed. The same seed draws the same contacts whatever the policy."""

    def __init__(self, day: Day, policy: Policy, *, seed: int) -> None:
        self.day = day
        self.draw = np.random.default_rng(seed)
        self.events: list[tuple[float, int, Any, Any]] = []
        self.number = 0
        self.contacts: list[Seen] = []
        self.signed_in: dict[str, float] = {}
        self.busy_since: dict[str, float] = {}
        self.talk_seconds = self.busy_seconds = self.staff_seconds = 0.0
        self.facts = 0
        self.line = Line(keep=self._kept)
        self.policy = policy
        self.waits = sorted(
            {step.after for step in policy.steps if step.after}
            | {policy.reserve_ends_after if policy.reserves else 0.0}
            | set(policy.push_after.values())
            | ({policy.partner_after} if Mode.PARTNER_LINES in day.modes else set())
        )

    def run(self) -> Ran:
        self.line.do(commands.set_policy, self.policy, at=0.0)
        for mode in sorted(self.day.modes):
            self.line.do(commands.switch_mode, mode, on=True, by="", at=0.0)
        self._draw()
        while self.events:
            at, _number, action, value = heappop(self.events)
            if at > 86_400 + PROLONGED:
                break
            action(at, value)
        for since in self.signed_in.values():
            self.staff_seconds += min(self.line.state.clock, 86_400) - min(since, 86_400)
        return Ran(self.contacts, self.talk_seconds, self.busy_seconds, self.staff_seconds, self.facts)

    def _at(self, at: float, action: Any, value: Any = None) -> None:
        self.number += 1
        heappush(self.events, (at, self.number, action, value))

    # What is drawn

    def _draw(self) -> None:
        self._draw_shifts()
        for stream in self.day.streams:
            self._draw_arrivals(stream)

    def _draw_arrivals(self, stream: Stream) -> None:
        counts = self.draw.poisson(stream.per_quarter)
        starts = np.repeat(np.arange(len(counts)) * QUARTER, counts)
        total = len(starts)
        at = starts + self.draw.uniform(0, QUARTER, total)
        handle = _durations(self.draw, stream.handle_mean, stream.handle_spread, total)
        patience = (
            self.draw.exponential(stream.patience_mean, total) if stream.patience_mean else np.full(total, np.inf)
        )
        names, shares = zip(*self.day.centres.items(), strict=True)
        centres = self.draw.choice(len(names), total, p=shares)
        levels, chances = zip(*self.day.risks.items(), strict=True)
        risks = self.draw.choice(len(levels), total, p=chances)
        for row in range(total):
            seen = Seen(
                stream.channel,
                stream.language,
                names[centres[row]],
                levels[risks[row]],
                float(at[row]),
                float(handle[row]),
                float(patience[row]),
                0,
            )
            self._at(seen.at, self._arrive, seen)

    def _draw_shifts(self) -> None:
        for number, shift in enumerate(self.day.shifts):
            made = profile(
                centres={shift.centre}, languages=shift.languages, skills={LINE: shift.level}, outside=shift.outside
            )
            for place in range(shift.count):
                if shift.no_show and self.draw.random() < shift.no_show:
                    continue
                responder = Responder(f"{number}-{place}", made, shift.end if shift.end < 86_400 else None)
                self._at(shift.start, self._sign_in, responder)
                if shift.end < 86_400:
                    self._at(shift.end, self._go_home, responder.id)
                if shift.pause:
                    start = shift.start + shift.pause_after + self.draw.uniform(0, 1800)
                    self._at(start, self._pause, responder.id)
                    self._at(start + shift.pause, self._resume, responder.id)

    def _chance(self, share: float) -> bool:
        return bool(share) and self.draw.random() < share

    # What happens

    def _do(self, command: Any, *values: Any, at: float, **named: Any) -> None:
        for fact in self.line.do(command, *values, at=at, **named):
            if isinstance(fact, facts.Offered):
                self._offered(fact)

    def _kept(self, fact: Fact) -> None:
        self.facts += 1

    def _arrive(self, at: float, seen: Seen) -> None:
        """A call is in the line once its announcement was heard; some hang up before."""
        number = len(self.contacts)
        self.contacts.append(seen)
        if seen.patience < np.inf:
            self._at(at + seen.patience, self._give_up, number)
        heard = self._announcement(seen)
        if not heard:
            self._let_in(at, number)
        elif seen.patience > heard:
            self._at(at + heard, self._let_in, number)

    def _announcement(self, seen: Seen) -> Seconds:
        if not self.day.announced or seen.channel is not Channel.VOICE:
            return 0.0
        short = Mode.SHORT_ANNOUNCEMENT in self.day.modes
        return self.policy.short_announcement if short else self.policy.announcement

    def _let_in(self, at: float, number: int) -> None:
        seen = self.contacts[number]
        contact = Contact(
            str(number), seen.channel, seen.language, seen.line, seen.centre, seen.skills, declared=seen.risk
        )
        self._do(commands.queue, contact, at=at)
        held = self.line.state.held[contact.id]
        if held.stage.value == "waiting":
            for wait in self.waits:
                self._at(at + wait, self._look_for, contact.id)
            if Mode.CALL_BACK in self.day.modes and seen.channel is Channel.VOICE:
                self._at(at + self.policy.call_back_after, self._call_back, number)

    def _call_back(self, at: float, number: int) -> None:
        if self._chance(self.day.call_backs):
            new = self.line.do(commands.ask_call_back, str(number), at=at)
            self.contacts[number].called_back = any(isinstance(fact, facts.CallBackAsked) for fact in new)

    def _look_for(self, at: float, contact: str) -> None:
        held = self.line.state.held.get(contact)
        if held and held.stage.value == "waiting":
            self._look(at, None)

    def _look(self, at: float, _value: None) -> None:
        self._do(_nothing, at=at)

    def _offered(self, offered: facts.Offered) -> None:
        """The responder presses after a moment, or never: then the offer runs out."""
        if self._chance(self.day.misses):
            self._at(offered.expires_at, self._look)
            self._at(offered.expires_at + 60, self._resume, offered.responder)
            return
        moment = self.draw.exponential(self.day.accept_seconds) if self.day.accept_seconds else 0.0
        self._at(min(offered.at + moment, offered.expires_at - 1), self._accept, offered)

    def _accept(self, at: float, offered: facts.Offered) -> None:
        held = self.line.state.held.get(offered.contact)
        if held is None or held.offer != offered.offer or held.stage.value != "offered":
            return
        self._do(commands.accept, offered.offer, responder=offered.responder, at=at)
        seen, seat = self.contacts[int(offered.contact)], self.line.state.seats[offered.responder]
        seen.answered_at = at
        seen.is_local = seen.centre in seat.responder.profile.centres
        handle = seen.handle * (1 + self.day.slow_down * (len(seat.talking) - 1))
        self.talk_seconds += handle
        self.busy_since.setdefault(offered.responder, at)
        self._at(at + handle, self._end, offered)

    def _end(self, at: float, offered: facts.Offered) -> None:
        self._do(commands.end, offered.contact, at=at, hard=self._chance(self.day.hard))
        seat = self.line.state.seats[offered.responder]
        if seat.resting:
            self._at(seat.rests_until, self._look)
        if not seat.talking:
            self.busy_seconds += at - self.busy_since.pop(offered.responder)
        if seat.paused == "shift":
            self._go_home(at, offered.responder)

    def _give_up(self, at: float, number: int) -> None:
        seen = self.contacts[number]
        if seen.answered_at is not None or seen.called_back:
            return
        self._do(commands.leave, str(number), at=at)
        seen.left_at = at
        if self._chance(self.day.redials):
            patience = float(self.draw.exponential(max(1.0, seen.patience)))
            again = Seen(
                seen.channel, seen.language, seen.centre, seen.risk, 0.0, seen.handle, patience, seen.tries + 1
            )
            again.at = at + float(self.draw.exponential(self.day.redial_after))
            self._at(again.at, self._arrive, again)

    def _sign_in(self, at: float, responder: Responder) -> None:
        self.signed_in[responder.id] = at
        self._do(commands.sign_in, responder, at=at)

    def _go_home(self, at: float, name: str) -> None:
        """After the conversation under way, if there is one."""
        seat = self.line.state.seats[name]
        if seat.talking:
            self._do(commands.pause, name, why="shift", at=at)
            return
        self._do(commands.sign_out, name, at=at)
        self.staff_seconds += at - self.signed_in.pop(name)

    def _pause(self, at: float, name: str) -> None:
        if name in self.line.state.seats:
            self._do(commands.pause, name, at=at)

    def _resume(self, at: float, name: str) -> None:
        seat = self.line.state.seats.get(name)
        if seat and seat.paused != "shift":
            self._do(commands.resume, name, at=at)


def _nothing(state: Any, *, at: float) -> list[Fact]:
    return []


def _durations(draw: np.random.Generator, mean: float, spread: float, count: int) -> NDArray[np.float64]:
    """Seconds, shape (count,)."""
    if spread == 1.0:
        return draw.exponential(mean, count)
    sigma = float(np.sqrt(np.log(1 + spread**2)))
    return draw.lognormal(float(np.log(mean)) - sigma**2 / 2, sigma, count)


def run_day(day: Day, policy: Policy, *, seed: int) -> Ran:
    return Run(day, policy, seed=seed).run()
