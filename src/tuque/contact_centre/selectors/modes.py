"""What the line is like now, and what a degraded mode would change."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from tuque.accounts.api import Organization, Worker
from tuque.contact_centre.desk import desk
from tuque.contact_centre.models import PolicyVersion
from tuque.contact_centre.routing import gap
from tuque.contact_centre.routing.state import Gap, State
from tuque.contact_centre.routing.values import Mode
from tuque.contact_centre.selectors import rules
from tuque.contact_centre.simulator.day import BOTH, EN, Shift, busy_hour
from tuque.contact_centre.simulator.results import Results, summarize
from tuque.contact_centre.simulator.running import run_day
from tuque.contact_centre.simulator.tables import without_writing

SURGES = (2.0, 4.5, 9.0)  # the last two were seen
# The surge lasts an hour and the usual calls follow: who is called back is answered when it is over, or never.
HOURS, SURGE_HOURS, DAYS = 6, 1, 4
PARTNER_PEOPLE = 12
TIMINGS = ("call_back_after", "partner_after", "announcement", "short_announcement")


@dataclass(frozen=True)
class Waiting:
    language: str
    channel: str
    count: int
    longest: float
    to_be_called: int


@dataclass(frozen=True)
class Now:
    """The line at one instant. `shares` by language: answered in time and all, in the last hour."""

    sequence: int
    waiting: list[Waiting]
    people: dict[str, int]
    shares: dict[str, tuple[int, int]]
    gap: Gap | None
    modes: frozenset[Mode]
    timings: dict[str, float]  # of the modes, in seconds, by the names that the policy has for them


def look(viewer: Worker, *, at: datetime) -> Now:
    """Counts alone: no contact and no responder is named."""
    return desk.read(viewer.organization, lambda state: _now(state, at.timestamp()))


def _now(state: State, at: float) -> Now:
    grouped: dict[tuple[str, str], list[tuple[float, bool]]] = {}
    for _rank, name in state.waiting:
        held = state.held[name]
        key = held.contact.language, held.contact.channel.value
        grouped.setdefault(key, []).append((max(0.0, at - held.place), held.call_back))
    waiting = [
        Waiting(language, channel, len(rows), max(wait for wait, _back in rows), sum(back for _wait, back in rows))
        for (language, channel), rows in sorted(grouped.items())
    ]
    people: Counter[str] = Counter()
    for seat in state.seats.values():
        if seat.talking:
            people["talking"] += 1
        elif seat.paused:
            people["paused"] += 1
        elif seat.resting:
            people["resting"] += 1
        else:
            people["free"] += 1
    found_gap = replace(state.gap) if state.gap else None
    timings = {name: getattr(state.policy, name) for name in TIMINGS}
    shares = gap.counts(state, at)
    return Now(state.sequence, waiting, dict(people), shares, found_gap, frozenset(state.modes), timings)


@dataclass(frozen=True)
class Tried:
    """Busy hours with and without a mode, on the same drawn days."""

    mode: Mode
    surge: float
    without: Results
    with_it: Results

    @property
    def gave_up(self) -> list[float]:
        """Percent, without and with it."""
        return [round(one.of("all").abandoned.mean, 1) for one in (self.without, self.with_it)]


def try_mode(organization: Organization, mode: Mode, *, surge: float, at: datetime) -> Tried:
    """The mode beside those that are on already, under the rules in force. A second or two, kept for the next reading."""
    on = desk.read(organization, lambda state: frozenset(state.modes)) - {mode}
    policy = rules.policy_of(rules.find_version(organization, PolicyVersion.Status.IN_FORCE))
    written = rules.key_of(policy)
    return Tried(mode, surge, _drawn(written, on, surge), _drawn(written, on | {mode}, surge))


@lru_cache(maxsize=64)
def _drawn(written: str, modes: frozenset[Mode], surge: float) -> Results:
    """The reference line: 42 people, and a partner's twelve who are asked while that mode is on."""
    policy, until = without_writing(rules.policy_from(written)), 4 * SURGE_HOURS
    usual = busy_hour(people=((EN, 30), (BOTH, 12)), hours=HOURS)
    day = replace(
        usual,
        streams=[
            replace(
                stream,
                per_quarter=[surge * count for count in stream.per_quarter[:until]] + list(stream.per_quarter[until:]),
            )
            for stream in usual.streams
        ],
        accept_seconds=3.0,
        announced=True,
        redials=0.3,
        modes=modes,
    )
    partners = Shift("partner", BOTH, 0, 86_400, PARTNER_PEOPLE, outside=True)
    day = replace(day, shifts=[*day.shifts, partners])
    return summarize([run_day(day, policy, seed=seed) for seed in range(DAYS)])
