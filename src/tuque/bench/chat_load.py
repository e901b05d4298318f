"""Thousands of event streams and a steady sender in one process, cheaply: plain sockets on one loop, no HTTP library.

What the load takes of a processor, the server lacks: `run_load` says how much that was.
"""

import asyncio
import gc
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

ROW = re.compile(rb"id: (\d+)\ndata: ([^\n]*)\n\n")
BEAT = re.compile(rb"id: (\d+)\nevent: beat\n")  # the first one of a stream tells where its reader is
LENGTH = re.compile(rb"(?i)content-length: *(\d+)")
OPENING_AT_ONCE, SENDERS = 24, 16
OPEN_SECONDS, LAST_SECONDS = 60.0, 10.0


@dataclass(eq=False)
class Stream:
    """One reader: what it was shown, and when. Opened again, it goes on from its last number."""

    address: str
    path: str
    head: Mapping[str, str]
    shown: list[tuple[int, str, float]] = field(default_factory=list)
    last: int = 0
    link: "Link | None" = None

    async def open(self) -> None:
        loop, parts = asyncio.get_running_loop(), urlsplit(self.address)
        link = Link(self, loop.create_future())
        transport, _protocol = await loop.create_connection(lambda: link, str(parts.hostname), parts.port or 80)
        lines = {"Host": parts.netloc, "Accept": "text/event-stream", "Last-Event-ID": str(self.last), **self.head}
        transport.write(request("GET", self.path, lines))
        link.transport, self.link = transport, link
        await asyncio.wait_for(link.opened, OPEN_SECONDS)

    @property
    def is_open(self) -> bool:
        return self.link is not None and not self.link.is_lost

    def close(self) -> None:
        if self.link is not None and self.link.transport is not None:
            self.link.is_lost = True
            self.link.transport.abort()


@dataclass(eq=False)
class Link(asyncio.Protocol):
    """One connection of a reader."""

    stream: Stream
    opened: "asyncio.Future[None]"
    transport: asyncio.Transport | None = None
    buffer: bytes = b""
    is_lost: bool = False

    def data_received(self, data: bytes) -> None:
        at = time.perf_counter()
        if self.is_lost:
            return
        self.buffer += data
        end = self.buffer.rfind(b"\n\n")
        if end < 0:
            return
        whole, self.buffer = self.buffer[: end + 2], self.buffer[end + 2 :]
        for found in ROW.finditer(whole):
            self.stream.last = int(found[1])
            payload = json.loads(found[2]).get("payload", {})
            if "id" in payload:
                self.stream.shown.append((self.stream.last, payload["id"], at))
        if not self.opened.done():
            beat = BEAT.search(whole)
            if beat is not None:
                self.stream.last = max(self.stream.last, int(beat[1]))
                self.opened.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_lost = True
        if not self.opened.done():
            self.opened.set_exception(ConnectionError(f"{self.stream.path} did not open: {self.buffer[:200]!r}"))


def request(method: str, path: str, head: Mapping[str, str], body: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def open_all(streams: Sequence[Stream]) -> None:
    """A few at a time, as a crowd that comes one after the other."""
    waiting = list(reversed(streams))

    async def open_some() -> None:
        while waiting:
            await waiting.pop().open()

    await asyncio.gather(*(open_some() for _ in range(OPENING_AT_ONCE)))


@dataclass(frozen=True)
class Post:
    """What is sent at once, under which id it will be shown."""

    id: str
    path: str
    head: Mapping[str, str]
    body: bytes
    method: str = "POST"


@dataclass
class Sent:
    """When each message was sent and acknowledged, by its id (seconds of `time.perf_counter`)."""

    begun: dict[str, float] = field(default_factory=dict)
    acknowledged: dict[str, float] = field(default_factory=dict)
    refused: list[bytes] = field(default_factory=list)


class Sender:
    """A line kept open, on which one message after the other goes."""

    def __init__(self, address: str) -> None:
        self.parts = urlsplit(address)
        self.link: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, post: Post) -> tuple[int, bytes]:
        """Its status and body. A line that the server closed while it rested is opened anew, and the message sent again."""
        try:
            return await self._send(post)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.link = None
            return await self._send(post)

    async def _send(self, post: Post) -> tuple[int, bytes]:
        if self.link is None:
            self.link = await asyncio.open_connection(self.parts.hostname, self.parts.port)
        reader, writer = self.link
        head = {"Host": self.parts.netloc, "Content-Length": str(len(post.body)), **post.head}
        writer.write(request(post.method, post.path, head, post.body))
        answered = await reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(answered)
        body = await reader.readexactly(int(length[1])) if length else b""
        return int(answered[9:12]), body


async def send_steadily(
    address: str, make: Callable[[int], Post], *, a_second: float, seconds: float, sent: Sent
) -> None:
    """One message each 1/`a_second`, whether or not those before it are acknowledged: a slow server gets no respite."""
    free = [Sender(address) for _ in range(SENDERS)]
    going = set[asyncio.Task[None]]()

    async def send(post: Post) -> None:
        sender = free.pop() if free else Sender(address)
        sent.begun[post.id] = time.perf_counter()
        status, body = await sender.send(post)
        if status == 200:
            sent.acknowledged[post.id] = time.perf_counter()
        else:
            sent.refused.append(body[:200])
        free.append(sender)

    started = time.perf_counter()
    for number in range(round(a_second * seconds)):
        await asyncio.sleep(max(0.0, started + number / a_second - time.perf_counter()))
        task = asyncio.create_task(send(make(number)))
        going.add(task)
        task.add_done_callback(going.discard)
    await asyncio.gather(*list(going))


async def come_back(streams: Sequence[Stream], *, a_second: float) -> None:
    """Until cancelled: one stream after the other is cut, and comes back with its last number."""
    while True:
        for stream in streams:
            await asyncio.sleep(1 / a_second)
            stream.close()
            await stream.open()


@dataclass
class Load:
    """What came of it. `cpu_share` is what this process took of one core while messages went."""

    sent: Sent
    cpu_share: float
    opening_seconds: float


async def run_load(
    streams: Sequence[Stream],
    address: str,
    make: Callable[[int], Post],
    *,
    a_second: float,
    seconds: float,
    warm: float,
    cut_a_second: float,
) -> Load:
    """Open every stream, send for a while, wait for what is under way. What is sent while it warms up does not count."""
    began = time.perf_counter()
    await open_all(streams)
    opening = time.perf_counter() - began
    gc.collect()
    gc.freeze()
    await send_steadily(address, lambda number: make(-number - 1), a_second=a_second, seconds=warm, sent=Sent())
    sent, used, began = Sent(), time.process_time(), time.perf_counter()
    cutting = asyncio.create_task(come_back(streams, a_second=cut_a_second)) if cut_a_second else None
    await send_steadily(address, make, a_second=a_second, seconds=seconds, sent=sent)
    share = (time.process_time() - used) / (time.perf_counter() - began)
    if cutting is not None:
        if cutting.done():
            await cutting  # it never ends by itself: what it raised is raised here
        cutting.cancel()
    await everything_shown(streams, sent)
    for stream in streams:
        stream.close()
    gc.unfreeze()
    return Load(sent, share, opening)


async def everything_shown(streams: Sequence[Stream], sent: Sent) -> None:
    """Wait until each acknowledged message was shown somewhere, or no longer than LAST_SECONDS; those cut last come back."""
    for stream in streams:
        if not stream.is_open:
            await stream.open()
    until = time.perf_counter() + LAST_SECONDS
    while time.perf_counter() < until:
        shown = {name for stream in streams for _number, name, _at in stream.shown}
        if sent.acknowledged.keys() <= shown:
            break
        await asyncio.sleep(0.2)
    await asyncio.sleep(1)  # the second reader of each, and whatever would come twice


async def crowd(address: str, visits: Sequence[Sequence[Post]]) -> tuple[float, int]:
    """Everyone at once, each on lines of their own, one request after the other: the seconds until the last is done, and how
    many were refused something."""

    async def visit(posts: Sequence[Post]) -> bool:
        return all([(await Sender(address).send(post))[0] == 200 for post in posts])

    began = time.perf_counter()
    came_in = await asyncio.gather(*(visit(posts) for posts in visits))
    return time.perf_counter() - began, came_in.count(False)
