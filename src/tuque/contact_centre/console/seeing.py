"""What a responder sees of the line: their own place in it, what is offered, whom they talk with, how busy it is."""

from dataclasses import dataclass
from datetime import UTC, datetime

from tuque.accounts.api import Worker
from tuque.contact_centre.desk import desk
from tuque.contact_centre.routing import commands
from tuque.contact_centre.routing.state import Held, Seat, State
from tuque.contact_centre.routing.values import Channel


@dataclass(frozen=True)
class Offered:
    """A contact on this responder's screen. `waited` in seconds since the person has been trying."""

    number: str
    contact: str
    channel: str
    language: str
    line: str
    risk: int
    waited: float
    expires_at: datetime
    asked_by_hand: bool
    handed_over: bool


@dataclass(frozen=True)
class Talk:
    """A conversation that this responder is in. `passed_on` while someone else is looked for."""

    contact: str
    channel: str
    language: str
    line: str
    risk: int
    confirmed: bool
    since: datetime
    passed_on: bool


@dataclass(frozen=True)
class Place:
    """`paused` is the code of the reason, or ""; `rests_until` is set while writing or recovering; `letters` are e-mails that wait
    to be picked, in a language of theirs."""

    sequence: int
    on_shift: bool
    paused: str = ""
    rests_until: datetime | None = None
    recovering: bool = False
    may_recover: bool = False
    ends_at: datetime | None = None
    languages: tuple[str, ...] = ()
    offer: Offered | None = None
    talks: tuple[Talk, ...] = ()
    waiting: int = 0
    longest: float = 0.0
    free: int = 0
    here: int = 0
    letters: int = 0


def place_of(viewer: Worker, *, at: datetime) -> Place:
    """Counts of the others, and the viewer's own; nobody else is named."""
    name = str(viewer.public_id)
    return desk.read(viewer.organization, lambda state: _place(state, name, at.timestamp()))


def _place(state: State, name: str, at: float) -> Place:
    waits = [max(0.0, at - state.held[one].place) for _rank, one in state.waiting]
    seats = state.seats.values()
    busy = {
        "waiting": len(waits),
        "longest": max(waits, default=0.0),
        "here": len(seats),
        "free": sum(1 for seat in seats if not (seat.talking or seat.paused or seat.resting or seat.offer_of)),
    }
    seat = state.seats.get(name)
    if seat is None:
        return Place(state.sequence, False, **busy)  # type: ignore[arg-type]
    spoken = seat.responder.profile.languages
    waiting = (state.held[one].contact for _rank, one in state.waiting)
    return Place(
        state.sequence,
        True,
        letters=sum(1 for one in waiting if one.channel is Channel.EMAIL and one.language in spoken),
        paused=seat.paused,
        rests_until=_moment(seat.rests_until) if seat.resting else None,
        recovering=seat.recovering,
        may_recover=commands.may_recover(seat, at),
        ends_at=_moment(seat.responder.shift_ends_at) if seat.responder.shift_ends_at else None,
        languages=tuple(sorted(seat.responder.profile.languages)),
        offer=_offered(state, seat, at),
        talks=tuple(sorted((_talk(state.held[one], name) for one in seat.talking), key=lambda talk: talk.since)),
        **busy,  # type: ignore[arg-type]
    )


def _offered(state: State, seat: Seat, at: float) -> Offered | None:
    if not seat.offer_of:
        return None
    held = state.held[seat.offer_of]
    contact = held.contact
    return Offered(
        held.offer,
        contact.id,
        contact.channel.value,
        contact.language,
        contact.line,
        int(held.risk),
        max(0.0, at - held.place),
        _moment(held.expires_at),
        bool(state.in_hand.get(contact.line)),
        bool(held.keeper),
    )


def _talk(held: Held, name: str) -> Talk:
    contact = held.contact
    return Talk(
        contact.id,
        contact.channel.value,
        contact.language,
        contact.line,
        int(held.risk),
        held.confirmed,
        _moment(held.since),
        held.keeper == name,
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
