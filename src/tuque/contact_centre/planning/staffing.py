"""How many people it takes, when, speaking what; and what each point of the target costs.

The load of a quarter is what is still being said of what came before it (the modified offered load: conversations are long beside
a quarter of an hour); Erlang A gives the people for it, and, of those, the people who speak the second language as if that language stood
alone. Then the router itself runs through drawn days with exactly these people, and people are added until it meets the target.
Source: Green, Kolesar, Whitt, *Coping with time-varying demand when setting staffing requirements*, 2007.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from tuque.contact_centre.planning.forecasting import Kind, Numbers
from tuque.contact_centre.routing.policy import Policy
from tuque.contact_centre.routing.values import WRITTEN, Risk, Seconds
from tuque.contact_centre.simulator.day import QUARTER, QUARTERS, Day, Shift, Stream
from tuque.contact_centre.simulator.results import Results, summarize
from tuque.contact_centre.simulator.running import run_day
from tuque.contact_centre.simulator.theory import erlang_a

MOST_PEOPLE = 400
MOST_TURNS = 6
DRAWN_CONTACTS = 3000  # at least two days, at most eight: about so many contacts for each target


@dataclass(frozen=True)
class Assumptions:
    """What a contact takes and how patient people are; `hour_cost` is what an hour of one person costs."""

    call_minutes: float = 24.7
    written_minutes: float = 45.0
    patience_seconds: Seconds = 180.0
    written_patience_seconds: Seconds = 600.0
    target_seconds: Seconds = 20.0
    target_share: float = 95.0
    hour_cost: float = 30.0
    slow_down: float = 0.2
    accept_seconds: Seconds = 3.0


@dataclass(frozen=True)
class Need:
    """People by quarter, int, shape (96,): everyone, and those of them who speak the second language too."""

    people: tuple[int, ...]
    bilingual: tuple[int, ...]

    @property
    def hours(self) -> float:
        return sum(self.people) / 4

    def more(self, *, people: int = 0, bilingual: int = 0) -> "Need":
        """As many more wherever anyone is needed."""
        everyone = tuple(count + people if count else 0 for count in self.people)
        both = tuple(
            min(total, count + bilingual) if total else 0 for total, count in zip(everyone, self.bilingual, strict=True)
        )
        return Need(everyone, both)


@dataclass(frozen=True)
class Costed:
    """One target: what it takes, and what the drawn days gave with exactly that."""

    target: float
    need: Need
    results: Results
    cost: float

    def share(self, language: str = "") -> float:
        """Answered in time, of those who did not give up in the first seconds."""
        return self.results.of("language" if language else "all", language).within_20.mean


def need_for(expected: Mapping[Kind, Numbers], policy: Policy, told: Assumptions, *, second: str = "fr") -> Need:
    """What theory says, before any day is drawn."""
    everyone = _people(expected, policy, told)
    second_alone = _people({kind: count for kind, count in expected.items() if kind[1] == second}, policy, told)
    return Need(everyone, tuple(min(pair) for pair in zip(everyone, second_alone, strict=True)))


def _people(expected: Mapping[Kind, Numbers], policy: Policy, told: Assumptions) -> tuple[int, ...]:
    if not any(count.sum() for count in expected.values()):
        return (0,) * QUARTERS
    load, rate = np.zeros(QUARTERS), np.zeros(QUARTERS)
    for kind, count in expected.items():
        load += offered_load(count, held_seconds(kind, policy, told))
        rate += count
    handle = float(load.sum() * QUARTER / max(1e-9, rate.sum()))  # seconds of one person for a contact, on the whole
    return tuple(
        fewest(
            round(float(one) * 3600 / handle, 1), handle, told.patience_seconds, told.target_share, told.target_seconds
        )
        for one in load
    )


def held_seconds(kind: Kind, policy: Policy, told: Assumptions) -> Seconds:
    """How long a contact takes a person, its writing included; written ones share a person."""
    channel = kind[0]
    wrap_up = policy.wrap_up.get(channel, 0.0)
    if channel not in WRITTEN:
        return told.call_minutes * 60 + wrap_up
    together = max(1, policy.capacity.get(channel, 1))
    slower = 1 + told.slow_down * (together - 1)
    return (told.written_minutes * 60 * slower) / together + wrap_up


def offered_load(per_quarter: Numbers, held: Seconds) -> Numbers:
    """Persons busy on average in each quarter, as if nobody ever waited; the day before is taken as alike. Shape (96,)."""
    lags = np.arange(QUARTERS)
    step = QUARTER / held
    # The share of a quarter's contacts that is still held so many quarters later, averaged over both quarters.
    still = np.exp(-lags * step) * np.expm1(step) * -np.expm1(-step) / step**2
    still[0] = (step + np.expm1(-step)) / step**2
    rate = np.asarray(per_quarter)
    return np.asarray(
        [float(sum(rate[(quarter - lag) % QUARTERS] * still[lag] for lag in lags)) for quarter in range(QUARTERS)]
    )


@lru_cache(maxsize=20_000)
def fewest(calls_an_hour: float, handle: Seconds, patience: Seconds, share: float, seconds: Seconds) -> int:
    """The fewest people who answer `share` percent within `seconds`; at least one, so that the line is never empty."""
    people = max(1, int(calls_an_hour * handle / 3600 * 0.7))
    while people < MOST_PEOPLE:
        found = erlang_a(
            people=people,
            calls_an_hour=max(0.1, calls_an_hour),
            handle_mean=handle,
            patience_mean=patience,
            seconds=seconds,
        )
        if 100 * found.within >= share:
            return people
        people += 1
    return people


def day_of(
    expected: Mapping[Kind, Numbers], shifts: Sequence[Shift], told: Assumptions, *, centres: Mapping[str, float]
) -> Day:
    """The forecast and these people as a day of the simulator."""
    streams = [
        Stream(
            channel,
            language,
            [float(one) for one in count],
            60 * (told.written_minutes if channel in WRITTEN else told.call_minutes),
            0.8 if channel in WRITTEN else 1.2,
            told.written_patience_seconds if channel in WRITTEN else told.patience_seconds,
        )
        for (channel, language), count in sorted(expected.items())
        if count.sum()
    ]
    return Day(
        "forecast",
        streams,
        shifts,
        centres,
        {Risk.LOW: 0.92, Risk.HIGH: 0.08},
        hard=0.024,
        redials=0.3,
        accept_seconds=told.accept_seconds,
        slow_down=told.slow_down,
    )


def shifts_of(need: Need, *, second: str = "fr", first: str = "en") -> list[Shift]:
    """People who are there exactly when they are needed: what no plan can pass. Longer stretches are the first rows."""
    both = frozenset({first, second})
    alone = [total - some for total, some in zip(need.people, need.bilingual, strict=True)]
    return [*_layers(need.bilingual, both), *_layers(alone, frozenset({first}))]


def _layers(counts: Sequence[int], languages: frozenset[str]) -> list[Shift]:
    made = []
    for layer in range(1, max(counts, default=0) + 1):
        start: int | None = None
        for quarter, there in enumerate([*(count >= layer for count in counts), False]):
            if there and start is None:
                start = quarter
            elif not there and start is not None:
                made.append(Shift("", languages, start * QUARTER, quarter * QUARTER, 1))
                start = None
    return made


def drawn(day: Day, policy: Policy) -> Results:
    """As many days as give a band worth reading."""
    count = max(2, min(8, round(DRAWN_CONTACTS / max(1.0, day.expected))))
    return summarize([run_day(day, policy, seed=seed) for seed in range(count)])


def meet(expected: Mapping[Kind, Numbers], policy: Policy, told: Assumptions) -> Costed:
    """Theory's answer, tried on the router, with people added until each language is answered in time often enough."""
    need = need_for(expected, policy, told)
    languages = {kind[1] for kind, count in expected.items() if count.sum()}
    for turn in range(MOST_TURNS):
        results = drawn(day_of(expected, shifts_of(need), told, centres={"": 1.0}), policy)
        missing = {
            language: told.target_share - results.of("language", language).within_20.mean for language in languages
        }
        if max(missing.values()) <= 0.5 or turn == MOST_TURNS - 1:
            break
        step = max(1, round(max(need.people) * 0.015))
        need = need.more(people=step, bilingual=step if missing.get("fr", 0.0) > 0.5 else 0)
    return Costed(told.target_share, need, results, need.hours * told.hour_cost)


def curve(
    expected: Mapping[Kind, Numbers], policy: Policy, told: Assumptions, targets: Sequence[float]
) -> list[Costed]:
    """The same for several targets: what each further point costs is told by the rows' differences.

    People are added a few at a time, so that a lower target may stop at more than a higher one: then the higher one's people
    are its answer too.
    """
    made: list[Costed] = []
    for target in sorted(targets, reverse=True):
        one = meet(expected, policy, replace(told, target_share=target))
        if made and made[0].cost < one.cost:
            one = replace(made[0], target=target)
        made.insert(0, one)
    return made


def beside(need: Need, theory: Need, other: Need) -> Need:
    """`other` with as many more as the router needed beyond `theory`: the same line with fewer or more calls."""

    def moved(mine: Sequence[int], base: Sequence[int], theirs: Sequence[int]) -> tuple[int, ...]:
        return tuple(max(0, there + count - said) for count, said, there in zip(mine, base, theirs, strict=True))

    return Need(
        moved(need.people, theory.people, other.people), moved(need.bilingual, theory.bilingual, other.bilingual)
    )
