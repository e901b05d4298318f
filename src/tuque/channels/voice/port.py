"""What the line asks of whatever carries voices, and the one thing it is told.

`calls.py` decides who is in a call and what they do there, and keeps it; a port obeys once that is committed. The browsers' port
(`browser.py`) is the first. Telephony by SIP is one more class with these methods and one more line in `PORTS`: with Asterisk,
`take_in` is a holding bridge, `play` a playback on it, `connect` a mixing bridge or, for those who listen and whisper, a snoop
channel, and `gone` what follows from StasisEnd.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from tuque.channels.voice.hearing import Part


class Spoken(StrEnum):
    """What the line says to a caller, in the language of the call: `words.spoken` has the words."""

    WAITING = "waiting"
    HELD = "held"


class Happened(StrEnum):
    """What stands in the stream of a call."""

    OFFERED = "offered"  # someone calls and waits
    CONNECTED = "connected"  # a party is in, or does something else there
    HELD = "held"
    RESUMED = "resumed"
    GONE = "gone"  # a party hung up, or their line broke
    ENDED = "ended"


# The party that is gone, and when: called within its organization, outside any transaction.
Report = Callable[[UUID, datetime], None]


class VoicePort(Protocol):
    """Calls and parties are told by their public ids. Each may be asked again for what it did before, and then does nothing."""

    def take_in(self, call: UUID, *, at: datetime) -> None:
        """A caller is in the line: they hear the waiting until someone is connected."""

    def play(self, call: UUID, message: Spoken, *, at: datetime) -> None:
        """Have the caller hear a message of the line. Nobody else hears it."""

    def hold(self, call: UUID, *, held: bool, at: datetime) -> None:
        """The caller hears nobody, and nobody hears them; or all are heard again."""

    def connect(self, call: UUID, party: UUID, part: Part, *, at: datetime) -> None:
        """Someone of the line is in: heard and hearing as `hearing.py` says. Again with another part: they change."""

    def leave(self, call: UUID, party: UUID, *, at: datetime) -> None:
        """One of the line is out; the others go on."""

    def end(self, call: UUID, *, at: datetime) -> None:
        """It is over for all."""

    def watch(self, report: Report, *, at: datetime) -> int:
        """Report whoever went without a goodbye; called every second. Returns how many."""
