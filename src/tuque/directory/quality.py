"""How good a record is and how long since someone made sure of it: plain values in, a score with its reasons out.

The date's part falls in a straight line from 1 at six months to 0 at two years, as data·inclusion publishes it; a description under 50
characters counts for nothing. Source: gip-inclusion/data-inclusion-schema, `score_qualite.py` (the idea; the weights are ours).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FRESH_DAYS, OLD_DAYS = 183, 730
STEPS_MONTHS = (1, 3, 6, 12, 16)
DAYS_IN_MONTH = 30.44
SHORT, IDEAL = 50, 200
WEIGHTS = {
    "date": 3.0,
    "description": 2.0,
    "reach": 2.0,
    "hours": 2.0,
    "place": 1.0,
    "who_for": 1.0,
    "both_languages": 2.0,
    "topic": 1.0,
}


class Step(StrEnum):
    """How far up the ladder of not having been verified a record is."""

    FRESH = "fresh"
    ONE = "m1"
    THREE = "m3"
    SIX = "m6"
    TWELVE = "m12"
    SIXTEEN = "m16"
    NEVER = "never"


@dataclass(frozen=True)
class Known:
    """What of a record the score looks at."""

    verified_on: date | None
    description: str
    has_phone_or_page: bool
    has_hours: bool
    has_place: bool
    says_who_for: bool
    has_both_languages: bool
    has_topic: bool


@dataclass(frozen=True)
class Score:
    value: float
    parts: Mapping[str, float]

    @property
    def percent(self) -> int:
        return round(self.value * 100)

    @property
    def missing(self) -> tuple[str, ...]:
        """What would raise it, the weightiest first."""
        return tuple(
            sorted(
                (part for part, got in self.parts.items() if got < 1),
                key=lambda part: -WEIGHTS[part] * (1 - self.parts[part]),
            )
        )


def score(known: Known, *, today: date) -> Score:
    """From 0 to 1: a weighted mean of its parts."""
    parts = {
        "date": _of_date(known.verified_on, today),
        "description": _of_description(known.description),
        "reach": float(known.has_phone_or_page),
        "hours": float(known.has_hours),
        "place": float(known.has_place),
        "who_for": float(known.says_who_for),
        "both_languages": float(known.has_both_languages),
        "topic": float(known.has_topic),
    }
    return Score(round(sum(WEIGHTS[part] * got for part, got in parts.items()) / sum(WEIGHTS.values()), 4), parts)


def step(verified_on: date | None, *, today: date) -> Step:
    """The highest step that the record has passed."""
    if verified_on is None:
        return Step.NEVER
    months = (today - verified_on).days / DAYS_IN_MONTH
    passed = [number for number in STEPS_MONTHS if months >= number]
    return Step(f"m{passed[-1]}") if passed else Step.FRESH


def _of_date(verified_on: date | None, today: date) -> float:
    if verified_on is None:
        return 0.0
    days = (today - verified_on).days
    return max(0.0, min(1.0, (OLD_DAYS - days) / (OLD_DAYS - FRESH_DAYS)))


def _of_description(text: str) -> float:
    length = len(text.strip())
    if length < SHORT:
        return 0.0
    return min(1.0, 0.5 + 0.5 * (length - SHORT) / (IDEAL - SHORT))
