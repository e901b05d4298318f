"""What every provider does: verify what was delivered, read it, and send. Values in and out, no table.

What was delivered is judged by its raw bytes, as they came: parsing and writing again changes accented letters, and then
no signature fits.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlsplit, urlunsplit

import requests

Http: TypeAlias = requests.Session
Response: TypeAlias = requests.Response
Credentials = Mapping[str, str]
LARGEST_BODY = 1024 * 1024


class Refused(Exception):
    """What was delivered is not proven to come from the provider. Nothing of it is kept."""

    code = "forged"


class Forged(Refused):
    """The signature is missing or does not fit."""


class Stale(Refused):
    """The signature fits, and is too old: someone may be sending again what they once saw."""

    code = "stale"


class Unreadable(Exception):
    """It comes from the provider, and is not what its documentation says. It is kept, sealed, and shown to the administrator."""


@dataclass(frozen=True)
class Delivered:
    """One request of a provider, as it came. `url` is the one that the provider called; header names are in small letters."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    at: datetime

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.url).query, keep_blank_values=True))

    @property
    def form(self) -> list[tuple[str, str]]:
        """The pairs of a form, in the order in which they came."""
        return parse_qsl(self.text, keep_blank_values=True)

    @property
    def text(self) -> str:
        try:
            return self.body.decode()
        except UnicodeDecodeError:
            raise Unreadable from None

    @property
    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError:
            raise Unreadable from None

    @property
    def is_json(self) -> bool:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"

    def urls_called(self) -> list[str]:
        """The address with and without its port: a proxy that ends TLS may add one or take it away."""
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        usual = 443 if parts.scheme == "https" else 80
        nets = dict.fromkeys([parts.netloc, host, f"{host}:{parts.port or usual}"])
        return [urlunsplit(parts._replace(netloc=net)) for net in nets]


class State(StrEnum):
    """How far a message of ours got. `FAR` orders them: a later word never takes an earlier one's place."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


FAR = {State.WAITING: 0, State.SENDING: 1, State.SENT: 2, State.FAILED: 3, State.DELIVERED: 4, State.READ: 5}


def furthest(one: State, other: State) -> State:
    """What is known from two words, whatever their order: providers tell "delivered" before "sent" at times, and a failure
    that was told is undone by a delivery that was told too (another of the person's devices had it)."""
    return max(one, other, key=FAR.__getitem__)


@dataclass(frozen=True)
class Said:
    """A person wrote. `id` is the provider's own; `sender` is where an answer goes.

    stops   the provider itself took this for a request to stop, and now refuses to carry our answers
    starts  the person asked the provider to let our answers through again
    media   how many pictures or recordings came with it: they are not fetched
    is_automatic  a program may have written it: no program answers
    """

    id: str
    sender: str
    recipient: str
    text: str
    sent_at: datetime | None = None
    media: int = 0
    stops: bool = False
    starts: bool = False
    is_automatic: bool = False


@dataclass(frozen=True)
class Told:
    """What became of messages of ours: of `message`, or of all that were sent to `to` until `until`."""

    id: str
    state: State
    message: str = ""
    error: str = ""
    to: str = ""
    until: datetime | None = None


Event = Said | Told


@dataclass(frozen=True)
class Reply:
    """What the provider is answered, at once."""

    body: str = ""
    content_type: str = "text/plain; charset=utf-8"
    status: int = 200


@dataclass(frozen=True)
class Outgoing:
    """One message of ours. `callback` is where the provider tells what became of it. `subject`: of a letter. `is_automatic`: the
    line itself says it."""

    sender: str
    to: str
    text: str
    callback: str
    id: str
    subject: str = ""
    is_automatic: bool = False


@dataclass(frozen=True)
class Sent:
    """The provider took it, under this id."""

    id: str
    state: State = State.SENT


class NotSent(Exception):
    """`error` is the provider's own code. `is_final`: trying again is useless. `stopped`: the person, or the network for
    them, refuses our messages."""

    def __init__(self, error: str, *, is_final: bool, stopped: bool = False) -> None:
        super().__init__(error)
        self.error, self.is_final, self.stopped = error[:40], is_final, stopped


@dataclass(frozen=True)
class Asked:
    """One thing that the administrator copies from the provider's own page."""

    name: str
    is_secret: bool = True
    is_required: bool = True
    is_ours: bool = False  # made here, and given to the provider


Verify = Callable[[Delivered, Credentials], None]
Read = Callable[[Delivered], Sequence[Event]]
Send = Callable[[Outgoing, Credentials, Http, str], Sent]
Confirm = Callable[[Said, Credentials, Http, str], Said | None]
Try = Callable[[Credentials, Http, str], str]


def nothing(delivered: Delivered, credentials: Credentials) -> Reply | None:
    return None


@dataclass(frozen=True)
class Provider:
    """How one provider is spoken to.

    verify      raises Forged or Stale
    read        what a delivery tells, in order; raises Unreadable
    send        raises NotSent, or what `requests` raises when no answer came
    try_out     asks the provider who we are, which costs nothing: what it calls us. Raises NotSent
    confirm     for a provider that does not sign: the message asked for by its id, as the provider itself has it
    handshake   the answer to the provider's first question about this address; None when it is not one
    api         where its interface is
    reply       what it wants to hear
    window_hours  free words may be sent only so long after the person's last message; 0: always
    """

    code: str
    channel: str
    asked: Sequence[Asked]
    verify: Verify
    read: Read
    send: Send
    try_out: Try
    api: str
    reply: Reply = field(default_factory=Reply)
    confirm: Confirm | None = None
    handshake: Callable[[Delivered, Credentials], Reply | None] = nothing
    window_hours: int = 0
    is_numbers: bool = True


def as_json(response: Response) -> Any:
    """What the provider answered. Raises NotSent when it is nothing that can be read: to be tried again."""
    try:
        return response.json()
    except ValueError:
        raise NotSent(f"http_{response.status_code}", is_final=False) from None


def parts(text: str, *, longest: int) -> list[str]:
    """What one message can hold, cut between words where that is possible."""
    found, rest = [], text.strip()
    while len(rest) > longest:
        cut = rest.rfind(" ", 1, longest + 1)
        cut = cut if cut > longest // 2 else longest
        found.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*found, rest]


def is_busy(status: int) -> bool:
    """Whether the provider says "not now": too many at once, or its own trouble."""
    return status in {408, 425, 429} or status >= 500
