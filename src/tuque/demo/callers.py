"""Who calls the demonstration's line and who answers: plain values. What each does follows from ids and minutes, never from a memory,
so that the same hour can be played from its beginning, or gone on with after a pause."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tuque.contact_centre.planning import example
from tuque.contact_centre.routing import commands
from tuque.contact_centre.routing.state import Held, Seat, State
from tuque.contact_centre.routing.values import Channel, Contact, Instant, Responder, Risk, profile

# What the floor calls the line of invented callers; no conversation that someone really began is on it, as on "north-star".
LINE = "Orion"
# Words of both languages: names of places are not translated.
CENTRES = ("Bison", "Canyon", "Caribou", "Delta", "Fjord", "Lynx", "Prairie")
SCRIPTED = "harbour"  # the line on which scripted people write
A_DAY = 200.0
DECLINED, HARD = 0.04, 0.04
MINUTES = {Channel.VOICE: (22.0, 0.9), Channel.CHAT: (35.0, 0.6), Channel.TEXT: (40.0, 0.6)}
PATIENCE = {Channel.VOICE: 240.0, Channel.CHAT: 600.0, Channel.TEXT: 900.0}
Do = Callable[..., Any]


@dataclass(frozen=True)
class OnShift:
    """Someone's planned shift, in seconds since 1970."""

    id: str
    centre: str
    languages: frozenset[str]
    starts: Instant
    ends: Instant
    pause: Instant
    pause_ends: Instant

    @property
    def responder(self) -> Responder:
        skills = {LINE: 1, SCRIPTED: 1} if answers_scripted(self.id) else {LINE: 1}
        made = profile(centres={self.centre}, languages=self.languages, skills=skills)
        return Responder(self.id, made, self.ends)


def answers_scripted(responder: str) -> bool:
    """One in four, so that whoever sits at a console is soon the next."""
    return UUID(responder).int % 4 == 0


@dataclass(frozen=True)
class Wants:
    """How one contact goes: seconds until someone presses, of conversation, of patience."""

    press: float
    handle: float
    patience: float
    declines: bool
    hard: bool


@lru_cache(maxsize=512)
def wants(contact: str, channel: Channel) -> Wants:
    draw = Random(contact)  # noqa: S311  an invented contact
    mean, spread = MINUTES[channel]
    return Wants(
        draw.uniform(2, 8),
        60 * min(150.0, max(6.0, draw.lognormvariate(0, spread) * mean * 0.7)),
        20 + draw.expovariate(1 / PATIENCE[channel]),
        draw.random() < DECLINED,
        draw.random() < HARD,
    )


def callers(since: Instant, until: Instant, *, zone: ZoneInfo) -> Iterator[tuple[Instant, Contact]]:
    """Those who come after `since` and no later than `until`: each minute draws its own."""
    for minute in range(int(since // 60), int(until // 60) + 1):
        draw = Random(minute)  # noqa: S311
        here = datetime.fromtimestamp(minute * 60, tz=UTC).astimezone(zone)
        quarter = here.hour * 4 + here.minute // 15
        moment = minute * 60 + draw.expovariate(example.rate(here.date(), quarter, a_day=A_DAY) / 900)
        if since < moment <= until and moment < (minute + 1) * 60:
            yield moment, _caller(draw)


def _caller(draw: Random) -> Contact:
    (channel, language), *_rest = draw.choices(list(example.SHARES), list(example.SHARES.values()))
    risk = draw.choices(list(Risk), (0.74, 0.19, 0.06, 0.01))[0]
    name = str(UUID(int=draw.getrandbits(128), version=4))
    return Contact(name, channel, language, LINE, draw.choice(CENTRES), declared=min(risk, Risk.HIGH))


def play(
    state: State,
    do: Do,
    shifts: Sequence[OnShift],
    *,
    since: Instant,
    at: Instant,
    zone: ZoneInfo,
    real: Collection[str] = (),
) -> None:
    """What people did between the two instants: come, press, end, give up, begin and end their shift. `do` runs a command.

    Whoever sits at a console (`real`) and whoever really wrote are left alone.
    """
    for moment, contact in callers(since, at, zone=zone):
        do(commands.queue, contact, at=moment)
    for held in [held for held in state.held.values() if is_invented(held.contact.id) and held.responder not in real]:
        _follow(held, do, at, offer_seconds=state.policy.offer_seconds[held.contact.channel])
    there = {shift.id: shift for shift in shifts if shift.starts <= at < shift.ends}
    for seat in [seat for seat in state.seats.values() if seat.responder.id not in real]:
        _tend(seat, there.pop(seat.responder.id, None), do, at)
    for shift in there.values():
        do(commands.sign_in, shift.responder, at=at)


def is_invented(contact: str) -> bool:
    """Whether `callers` made it: ids drawn by lot are of version 4, those of conversations of version 7."""
    try:
        return UUID(contact).version == 4
    except ValueError:
        return True


def _follow(held: Held, do: Do, at: Instant, *, offer_seconds: float) -> None:
    name, wanted = held.contact.id, wants(held.contact.id, held.contact.channel)
    stage = held.stage.value
    if stage == "offered" and at >= held.expires_at - offer_seconds + wanted.press:
        first = wanted.declines and not held.refused_by
        do(commands.decline if first else commands.accept, held.offer, responder=held.responder, at=at)
    elif stage == "talking" and at - held.since >= wanted.handle:
        do(commands.end, name, hard=wanted.hard, at=at)
    elif stage == "waiting" and at - held.place >= wanted.patience:
        do(commands.leave, name, at=at)


def _tend(seat: Seat, shift: OnShift | None, do: Do, at: Instant) -> None:
    """Someone signed in: home when the shift is over, away for the break, back after it."""
    name = seat.responder.id
    if shift is None:
        do(commands.pause if seat.talking else commands.sign_out, name, at=at)
    elif shift.pause <= at < shift.pause_ends:
        if not seat.paused:
            do(commands.pause, name, at=at)
    elif seat.paused:
        do(commands.resume, name, at=at)


def go_home(state: State, do: Do, *, at: Instant) -> None:
    """Everyone: conversations end, who waits gives up, people sign out. For hours that nobody saw."""
    for name in list(state.held):
        do(commands.accept, state.held[name].offer, responder=state.held[name].responder, at=at)
        do(commands.end, name, at=at)
        do(commands.leave, name, for_good=True, at=at)
    for name in list(state.seats):
        do(commands.sign_out, name, at=at)
