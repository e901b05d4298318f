"""The state as JSON holds it, so that a line opens without reading its whole log. It gives back what the fold of the facts would."""

from collections import deque
from dataclasses import fields
from typing import Any

from tuque.contact_centre.routing import facts
from tuque.contact_centre.routing import policy as policies
from tuque.contact_centre.routing.state import Gap, Gone, Held, Seat, Stage, State, need_of
from tuque.contact_centre.routing.values import Mode, Risk

VERSION = 1


def to_data(state: State) -> dict[str, Any]:
    """Lists keep the order of what they hold: it decides who is asked first."""
    return {
        "version": VERSION,
        "policy": policies.to_data(state.policy),
        "sequence": state.sequence,
        "clock": state.clock,
        "last_order": state.last_order,
        "held": [_held_data(held) for held in state.held.values()],
        "offered": list(state.offered),
        "seats": [_seat_data(seat) for seat in state.seats.values()],
        "resting": list(state.resting),
        "ready": [list(ready) for bench in state.benches.values() for ready in bench.ready if ready],
        "in_hand": state.in_hand,
        "gone": [
            [person, gone.place, gone.left_at, gone.contact, int(gone.risk)] for person, gone in state.gone.items()
        ],
        "last_asked": [[line, language, order] for (line, language), order in state.last_asked.items()],
        "modes": sorted(state.modes),
        "gap": _fields(state.gap) if state.gap else None,
        "outcomes": [list(outcome) for outcome in state.outcomes],
    }


def from_data(data: dict[str, Any]) -> State:
    """Raises ValueError for a snapshot of another version: the log is then read from its beginning."""
    if data.get("version") != VERSION:
        raise ValueError(f"A snapshot of version {data.get('version')}; this is version {VERSION}.")
    state = State()
    state.policy = policies.from_data(data["policy"])
    state.sequence, state.clock, state.last_order = data["sequence"], data["clock"], data["last_order"]
    for row in data["held"]:
        held = _held(row)
        state.held[held.contact.id] = held
    state.waiting = sorted((held.rank, name) for name, held in state.held.items() if held.stage is Stage.WAITING)
    state.offered = {name: state.held[name] for name in data["offered"]}
    for row in data["seats"]:
        seat = _seat(row)
        state.seats[seat.responder.id] = seat
    state.resting = {name: state.seats[name] for name in data["resting"]}
    for name in [name for ready in data["ready"] for name in ready]:
        _seat_on_bench(state, state.seats[name])
    for seat in state.seats.values():
        state.bench_of(seat.responder.profile)
    state.in_hand = dict(data["in_hand"])
    state.gone = {
        person: Gone(place, left_at, contact, Risk(risk)) for person, place, left_at, contact, risk in data["gone"]
    }
    state.last_asked = {(line, language): order for line, language, order in data["last_asked"]}
    state.modes = {Mode(mode) for mode in data["modes"]}
    state.gap = Gap(**data["gap"]) if data["gap"] else None
    state.outcomes = deque((at, language, in_time) for at, language, in_time in data["outcomes"])
    state.tally.update((language, in_time) for _at, language, in_time in state.outcomes)
    return state


def _fields(row: Any) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in fields(row)}


def _held_data(held: Held) -> dict[str, Any]:
    data = _fields(held)
    del data["need"]
    return {**data, "contact": facts.contact_data(held.contact), "stage": held.stage.value, "rank": list(held.rank)}


def _held(data: dict[str, Any]) -> Held:
    contact, risk = facts.contact_from(data["contact"]), Risk(data["risk"])
    first, order = data["rank"]
    made = {**data, "contact": contact, "risk": risk, "stage": Stage(data["stage"]), "rank": (first, order)}
    return Held(**made, need=need_of(contact, risk))


def _seat_data(seat: Seat) -> dict[str, Any]:
    return {**_fields(seat), "responder": facts.responder_data(seat.responder), "talking": sorted(seat.talking)}


def _seat(data: dict[str, Any]) -> Seat:
    return Seat(**{**data, "responder": facts.responder_from(data["responder"]), "talking": set(data["talking"])})


def _seat_on_bench(state: State, seat: Seat) -> None:
    """Where it was; its time of becoming ready is its own."""
    since, seat.load = seat.ready_since, None
    state.seat_changed(seat)
    seat.ready_since = since
