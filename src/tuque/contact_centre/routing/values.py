"""A contact that waits and a responder who may answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

Instant = float
Seconds = float


class Channel(StrEnum):
    VOICE = "voice"
    CHAT = "chat"
    TEXT = "text"
    EMAIL = "email"


WRITTEN = frozenset({Channel.CHAT, Channel.TEXT, Channel.EMAIL})


class Mode(StrEnum):
    """What a person switches on when more people call than can be answered."""

    CALL_BACK = "call_back"  # callers may hang up and be called back at their place
    SHORT_ANNOUNCEMENT = "short_announcement"
    PARTNER_LINES = "partner_lines"  # lines of others answer too


class Risk(IntEnum):
    """How urgent, as a person confirmed it, or as the contact declared it before anyone could."""

    LOW = 0
    MODERATE = 1
    HIGH = 2
    IMMINENT = 3


@dataclass(frozen=True, slots=True)
class Contact:
    """One interaction that asks for an answer.

    line      the code of the service that was called; it is also the skill that answers it
    centre    the centre nearest to the contact, or "" when nothing tells
    skills    what else is needed: an interpreter, a community's own responder
    person    the same for two contacts of one person (a hash of a number, a session); "" when nothing tells
    declared  the risk that answers given before the contact point to; nobody confirmed it yet
    slow      in the slower lane, for a time, by the decision of two people
    """

    id: str
    channel: Channel
    language: str
    line: str
    centre: str = ""
    skills: frozenset[str] = frozenset()
    person: str = ""
    declared: Risk = Risk.LOW
    slow: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """What decides who may answer: contacts with equal needs are answered by the same people."""

    channel: Channel
    language: str
    line: str
    centre: str
    skills: frozenset[str]
    is_high: bool


@dataclass(frozen=True)
class Profile:
    """What makes responders alike for the router.

    skills    level by code: 1 and up; a line is a skill
    capacity  conversations at once by channel; a channel left out has the policy's number, 0 is never
    outside   a partner's line: asked last, and only while partner lines are switched on
    """

    centres: frozenset[str]
    languages: frozenset[str]
    skills: tuple[tuple[str, int], ...]
    capacity: tuple[tuple[Channel, int], ...] = ()
    outside: bool = False

    def level(self, skill: str) -> int:
        return next((level for code, level in self.skills if code == skill), 0)


@dataclass(frozen=True, slots=True)
class Responder:
    """Someone signed in to answer. `shift_ends_at` is None for a shift without an end."""

    id: str
    profile: Profile
    shift_ends_at: Instant | None = None


def profile(
    *,
    centres: frozenset[str] | set[str] = frozenset(),
    languages: frozenset[str] | set[str],
    skills: Mapping[str, int],
    capacity: Mapping[Channel, int] | None = None,
    outside: bool = False,
) -> Profile:
    """A profile from plain mappings: equal ones are the same group, whatever the order they were written in."""
    return Profile(
        frozenset(centres),
        frozenset(languages),
        tuple(sorted(skills.items())),
        tuple(sorted((capacity or {}).items())),
        outside,
    )


@dataclass(frozen=True, slots=True)
class Target:
    """Answered within `seconds` for `share` (0 to 1) of the contacts, in a language."""

    seconds: Seconds
    share: float
