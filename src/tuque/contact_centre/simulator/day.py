"""A day to simulate, as data: who calls, how long it takes, how patient they are, who is there to answer."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tuque.contact_centre.routing.values import Channel, Mode, Risk, Seconds

QUARTERS = 96
QUARTER: Seconds = 900.0


@dataclass(frozen=True)
class Stream:
    """Contacts of one channel and language.

    per_quarter    expected arrivals in each quarter of an hour, 96 numbers from midnight
    handle_mean    seconds of conversation; `handle_spread` is its standard deviation over its mean: 1 is exponential,
                   other values are drawn log-normal, with a longer tail above 1
    patience_mean  seconds that people wait before they give up, exponential; 0 never give up
    """

    channel: Channel
    language: str
    per_quarter: Sequence[float]
    handle_mean: Seconds
    handle_spread: float = 1.0
    patience_mean: Seconds = 180.0


@dataclass(frozen=True)
class Shift:
    """`count` people of a centre from `start` to `end`, seconds after midnight. Each may fail to come (`no_show`, 0 to 1).

    `outside` people are a partner's line. A break of `pause` seconds begins `pause_after` seconds into the shift, each person's own few minutes apart.
    """

    centre: str
    languages: frozenset[str]
    start: Seconds
    end: Seconds
    count: int
    level: int = 1
    no_show: float = 0.0
    pause_after: Seconds = 0.0
    pause: Seconds = 0.0
    outside: bool = False


@dataclass(frozen=True)
class Day:
    """Everything that is drawn for a day.

    centres         share of contacts nearest to each centre
    risks           share of each declared risk
    hard            share of conversations after which the responder recovers
    redials         share of those who gave up who try again, after `redial_after` seconds on average
    accept_seconds  from the offer to the answer, exponential; 0 at once
    misses          share of offers that nobody presses
    slow_down       by how much each conversation beside it lengthens a written one: 0.25 is a quarter
    announced       calls hear the policy's announcement before they are in the line
    modes           the degraded modes that are on all day
    call_backs      share of those who may be called back who choose it
    """

    name: str
    streams: Sequence[Stream]
    shifts: Sequence[Shift]
    centres: Mapping[str, float]
    risks: Mapping[Risk, float]
    hard: float = 0.0
    redials: float = 0.0
    redial_after: Seconds = 300.0
    accept_seconds: Seconds = 0.0
    misses: float = 0.0
    slow_down: float = 0.0
    announced: bool = False
    modes: frozenset[Mode] = frozenset()
    call_backs: float = 0.5

    def surged(self, factor: float) -> "Day":
        """The same day with `factor` times as many arrivals."""
        streams = [
            replace(stream, per_quarter=[factor * count for count in stream.per_quarter]) for stream in self.streams
        ]
        return replace(self, streams=streams, name=f"{self.name} ×{factor:g}" if factor != 1 else self.name)

    @property
    def expected(self) -> float:
        return sum(sum(stream.per_quarter) for stream in self.streams)


def read_day(path: Path) -> Day:
    """A day from its file. Raises ValueError, KeyError or TypeError when it is not one; see docs/data/national-day/README.md."""
    return from_data(json.loads(path.read_text()))


def from_data(data: Mapping[str, Any]) -> Day:
    """`shape` is the share of a day's arrivals in each of its 24 hours; a stream has `per_day`. Minutes and hours become seconds."""
    shape = [float(share) for share in data["shape_by_hour"]]
    if len(shape) != 24 or abs(sum(shape) - 1) > 0.01:
        raise ValueError(
            f"shape_by_hour has {len(shape)} shares that add up to {sum(shape):.3f}; it needs 24 that make 1."
        )
    streams = [
        Stream(
            Channel(one["channel"]),
            one["language"],
            [one["per_day"] * shape[quarter // 4] / 4 for quarter in range(QUARTERS)],
            one["handle_minutes"] * 60,
            one["handle_spread"],
            one["patience_seconds"],
        )
        for one in data["streams"]
    ]
    shifts = [
        Shift(
            one["centre"],
            frozenset(one["languages"]),
            one["from_hour"] * 3600,
            one["to_hour"] * 3600,
            one["people"],
            one.get("level", 1),
            one.get("no_show", 0.0),
            one.get("break_after_hours", 0) * 3600,
            one.get("break_minutes", 0) * 60,
        )
        for one in data["shifts"]
    ]
    return Day(
        data["name"],
        streams,
        shifts,
        dict(data["centres"]),
        {Risk[name.upper()]: share for name, share in data["risks"].items()},
        data["hard"],
        data["redials"],
        data["redial_after_seconds"],
        data["accept_seconds"],
        data["misses"],
        data["slow_down"],
    )


CENTRES = ("c1", "c2", "c3", "c4", "c5", "c6", "c7")
EN, FR, BOTH = frozenset({"en"}), frozenset({"fr"}), frozenset({"en", "fr"})


def busy_hour(
    *,
    people: Sequence[tuple[frozenset[str], int]] = ((EN, 30), (BOTH, 12)),
    centres: Sequence[str] = CENTRES,
    calls_an_hour: float = 75.0,
    french: float = 0.2,
    handle_mean: Seconds = 24.7 * 60,
    patience_mean: Seconds = 180.0,
    hours: int = 24,
) -> Day:
    """The reference day: one busy hour, as long as a day, on the assumptions of the tables that ours is read beside.

    People are dealt to the centres one after the other; each centre is the nearest of as many callers.
    Every second person has level 5, for the rules that look at levels; ours finds nothing to tell by it.
    """
    per_quarter = [calls_an_hour / 4 if quarter < 4 * hours else 0.0 for quarter in range(QUARTERS)]
    shares = [("en", 1 - french), ("fr", french)]
    shifts, dealt = [], 0
    for languages, count in people:
        for _person in range(count):
            level = 1 if dealt % 2 else 5
            shifts.append(Shift(centres[dealt % len(centres)], languages, 0, hours * 3600, 1, level))
            dealt += 1
    return Day(
        "reference",
        [
            Stream(Channel.VOICE, language, [share * count for count in per_quarter], handle_mean, 1.0, patience_mean)
            for language, share in shares
            if share
        ],
        shifts,
        {centre: 1 / len(centres) for centre in centres},
        {Risk.LOW: 1.0},
    )
