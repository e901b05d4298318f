"""What makes looking unusual, as plain Python: looks, what is known and a clock in; findings out. A finding accuses nobody."""

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

MOST_PEOPLE_AN_HOUR = 60
NIGHT_FROM, NIGHT_TO = 22, 6  # hours on the organization's clock, from one until before the other
FEW = 3  # a look at so many people at most is one at someone; a longer list is passed through
HOUR = timedelta(hours=1)


class Rule(StrEnum):
    SAME_NAME = "same_name"
    NO_LINK = "no_link"
    NIGHT = "night"
    MANY = "many"


@dataclass(frozen=True)
class Look:
    """One answer shown to a worker. `people` has the public ids of the persons in it; `in_emergency` was opened so, and is
    reviewed as such."""

    worker: int
    at: datetime
    people: frozenset[UUID]
    in_emergency: bool = False


@dataclass(frozen=True)
class Known:
    """What the looks are judged by.

    family_names  worker -> the folded words of their family name
    name_words    person -> the folded words of their family name; nobody's who is not there
    linked        (worker, person) where something of the work links the two
    overseers     workers whose duty is to look at what others did
    usual_hours   (worker, day) -> the hours in which they usually worked until then, 0 to 23 on the organization's clock
    """

    zone: ZoneInfo
    family_names: Mapping[int, frozenset[str]]
    name_words: Mapping[UUID, frozenset[str]]
    linked: AbstractSet[tuple[int, UUID]]
    overseers: AbstractSet[int]
    usual_hours: Mapping[tuple[int, date], frozenset[int]]


@dataclass(frozen=True)
class Unusual:
    rule: Rule
    worker: int
    at: datetime
    people: frozenset[UUID]


def judge(looks: Sequence[Look], known: Known, *, since: datetime) -> list[Unusual]:
    """What is unusual of the looks from `since` on. `looks` are in the order of time, with those of the hour before."""
    new = [look for look in looks if look.at >= since and look.people]
    found = [one for look in new for one in _of_one(look, known)]
    return found + [one for one in _too_many(looks) if one.at >= since]


def is_night(at: datetime, *, zone: ZoneInfo) -> bool:
    hour = at.astimezone(zone).hour
    return hour >= NIGHT_FROM or hour < NIGHT_TO


def _of_one(look: Look, known: Known) -> Iterator[Unusual]:
    if len(look.people) <= FEW:
        family = known.family_names.get(look.worker, frozenset())
        alike = frozenset(one for one in look.people if family & known.name_words.get(one, frozenset()))
        if alike:
            yield Unusual(Rule.SAME_NAME, look.worker, look.at, alike)
        strangers = frozenset(one for one in look.people if (look.worker, one) not in known.linked)
        if strangers and not look.in_emergency and look.worker not in known.overseers:
            yield Unusual(Rule.NO_LINK, look.worker, look.at, strangers)
    here = look.at.astimezone(known.zone)
    usual = known.usual_hours.get((look.worker, here.date()), frozenset())
    if is_night(look.at, zone=known.zone) and here.hour not in usual and not look.in_emergency:
        yield Unusual(Rule.NIGHT, look.worker, look.at, look.people)


def _too_many(looks: Sequence[Look]) -> Iterator[Unusual]:
    """Each look with which its worker has seen more than sixty persons within an hour."""
    windows: dict[int, deque[Look]] = {}
    counts: dict[int, Counter[UUID]] = {}
    for look in looks:
        window, count = windows.setdefault(look.worker, deque()), counts.setdefault(look.worker, Counter())
        while window and window[0].at <= look.at - HOUR:
            for one in window.popleft().people:
                count[one] -= 1
                if not count[one]:
                    del count[one]
        window.append(look)
        count.update(look.people)
        if len(count) > MOST_PEOPLE_AN_HOUR:
            yield Unusual(Rule.MANY, look.worker, look.at, look.people)
