"""The supervisor's floor: everyone's state, who waits and who talks, risk first, then the longest wait."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.channels import api as channels
from tuque.contact_centre import permissions
from tuque.contact_centre.console import arriving, asking, talks
from tuque.contact_centre.console.models import Ask
from tuque.contact_centre.desk import desk
from tuque.contact_centre.rescue.selectors import running_by_contact
from tuque.contact_centre.routing import commands, facts, rules
from tuque.contact_centre.routing.state import Held, Seat, State
from tuque.contact_centre.routing.values import Channel, Responder, profile


@dataclass(frozen=True)
class Contact:
    """`seconds` waited, or talked; `responder` the public id of whoever is with them."""

    id: str
    channel: str
    language: str
    risk: int
    confirmed: bool
    seconds: float
    stage: str
    responder: str
    passed_on: bool
    rescued: bool
    attempt: bool


@dataclass(frozen=True)
class Person:
    """`skills` have their levels; `room` is, by channel, how many conversations they hold and how many they may at once."""

    id: str
    state: str
    paused: str
    talks: int
    languages: tuple[str, ...]
    skills: tuple[tuple[str, int], ...]
    room: tuple[tuple[str, int, int], ...]
    centre: str
    ends_at: datetime | None


@dataclass(frozen=True)
class Floor:
    sequence: int
    contacts: list[Contact]
    people: list[Person]


def look(viewer: Worker, *, at: datetime) -> Floor:
    """Ids and codes alone; reading a conversation is another look, and audited."""
    rescues = running_by_contact(viewer.organization)
    return desk.read(viewer.organization, lambda state: _floor(state, rescues, at.timestamp()))


def _floor(state: State, rescues: Mapping[str, bool], at: float) -> Floor:
    contacts = sorted((_contact(held, rescues, at) for held in state.held.values()), key=_urgent_first)
    order = {"offered": 0, "talking": 1, "free": 2, "resting": 3, "paused": 4}
    people = sorted((_person(state, seat) for seat in state.seats.values()), key=lambda one: (order[one.state], one.id))
    return Floor(state.sequence, contacts, people)


def _urgent_first(one: Contact) -> tuple[bool, int, bool, float]:
    """Attempts in progress, then the highest risk first; then those who wait, the longest first; then those who talk."""
    return not one.attempt, -one.risk, one.stage == "talking", -one.seconds


def _contact(held: Held, rescues: Mapping[str, bool], at: float) -> Contact:
    contact = held.contact
    return Contact(
        contact.id,
        contact.channel.value,
        contact.language,
        int(held.risk),
        held.confirmed,
        max(0.0, at - held.place),
        held.stage.value,
        held.keeper or held.responder,
        bool(held.keeper),
        contact.id in rescues,
        rescues.get(contact.id, False),
    )


def _person(state: State, seat: Seat) -> Person:
    end = seat.responder.shift_ends_at
    held = Counter(state.held[name].contact.channel for name in seat.talking)
    room = ((one, rules.room_for(state.policy, seat.responder.profile, one)) for one in Channel)
    return Person(
        seat.responder.id,
        state_of(seat),
        seat.paused,
        len(seat.talking),
        tuple(sorted(seat.responder.profile.languages)),
        seat.responder.profile.skills,
        tuple((one.value, held[one], most) for one, most in room if most),
        min(seat.responder.profile.centres, default=""),
        datetime.fromtimestamp(end, tz=UTC) if end else None,
    )


def state_of(seat: Seat) -> str:
    if seat.talking:
        return "talking"
    if seat.paused:
        return "paused"
    if seat.resting:
        return "resting"
    return "offered" if seat.offer_of else "free"


def open_asks(viewer: Worker) -> list[Ask]:
    return asking.asked_of(viewer)


@transaction.atomic
def join(conversation: channels.Conversation, *, by: Worker, at: datetime) -> None:
    """Come in beside whoever answers: whisper to them, or write to the person. Nobody's contact changes."""
    permissions.check_can_oversee(by)
    channels.join(conversation=conversation, worker=by, part=channels.Part.SUPERVISOR, at=at)
    audit.record_in_crisis("contact_centre.joined", by=by, subject=conversation, at=at)


def leave(conversation: channels.Conversation, *, by: Worker, at: datetime) -> None:
    """Only beside: whoever answers stays."""
    if arriving.holds(by, conversation):
        return
    channels.step_out(conversation=conversation, worker=by, at=at)


def take_over(conversation: channels.Conversation, *, by: Worker, at: datetime) -> bool:
    """Become the one who answers; whoever did is free of it, and rests as after any other. False when nobody held it."""
    permissions.check_can_oversee(by)
    name, contact = str(by.public_id), str(conversation.public_id)

    def write(_state: State, new: list[facts.Fact]) -> None:
        if any(isinstance(fact, facts.Accepted) and fact.contact == contact for fact in new):
            audit.record_in_crisis("contact_centre.taken_over", by=by, subject=conversation, at=at)

    seat_of_their_own = Responder(name, profile(languages={conversation.language}, skills={conversation.line.code: 1}))
    desk.run(by.organization, _seat_aside, seat_of_their_own, at=at)
    new = desk.run(by.organization, commands.take_over, contact, by=name, at=at, also=write)
    if not any(isinstance(fact, facts.Accepted) and fact.contact == contact for fact in new):
        return False
    channels.step_out(conversation=conversation, worker=by, at=at)  # from beside, to come in as the one who answers
    talks.come_in(contact, by=by, at=at)
    return True


def _seat_aside(state: State, responder: Responder, *, at: float) -> list[facts.Fact]:
    """A place in the line without offers, for a supervisor who had none."""
    if responder.id in state.seats:
        return commands.NOTHING
    return [facts.SignedIn(at, responder), facts.Paused(at, responder.id, "supervising")]
