"""Days on which everything goes wrong, drawn from a seed: the same seed gives the same day again.

A small line with a few people takes contacts while pages die, networks part, clocks jump, commands come twice, late or not at
all, processes are killed and take the line up again from its facts. After every command the promises are checked.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from random import Random
from typing import Any

from tuque.contact_centre.routing import commands, facts, rules, snapshots
from tuque.contact_centre.routing.facts import Fact
from tuque.contact_centre.routing.line import Line
from tuque.contact_centre.routing.policy import Policy, Reach, Step
from tuque.contact_centre.routing.state import Seat, Stage, State, fold
from tuque.contact_centre.routing.values import Channel, Contact, Mode, Profile, Responder, Risk, profile
from tuque.contact_centre.routing.watch import Watch

CENTRES = ("a", "b", "c")
TURNS = 150


class PromiseBroken(AssertionError):
    """Something that must never happen did. The message has the seed's day, the turn and what was seen."""


@dataclass
class Ledger:
    """What the world saw, kept apart from the router: who came, who was answered by whom, who went."""

    came: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    talking: dict[str, str] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)  # who stays with someone whom they pass on


@dataclass
class Tally:
    days: int = 0
    contacts: int = 0
    facts: int = 0
    offers: int = 0
    vanished: int = 0
    restarts: int = 0
    doubled: int = 0


class Day:
    """One drawn day. `run` returns the log; it raises PromiseBroken when a promise is."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.draw = Random(seed)  # noqa: S311  a day is drawn, nothing is kept secret
        self.clock = 1_700_000_000.0
        self.log: list[Fact] = []
        self.line = Line(keep=self._keep)
        self.watch = Watch()
        self.ledger = Ledger()
        self.tally = Tally(days=1)
        self.people = [self._person(number) for number in range(self.draw.randint(2, 9))]
        self.parted: set[str] = set()  # whose network is cut: their signs of life and their commands do not arrive
        self.sent: list[tuple[Any, tuple[Any, ...], dict[str, Any]]] = []
        self.turn = 0

    def run(self) -> list[Fact]:
        self._send(commands.set_policy, self._policy())
        for person in self.people:
            self._send(commands.sign_in, person)
        for self.turn in range(TURNS):
            self.clock += self.draw.expovariate(1 / 6)
            self.draw.choices(ACTIONS, WEIGHTS)[0](self)
            self._signs_of_life()
            self._check()
        self._bring_to_rest()
        return self.log

    # The world

    def _policy(self) -> Policy:
        draw = self.draw
        first = draw.choice((5.0, 12.0, 30.0))
        return Policy(
            steps=(
                Step(0, Reach.LOCAL, draw.choice((1, 2))),
                Step(first, Reach.PARTNERS),
                Step(first * 2, Reach.EVERYONE),
            ),
            partners={"a": frozenset("b"), "b": frozenset("a")},
            reserves=draw.choice(({}, {"fr": 1}, {"fr": 2})),
            push_after=draw.choice(({}, {Channel.EMAIL: 120.0})),
            recovery=draw.choice((0.0, 60.0, 900.0)),
            wrap_up={channel: draw.choice((0.0, 30.0)) for channel in Channel},
            misses_allowed=draw.choice((0, 1)),
            in_hand_limit=60.0,
        )

    def _person(self, number: int) -> Responder:
        draw = self.draw
        languages = draw.choice(({"en"}, {"fr"}, {"en", "fr"}, {"en", "fr"}))
        skills = {"line": draw.randint(1, 3)} | ({"firm": 1} if draw.random() < 0.3 else {})
        centres = set(draw.sample(CENTRES, draw.choice((1, 1, 2))))
        outside = number > 1 and draw.random() < 0.15
        own = {Channel.CHAT: draw.choice((1, 2, 3))} if draw.random() < 0.3 else {}
        made: Profile = profile(centres=centres, languages=languages, skills=skills, capacity=own, outside=outside)
        return Responder(f"r{number}", made, self.clock + draw.uniform(600, 7200) if draw.random() < 0.3 else None)

    def _send(self, command: Any, *values: Any, **named: Any) -> list[Fact]:
        """A command, sometimes sent twice, sometimes again much later."""
        self.sent.append((command, values, named))
        new = self.line.do(command, *values, at=self._skewed(), **named)
        if self.draw.random() < 0.15:
            self.tally.doubled += 1
            new += self.line.do(command, *values, at=self._skewed(), **named)
        return new

    def _skewed(self) -> float:
        """The clock of the process that takes the command: now and then seconds off."""
        return self.clock + (self.draw.uniform(-20, 5) if self.draw.random() < 0.1 else 0.0)

    def _arrive(self) -> None:
        draw = self.draw
        self.tally.contacts += 1
        contact = Contact(
            f"k{self.tally.contacts}",
            draw.choice(list(Channel)),
            draw.choice(("en", "en", "fr")),
            "line",
            draw.choice((*CENTRES, "")),
            frozenset({"firm"}) if draw.random() < 0.05 else frozenset(),
            f"p{draw.randrange(40)}" if draw.random() < 0.4 else "",
            draw.choice(list(Risk)),
            draw.random() < 0.05,
        )
        self._send(commands.queue, contact)

    def _answer(self) -> None:
        """Whoever has an offer accepts, declines or lets it run out; a lost answer is none."""
        for held in list(self.line.state.offered.values()):
            if held.responder in self.parted:
                continue
            kind = self.draw.choices((commands.accept, commands.decline, None), (8, 1, 1))[0]
            if kind:
                self._send(kind, held.offer, responder=held.responder)

    def _finish(self) -> None:
        talking = sorted(self.ledger.talking)
        if talking:
            self._send(commands.end, self.draw.choice(talking), hard=self.draw.random() < 0.2)

    def _give_up(self) -> None:
        if self.line.state.held:
            self._send(commands.leave, self.draw.choice(sorted(self.line.state.held)))

    def _come_and_go(self) -> None:
        person = self.draw.choice(self.people)
        kind = self.draw.choice((commands.sign_out, commands.pause, commands.resume, commands.ready))
        self._send(kind, person.id)
        if kind is not commands.pause:
            self._send(commands.sign_in, person)
            self.parted.discard(person.id)

    def _confirm(self) -> None:
        if self.line.state.held:
            contact = self.draw.choice(sorted(self.line.state.held))
            self._send(commands.confirm_risk, contact, self.draw.choice(list(Risk)), by="s")
            self._send(commands.change_lane, contact, slow=self.draw.random() < 0.3, by="s")

    def _by_hand(self) -> None:
        kind = self.draw.randrange(4)
        state = self.line.state
        if kind == 0:
            self._send(commands.take_in_hand, "line", by=self.draw.choice(("s", "r0")))
        elif kind == 1:
            self._send(commands.release, "line")
        elif kind == 2 and state.waiting and state.seats:
            contact = self.draw.choice(state.waiting)[1]
            self._send(commands.assign, contact, self.draw.choice(sorted(state.seats)), by="s")
        elif state.seats:
            self._send(commands.pull, self.draw.choice(sorted(state.seats)))

    def _pass_on(self) -> None:
        """Conversations are passed on, and now and then taken back."""
        draw, ledger = self.draw, self.ledger
        if ledger.talking and draw.random() < 0.6:
            contact = draw.choice(sorted(ledger.talking))
            skills = frozenset({"firm"}) if draw.random() < 0.2 else frozenset[str]()
            self._send(
                commands.transfer, contact, by=ledger.talking[contact], language=draw.choice(("", "fr")), skills=skills
            )
        elif ledger.kept:
            contact = draw.choice(sorted(ledger.kept))
            self._send(commands.take_back, contact, by=ledger.kept[contact])

    def _degrade(self) -> None:
        """Modes are switched; callers ask to be called back."""
        self._send(commands.switch_mode, self.draw.choice(list(Mode)), on=self.draw.random() < 0.6, by="s")
        for _rank, name in list(self.line.state.waiting):
            if self.draw.random() < 0.3:
                self._send(commands.ask_call_back, name)

    def _part(self) -> None:
        self.parted = set(self.draw.sample([person.id for person in self.people], self.draw.randint(0, 2)))

    def _jump(self) -> None:
        self.clock += self.draw.choice((-3600.0, -30.0, 40.0, 600.0, 7200.0))

    def _echo(self) -> None:
        """A command of long ago comes again."""
        if self.sent:
            command, values, named = self.draw.choice(self.sent)
            if command is not commands.set_policy:
                self.line.do(command, *values, at=self._skewed(), **named)

    def _restart(self) -> None:
        """The process is killed; another takes the line up from its facts, which went through JSON."""
        self.tally.restarts += 1
        read = [facts.from_data(type(fact).__name__, facts.to_data(fact), at=fact.at) for fact in self.log]
        half = self.draw.randrange(len(read) + 1)
        again = snapshots.from_data(json.loads(json.dumps(snapshots.to_data(fold(read[:half])))))
        for fact in read[half:]:
            again.apply(fact)
        if picture(again) != picture(self.line.state):
            raise self._broken("The facts do not give the state back")
        self.line = Line(again, keep=self._keep)
        self.watch = Watch(seen=dict.fromkeys(again.seats, self.clock))

    def _signs_of_life(self) -> None:
        """Pages say that they live, the watch looks each second for a while."""
        for _second in range(3):
            self.clock += 1
            for name in self.line.state.seats:
                if name not in self.parted or name not in self.watch.seen:
                    self.watch.alive(name, at=self.clock)
            for name in self.watch.look(at=self.clock):
                self.tally.vanished += 1
                self._send(commands.vanish, name)
            self.line.look(at=self.clock)

    def _bring_to_rest(self) -> None:
        """Everything heals and enough people answer everyone: whoever still waits is reached, so nobody was lost."""
        self.parted.clear()
        self._send(commands.release, "line")
        helpers = [
            Responder(f"h{number}", profile(languages={"en", "fr"}, skills={"line": 3, "firm": 1}))
            for number in range(3)
        ]
        for helper in helpers:
            self._send(commands.sign_in, helper)
        for _turn in range(4000):
            if not self.line.state.held:
                break
            self.clock = max(self.clock, self.line.state.clock) + 20
            for name in [person.id for person in self.people if self.draw.random() < 0.02] + [h.id for h in helpers]:
                self.line.do(commands.resume, name, at=self.clock)
            for held in list(self.line.state.offered.values()):
                self.line.do(commands.accept, held.offer, responder=held.responder, at=self.clock)
            for contact in list(self.ledger.talking):
                self.line.do(commands.end, contact, at=self.clock)
            self._check()
        if self.line.state.held or self.ledger.came != self.ledger.gone:
            raise self._broken(f"Never reached: {sorted(self.ledger.came - self.ledger.gone)}")

    # The promises

    def _keep(self, fact: Fact) -> None:
        """Each fact against the world's own ledger, as it is written."""
        self.log.append(fact)
        self.tally.facts += 1
        ledger = self.ledger
        if isinstance(fact, facts.Queued):
            if fact.contact.id in ledger.came and fact.contact.id not in ledger.gone:
                raise self._broken(f"{fact.contact.id} was let in twice")
            ledger.came.add(fact.contact.id)
            ledger.gone.discard(fact.contact.id)
        elif isinstance(fact, facts.Offered):
            self.tally.offers += 1
            if fact.contact in ledger.talking:
                raise self._broken(f"{fact.contact} is in conversation and was offered")
        elif isinstance(fact, facts.Accepted):
            if fact.contact in ledger.talking:
                raise self._broken(f"{fact.contact} has two people")
            if ledger.kept.pop(fact.contact, "") == fact.responder:
                raise self._broken(f"{fact.contact} was passed on to whoever passes it on")
            ledger.talking[fact.contact] = fact.responder
        elif isinstance(fact, facts.SignedOut | facts.Vanished):
            for held in (ledger.talking, ledger.kept):
                for contact in [name for name, who in held.items() if who == fact.responder]:
                    del held[contact]
        elif isinstance(fact, facts.Transferred):
            ledger.kept[fact.contact] = ledger.talking.pop(fact.contact)
        elif isinstance(fact, facts.TakenBack):
            ledger.talking[fact.contact] = ledger.kept.pop(fact.contact)
        elif isinstance(fact, facts.Ended):
            del ledger.talking[fact.contact]
            ledger.gone.add(fact.contact)
        elif isinstance(fact, facts.Left):
            ledger.kept.pop(fact.contact, None)
            ledger.gone.add(fact.contact)

    def _check(self) -> None:
        state = self.line.state
        if set(state.held) != self.ledger.came - self.ledger.gone:
            raise self._broken("The line does not hold exactly who came and did not go")
        if [name for _rank, name in state.waiting] != [
            held.contact.id
            for held in sorted(state.held.values(), key=lambda held: held.rank)
            if held.stage is Stage.WAITING
        ]:
            raise self._broken("Those who wait are not in the line by rank")
        for seat in state.seats.values():
            self._check_seat(state, seat)
        self._check_nobody_idle(state)

    def _check_seat(self, state: State, seat: Seat) -> None:
        talks = [state.held[name] for name in seat.talking]
        world = {**self.ledger.talking, **self.ledger.kept}
        if {name for name, who in world.items() if who == seat.responder.id} != seat.talking:
            raise self._broken(f"{seat.responder.id} is in other conversations than the world saw")
        if len(talks) > 1 and any(talk.contact.channel is Channel.VOICE for talk in talks):
            raise self._broken(f"{seat.responder.id} has a call and something else")
        rooms = [rules.room_for(state.policy, seat.responder.profile, talk.contact.channel) for talk in talks]
        if talks and len(talks) > max(rooms):
            raise self._broken(f"{seat.responder.id} has {len(talks)} conversations")

    def _check_nobody_idle(self, state: State) -> None:
        """Nobody waits whom someone may take: then nobody was passed over either, since the first of the line goes first."""
        now = state.clock
        for _rank, name in state.waiting:
            held = state.held[name]
            if rules.waits_for_a_person(state, held, now):
                continue
            for seat in state.seats.values():
                if rules.refusal(state, held, seat, now) is None:
                    raise self._broken(f"{name} waits while {seat.responder.id} may answer")

    def _broken(self, what: str) -> PromiseBroken:
        return PromiseBroken(f"{what} (seed {self.seed}, turn {self.turn}, fact {len(self.log)}).")


ACTIONS = (
    Day._arrive,
    Day._answer,
    Day._finish,
    Day._give_up,
    Day._come_and_go,
    Day._confirm,
    Day._by_hand,
    Day._pass_on,
    Day._degrade,
    Day._part,
    Day._jump,
    Day._echo,
    Day._restart,
)
WEIGHTS = (30, 30, 16, 4, 6, 4, 4, 4, 1, 3, 1, 3, 0.6)


def picture(state: State) -> dict[str, Any]:
    """Everything that counts of a state, to compare two."""
    return {
        "sequence": state.sequence,
        "waiting": list(state.waiting),
        "held": {name: _plain(held) for name, held in state.held.items()},
        "seats": {name: _plain(seat) for name, seat in state.seats.items()},
        "benches": {
            bench.profile: [list(ready) for ready in bench.ready if ready]
            for bench in state.benches.values()
            if any(bench.ready)
        },
        "free": +state.free_speakers,
        "ready": +state.ready_speakers,
        "in_hand": dict(state.in_hand),
        "modes": set(state.modes),
        "gap": _plain(state.gap) if state.gap else None,
        "outcomes": (list(state.outcomes), +state.tally),
        "resting": list(state.resting),
        "offered": list(state.offered),
        "last_asked": dict(state.last_asked),
        "gone": {name: _plain(gone) for name, gone in state.gone.items()},
    }


def _plain(row: Any) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in fields(row)}


def run_days(seeds: Iterable[int]) -> Iterable[Tally]:
    """What each day saw. Raises PromiseBroken at the first broken promise, with its seed."""
    for seed in seeds:
        day = Day(seed)
        day.run()
        yield day.tally
