"""What happened, in the order of the log. A fact is never changed; the state is the fold of the facts."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from tuque.contact_centre.routing import policy as policies
from tuque.contact_centre.routing.policy import Policy
from tuque.contact_centre.routing.values import Channel, Contact, Instant, Mode, Profile, Responder, Risk


@dataclass(slots=True)
class Fact:
    """`at` is the instant at which it became true. Facts are written once: nothing sets a field later."""

    at: Instant


@dataclass(slots=True)
class PolicySet(Fact):
    """The rules in force from now on."""

    policy: Policy


@dataclass(slots=True)
class SignedIn(Fact):
    responder: Responder


@dataclass(slots=True)
class SignedOut(Fact):
    responder: str


@dataclass(slots=True)
class Vanished(Fact):
    """The responder's page went silent: what they held goes back to the line."""

    responder: str


@dataclass(slots=True)
class Paused(Fact):
    """No new offer. `why`: break, missed (an offer ran out), shift (it ends)."""

    responder: str
    why: str


@dataclass(slots=True)
class Resumed(Fact):
    responder: str


@dataclass(slots=True)
class Rested(Fact):
    """Wrap-up or recovery is over."""

    responder: str


@dataclass(slots=True)
class Recovering(Fact):
    """What has just ended, whoever ended it, was hard, says whoever answered: they rest until `rests_until`."""

    responder: str
    rests_until: Instant


@dataclass(slots=True)
class Queued(Fact):
    """`place` is since when this person has been trying; `repeats` the contact they come back from, or ""."""

    contact: Contact
    place: Instant
    repeats: str


@dataclass(slots=True)
class RiskConfirmed(Fact):
    contact: str
    risk: Risk
    by: str


@dataclass(slots=True)
class LaneChanged(Fact):
    contact: str
    slow: bool
    by: str


@dataclass(slots=True)
class Offered(Fact):
    """`how`: push (the router), pull (the responder asked), hand (a supervisor, `by`). `step` counts from 0."""

    offer: str
    contact: str
    responder: str
    expires_at: Instant
    step: int
    how: str
    by: str


@dataclass(slots=True)
class Accepted(Fact):
    offer: str
    contact: str
    responder: str


@dataclass(slots=True)
class Declined(Fact):
    offer: str
    contact: str
    responder: str


@dataclass(slots=True)
class Expired(Fact):
    """Nobody pressed in time."""

    offer: str
    contact: str
    responder: str


@dataclass(slots=True)
class Left(Fact):
    """The person went away before an answer. `into` is the contact that took its place, or ""."""

    contact: str
    into: str


@dataclass(slots=True)
class Ended(Fact):
    """The conversation is over; `rests_until` is the end of wrap-up, or of recovery when it was `hard`."""

    contact: str
    responder: str
    rests_until: Instant
    hard: bool


@dataclass(slots=True)
class TakenInHand(Fact):
    """A supervisor serves this line by hand: the router offers nothing of it."""

    line: str
    by: str


@dataclass(slots=True)
class Released(Fact):
    line: str


@dataclass(slots=True)
class ModeSwitched(Fact):
    """Someone switched a degraded mode on or off."""

    mode: Mode
    on: bool
    by: str


@dataclass(slots=True)
class CallBackAsked(Fact):
    """The person hung up and will be called: their place is kept."""

    contact: str


@dataclass(slots=True)
class Transferred(Fact):
    """The contact goes back to the head of the line for someone else; who passes it on stays with the person until then.

    `changed` is the contact with its new needs.
    """

    contact: str
    by: str
    changed: Contact


@dataclass(slots=True)
class TakenBack(Fact):
    """Who passed the contact on goes on with it."""

    contact: str


@dataclass(slots=True)
class GapRung(Fact):
    """One language is answered in time less often than another; shares in points."""

    ahead: str
    behind: str
    ahead_share: float
    behind_share: float


@dataclass(slots=True)
class GapNoted(Fact):
    """Someone took note of the alarm: it no longer rings, and stays shown."""

    by: str


@dataclass(slots=True)
class GapOver(Fact):
    """The gap has closed."""


KINDS: Mapping[str, type[Fact]] = {kind.__name__: kind for kind in Fact.__subclasses__()}


def to_data(fact: Fact) -> dict[str, Any]:
    """The fact as JSON holds it, its instant left out."""
    return {field.name: _plain(getattr(fact, field.name)) for field in fields(fact) if field.name != "at"}


def from_data(kind: str, data: Mapping[str, Any], *, at: Instant) -> Fact:
    """The fact that `to_data` wrote. Raises KeyError for a kind that this version does not know."""
    made = dict(data)
    if kind == "PolicySet":
        made["policy"] = policies.from_data(data["policy"])
    elif kind == "SignedIn":
        made["responder"] = responder_from(data["responder"])
    elif kind == "Queued":
        made["contact"] = contact_from(data["contact"])
    elif kind == "Transferred":
        made["changed"] = contact_from(data["changed"])
    elif kind == "ModeSwitched":
        made["mode"] = Mode(data["mode"])
    elif kind == "RiskConfirmed":
        made["risk"] = Risk(data["risk"])
    return KINDS[kind](at, **made)


def _plain(value: Any) -> Any:
    if isinstance(value, Policy):
        return policies.to_data(value)
    if isinstance(value, Responder):
        return responder_data(value)
    if isinstance(value, Contact):
        return contact_data(value)
    return value


def responder_data(value: Responder) -> dict[str, Any]:
    person = value.profile
    data = {
        "id": value.id,
        "shift_ends_at": value.shift_ends_at,
        "centres": sorted(person.centres),
        "languages": sorted(person.languages),
        "skills": dict(person.skills),
        "capacity": dict(person.capacity),
    }
    return {**data, "outside": True} if person.outside else data


def contact_data(value: Contact) -> dict[str, Any]:
    return {
        field.name: sorted(value.skills) if field.name == "skills" else getattr(value, field.name)
        for field in fields(value)
    }


def responder_from(data: Mapping[str, Any]) -> Responder:
    return Responder(
        data["id"],
        Profile(
            frozenset(data["centres"]),
            frozenset(data["languages"]),
            tuple(sorted(data["skills"].items())),
            tuple(sorted((Channel(channel), count) for channel, count in data["capacity"].items())),
            data.get("outside", False),
        ),
        data["shift_ends_at"],
    )


def contact_from(data: Mapping[str, Any]) -> Contact:
    return Contact(
        **{
            **data,
            "channel": Channel(data["channel"]),
            "skills": frozenset(data["skills"]),
            "declared": Risk(data["declared"]),
        }
    )
