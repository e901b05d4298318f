"""What is wrong with a policy before it is published: found by looking, without drawing a day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tuque.contact_centre.routing.policy import Policy, Reach
from tuque.contact_centre.routing.values import Channel, Seconds

TIME_TO_PRESS: Seconds = 4.0


class Trouble(StrEnum):
    STEPS_IN_DISORDER = "steps_in_disorder"
    FIRST_STEP_LATE = "first_step_late"
    NEVER_EVERYONE = "never_everyone"
    NEVER_ANY_LEVEL = "never_any_level"
    TIMER_IS_TARGET = "timer_is_target"
    RESERVE_WITHOUT_END = "reserve_without_end"
    RESERVE_HOLDS_ALL = "reserve_holds_all"
    NO_TIME_TO_ACCEPT = "no_time_to_accept"
    NO_ROOM = "no_room"
    RISK_BACKWARDS = "risk_backwards"
    NOBODY = "nobody"
    NOBODY_SPEAKS = "nobody_speaks"


# A policy with one of these can leave someone without an answer for ever: it is not published.
BLOCKING = frozenset(
    {
        Trouble.STEPS_IN_DISORDER,
        Trouble.FIRST_STEP_LATE,
        Trouble.NEVER_EVERYONE,
        Trouble.NEVER_ANY_LEVEL,
        Trouble.RESERVE_WITHOUT_END,
        Trouble.NO_TIME_TO_ACCEPT,
        Trouble.NO_ROOM,
        Trouble.NOBODY,
        Trouble.NOBODY_SPEAKS,
    }
)


@dataclass(frozen=True)
class Finding:
    trouble: Trouble
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def is_blocking(self) -> bool:
        return self.trouble in BLOCKING


@dataclass(frozen=True)
class Cover:
    """How many people who speak these languages are there in each hour of the day, 24 numbers."""

    languages: frozenset[str]
    by_hour: Sequence[int]


def check(policy: Policy, cover: Sequence[Cover] = ()) -> list[Finding]:
    """What to tell whoever wrote this policy; who is there is looked at when `cover` says so."""
    found = [*_steps(policy), *_targets(policy), *_reserves(policy), *_numbers(policy)]
    return [*found, *check_people(policy, cover)] if cover else found


def check_people(policy: Policy, cover: Sequence[Cover]) -> list[Finding]:
    """Hours without anyone, or without anyone who speaks a language; no cover at all is a day without anyone."""
    return list(_people(policy, cover))


def _steps(policy: Policy) -> Iterator[Finding]:
    afters = [step.after for step in policy.steps]
    if afters != sorted(set(afters)):
        yield Finding(Trouble.STEPS_IN_DISORDER)
    if not afters or afters[0] != 0:
        yield Finding(Trouble.FIRST_STEP_LATE)
    elif policy.steps[-1].reach is not Reach.EVERYONE:
        yield Finding(Trouble.NEVER_EVERYONE)
    elif policy.steps[-1].level > 1:
        yield Finding(Trouble.NEVER_ANY_LEVEL, {"level": policy.steps[-1].level})


def _targets(policy: Policy) -> Iterator[Finding]:
    opens = next((step.after for step in policy.steps if step.reach is Reach.EVERYONE), None)
    for language, target in policy.targets.items():
        if opens is not None and target.seconds - TIME_TO_PRESS < opens:
            values = {"after": opens, "target": target.seconds, "language": language, "press": TIME_TO_PRESS}
            yield Finding(Trouble.TIMER_IS_TARGET, values)


def _reserves(policy: Policy) -> Iterator[Finding]:
    if any(policy.reserves.values()) and policy.reserve_ends_after > 3600:
        yield Finding(Trouble.RESERVE_WITHOUT_END, {"minutes": round(policy.reserve_ends_after / 60)})


def _numbers(policy: Policy) -> Iterator[Finding]:
    for channel in Channel:
        if policy.offer_seconds.get(channel, 15.0) < TIME_TO_PRESS:
            yield Finding(Trouble.NO_TIME_TO_ACCEPT, {"channel": channel.value})
        if policy.capacity.get(channel, 1) < 1:
            yield Finding(Trouble.NO_ROOM, {"channel": channel.value})
    starts = [policy.head_start(risk) for risk in sorted(policy.head_starts)]
    if starts != sorted(starts):
        yield Finding(Trouble.RISK_BACKWARDS)


def _people(policy: Policy, cover: Sequence[Cover]) -> Iterator[Finding]:
    there = [sum(one.by_hour[hour] for one in cover) for hour in range(24)]
    for start, end in _stretches([not count for count in there]):
        yield Finding(Trouble.NOBODY, {"start": start, "end": end})
    for language in policy.targets:
        speakers = [sum(one.by_hour[hour] for one in cover if language in one.languages) for hour in range(24)]
        for start, end in _stretches([bool(there[hour]) and not speakers[hour] for hour in range(24)]):
            yield Finding(Trouble.NOBODY_SPEAKS, {"language": language, "start": start, "end": end})
        kept = policy.reserves.get(language, 0)
        held = [0 < speakers[hour] == there[hour] <= kept for hour in range(24)]
        for start, end in _stretches(held):
            values = {"language": language, "start": start, "end": end, "seconds": policy.reserve_ends_after}
            yield Finding(Trouble.RESERVE_HOLDS_ALL, values)


def _stretches(hours: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """The runs of hours that are true: from, and up to but not with."""
    start: int | None = None
    for hour, holds in enumerate([*hours, False]):
        if holds and start is None:
            start = hour
        elif not holds and start is not None:
            yield start, hour
            start = None
