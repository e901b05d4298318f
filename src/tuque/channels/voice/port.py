"""What the line asks of whatever carries voices, and what it is told. The router decides; a port obeys and reports.

The browser port (`browser.py`) is the first. A SIP switch is one more class with these methods: Asterisk's holding bridge, mixing
bridge, music and snoop channels are the same nine verbs.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class Happened(StrEnum):
    """What a port reports of a call."""

    OFFERED = "offered"  # someone calls and waits
    CONNECTED = "connected"  # a party's voice may be heard
    HELD = "held"
    RESUMED = "resumed"
    GONE = "gone"  # a party hung up, or their line broke
    ENDED = "ended"


Report = Callable[[Happened, UUID, datetime], None]


class VoicePort(Protocol):
    """Calls and parties are told by their public ids; `at` is when it was asked."""

    def offered(self, call: UUID, *, at: datetime) -> None:
        """Take a caller in: they hear the waiting until someone is connected."""

    def play(self, call: UUID, message: str, *, at: datetime) -> None:
        """Have the caller hear a message of the line, by its code, in the language of the call."""

    def hold(self, call: UUID, *, held: bool, at: datetime) -> None:
        """The caller hears the waiting, and nobody hears them; or all are heard again."""

    def connect(self, call: UUID, worker: UUID, *, at: datetime) -> UUID:
        """A responder answers, or comes in: the id of the party."""

    def transfer(self, call: UUID, worker: UUID, *, at: datetime) -> None:
        """Everyone of the line who talks leaves once this worker is in."""

    def conference(self, call: UUID, worker: UUID, *, at: datetime) -> UUID:
        """A third party comes in; all hear one another."""

    def spy(self, call: UUID, worker: UUID, *, at: datetime) -> UUID:
        """A supervisor hears all, heard by nobody."""

    def whisper(self, call: UUID, worker: UUID, *, at: datetime) -> UUID:
        """A supervisor speaks to the line's people alone."""

    def hang_up(self, call: UUID, party: UUID | None = None, *, at: datetime) -> None:
        """One party leaves; without one, the call ends for all."""

    def events(self, report: Report) -> None:
        """Have everything that happens reported."""
