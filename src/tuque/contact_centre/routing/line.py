"""A line at work: commands in, facts out, offers made as soon as they can be."""

from collections.abc import Callable, Iterable
from typing import Any

from tuque.contact_centre.routing import commands
from tuque.contact_centre.routing.facts import Fact
from tuque.contact_centre.routing.state import State
from tuque.contact_centre.routing.values import Instant

GAP_EVERY = 5.0  # seconds between two looks at the gap between languages


class Line:
    """The state with the facts since it was taken up. `keep` receives each fact once it is applied.

    Instants may jump: a command dated before the last fact is taken as if it came with it.
    """

    def __init__(self, state: State | None = None, *, keep: Callable[[Fact], None] | None = None) -> None:
        self.state = state or State()
        self._keep = keep or (lambda fact: None)
        self._gap_seen_at: Instant = 0.0

    def do(self, command: Callable[..., Iterable[Fact]], *values: Any, at: Instant, **named: Any) -> list[Fact]:
        """Run a command, then whatever time and the rules bring at the same instant. Returns every new fact, in order."""
        at = max(at, self.state.clock)
        new: list[Fact] = []
        self._take(self._time(at), new)
        if command in (commands.pull, commands.assign, commands.take_over):
            named["offer"] = self._next_offer()
        self._take(command(self.state, *values, at=at, **named), new)
        self._offer_all(at, new)
        if at - self._gap_seen_at >= GAP_EVERY:
            self._gap_seen_at = at
            self._take(commands.watch_gap(self.state, at=at), new)
        return new

    def look(self, *, at: Instant) -> list[Fact]:
        """Only what time brings: to be called every second, and at each instant that `next_look` gives."""
        return self.do(lambda state, *, at: commands.NOTHING, at=at)

    def _time(self, at: Instant) -> Iterable[Fact]:
        return commands.tick(self.state, at=at)

    def _offer_all(self, at: Instant, new: list[Fact]) -> None:
        while found := commands.offer_next(self.state, offer=self._next_offer(), at=at):
            self._take(found, new)

    def _next_offer(self) -> str:
        """The name of an offer is the number of its fact in the log: unique, and the same when the log is replayed."""
        return str(self.state.sequence + 1)

    def _take(self, found: Iterable[Fact], new: list[Fact]) -> None:
        for fact in found:
            self.state.apply(fact)
            self._keep(fact)
            new.append(fact)
