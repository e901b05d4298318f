"""Who hears whom in a call: plain values. Every page and every switch obeys this table, and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """What someone does in a call.

    caller   the person who called
    talks    a responder, a colleague brought in, a supervisor who joined: heard by all, hears all
    listens  a supervisor who monitors: hears all, heard by nobody
    whispers a supervisor who speaks to the line's own people alone: the caller never hears it
    """

    CALLER = "caller"
    TALKS = "talks"
    LISTENS = "listens"
    WHISPERS = "whispers"


@dataclass(frozen=True, slots=True)
class Party:
    """`is_held` is for the caller: they hear the waiting, and nobody hears them."""

    id: str
    part: Part
    is_held: bool = False


def hears(listener: Party, speaker: Party) -> bool:
    """Whether `listener` hears `speaker`."""
    if listener.id == speaker.id or speaker.part == Part.LISTENS:
        return False
    if listener.is_held or speaker.is_held:
        return False
    if speaker.part == Part.WHISPERS:
        return listener.part == Part.TALKS
    return True


def pairs(parties: Iterable[Party]) -> set[tuple[str, str]]:
    """(speaker, listener), for everyone in the call."""
    everyone = list(parties)
    return {(speaker.id, listener.id) for speaker in everyone for listener in everyone if hears(listener, speaker)}
