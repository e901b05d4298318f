"""Decisions of the router with 2,000 responders signed in and 500 contacts waiting."""

import time
from collections import deque
from random import Random

from tuque.bench.result import Figure, Result, Yardstick, percentile
from tuque.contact_centre.routing import commands, decision, facts
from tuque.contact_centre.routing.line import Line
from tuque.contact_centre.routing.policy import Policy
from tuque.contact_centre.routing.values import Channel, Contact, Responder, Risk, profile

RESPONDERS, WAITING, CENTRES = 2000, 500, 40
CHANNELS = (Channel.VOICE, Channel.VOICE, Channel.VOICE, Channel.CHAT, Channel.TEXT)


def run(*, quick: bool) -> Result:
    """Fill the house, then let people finish and others come; each choice is timed by itself and again with its bookkeeping."""
    turns = 300 if quick else 3000
    house = House(seed=1)
    house.fill()
    house.go_on(100)  # warm: the router remembers whom to ask for each kind of need
    waits, whole, decisions = house.go_on(turns)
    return Result(
        "routing",
        [
            Figure("decision_p99_ms", percentile(waits, 0.99) * 1000, "ms", 10),
            Figure("decision_p50_ms", percentile(waits, 0.5) * 1000, "ms"),
            Figure("decisions_per_s", decisions / whole, "decisions/s", 1000, at_most=False),
        ],
        [Yardstick("plain_longest_idle_per_s", longest_idle(turns * 10), "decisions/s")],
        [
            f"{RESPONDERS} responders in {CENTRES} centres, {len(house.line.state.waiting)} waiting at the end; one process.",
            "decisions_per_s counts the facts applied with each decision; the yardstick is a queue of people and a queue of contacts.",
        ],
    )


class House:
    """A large line at work. Time is drawn, the clock is not read but to measure."""

    def __init__(self, *, seed: int) -> None:
        self.draw = Random(seed)  # noqa: S311  a drawn house, nothing secret
        self.line = Line()
        self.at = 0.0
        self.number = 0
        self.talking: list[str] = []

    def fill(self) -> None:
        self.line.do(commands.set_policy, Policy(reserves={"fr": 20}), at=0.0)
        for number in range(RESPONDERS):
            languages = {"en"} if number % 5 else {"en", "fr"}
            made = profile(centres={f"c{number % CENTRES}"}, languages=languages, skills={"line": 1 + number % 3})
            self.line.do(commands.sign_in, Responder(f"r{number}", made), at=0.0)
        while len(self.line.state.waiting) < WAITING:
            self.at += 0.02
            self._arrive()

    def go_on(self, turns: int) -> tuple[list[float], float, int]:
        """Seconds of each choice, seconds in all, how many choices."""
        waits: list[float] = []
        choose = decision.decide
        count = 0

        def timed(state: object, now: float) -> decision.Choice | None:
            nonlocal count
            count += 1
            started = time.perf_counter()
            choice = choose(state, now)  # type: ignore[arg-type]
            waits.append(time.perf_counter() - started)
            return choice

        decision.decide = timed
        started = time.perf_counter()
        try:
            for _turn in range(turns):
                self.at += 0.2
                self._finish()
                if len(self.line.state.waiting) < WAITING:
                    self._arrive()
        finally:
            decision.decide = choose
        return waits, time.perf_counter() - started, count

    def _arrive(self) -> None:
        draw = self.draw
        self.number += 1
        language = "fr" if draw.random() < 0.2 else "en"
        risk = draw.choice((Risk.LOW, Risk.LOW, Risk.LOW, Risk.MODERATE, Risk.HIGH))
        contact = Contact(
            str(self.number), draw.choice(CHANNELS), language, "line", f"c{draw.randrange(CENTRES)}", declared=risk
        )
        self._take(self.line.do(commands.queue, contact, at=self.at))

    def _finish(self) -> None:
        place = self.draw.randrange(len(self.talking))
        self.talking[place], self.talking[-1] = self.talking[-1], self.talking[place]
        contact = self.talking.pop()
        responder = self.line.state.held[contact].responder
        self._take(self.line.do(commands.end, contact, at=self.at))
        self._take(self.line.do(commands.ready, responder, at=self.at))

    def _take(self, new: list[facts.Fact]) -> None:
        """Whoever is asked accepts at once."""
        for fact in new:
            if isinstance(fact, facts.Offered):
                self.talking.append(fact.contact)
                self._take(self.line.do(commands.accept, fact.offer, responder=fact.responder, at=self.at))


def longest_idle(times: int) -> float:
    """Pairs per second of the plainest queue there is: whoever has been free the longest takes who has waited the longest."""
    people, contacts = deque(range(RESPONDERS)), deque(range(WAITING))
    started = time.perf_counter()
    for number in range(times):
        person, _contact = people.popleft(), contacts.popleft()
        people.append(person)
        contacts.append(number)
    return times / (time.perf_counter() - started)
