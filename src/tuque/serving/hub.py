"""The hub: every live stream that is open in this process.

A line is one stream that somebody here follows; it is read once however many follow it, when the bell rings and, since a
ring may be lost, whenever a look twice a second finds its number ahead. That look also reads the sessions that ended by
force. All database work is done in threads.
"""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from django.conf import settings
from django.db import close_old_connections

from tuque.core import bell, bus, streams, wall
from tuque.core.streams import Opening, Row
from tuque.core.wall import Context, Purpose
from tuque.serving.endings import SIGN_OUT_BELL, Ended, Endings

logger = logging.getLogger(__name__)
Result = TypeVar("Result")

LOOK_SECONDS = 0.5
BEAT_SECONDS = 15.0
CHECK_SECONDS = 30.0
# A reader this far behind is let go: it comes back by itself, with the number where it was.
MOST_WAITING = 200
FOR_STREAMS, ON_DOORSTEP = Context(purpose=Purpose.STREAMS), Context(purpose=Purpose.DOORSTEP)
Place = tuple[int, str]  # whose eyes, which stream


@dataclass(frozen=True)
class Beat:
    """Nothing happened, and that is known: what the reader shows is current as of now. The first one of a stream tells
    `sequence`, where the reader is, so that it can come back there."""

    sequence: int | None = None


@dataclass(frozen=True)
class End:
    """No more rows will come, and why: signed-out, behind, restart."""

    reason: str


Message = list[Row] | Beat | End


@dataclass(eq=False)
class Follower:
    opening: Opening
    check_at: float
    beat_at: float
    waiting: asyncio.Queue[Message] = field(default_factory=asyncio.Queue)
    has_ended: bool = False

    def offer(self, message: Message) -> None:
        if self.has_ended:
            return
        if self.waiting.qsize() >= MOST_WAITING:
            message = End("behind")
        self.has_ended = isinstance(message, End)
        self.waiting.put_nowait(message)


@dataclass(eq=False)
class Reading:
    """Everyone who reads a line in the same way, and up to where they were told."""

    read: streams.Reader
    position: int
    followers: set[Follower] = field(default_factory=set)


@dataclass(eq=False)
class Line:
    """`organization` is whose eyes it is read with: everyone who follows it here is of that one. A stream that workers and a
    person read differently has a reading for each; both are made at one time."""

    organization: int
    name: str
    stop_listening: Callable[[], None]
    readings: dict[streams.Reader, Reading] = field(default_factory=dict)
    is_reading: bool = False
    rang_meanwhile: bool = False

    @property
    def place(self) -> "Place":
        return self.organization, self.name

    @property
    def context(self) -> Context:
        return Context(organization=self.organization)


class Hub:
    def __init__(self) -> None:
        self.lines: dict[Place, Line] = {}
        self.endings = Endings()
        self.threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="streams")
        self.tasks: set[asyncio.Task[None]] = set()
        self.is_closing = False
        self.loop: asyncio.AbstractEventLoop
        self.ear: bus.Ear | None = None

    async def start(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.stop_hearing_endings = bell.listen(SIGN_OUT_BELL, self.hear_sign_out)
        if settings.BUS_URL:
            self.ear = bus.Ear(settings.BUS_URL, bell.ring_here)
            self.ear.start()
        self.spawn(self.keep_looking())

    async def stop(self) -> None:
        self.close()
        self.stop_hearing_endings()
        if self.ear is not None:
            self.ear.stop()
        for task in list(self.tasks):
            task.cancel()
        self.threads.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """End every stream: readers come back by themselves, to this process once restarted or to another."""
        self.is_closing = True
        for follower in self.followers():
            follower.offer(End("restart"))

    def followers(self) -> list[Follower]:
        return [
            follower
            for line in self.lines.values()
            for reading in line.readings.values()
            for follower in reading.followers
        ]

    def spawn(self, work: Coroutine[object, object, None]) -> None:
        task = self.loop.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def in_thread(self, context: Context, work: Callable[..., Result], *arguments: object) -> Result:
        """Do it in a thread, for `context`."""
        return await self.loop.run_in_executor(self.threads, with_fresh_connection, context, work, *arguments)

    # One reader

    async def follow(self, opening: Opening) -> AsyncGenerator[Message, None]:
        """The rows after `opening.after`, none missing, none twice; then beats and rows as they come, until an End.

        Joins the line first and then reads what is already there, so that nothing falls in between.
        """
        began = time.monotonic()
        follower = Follower(opening, check_at=began + CHECK_SECONDS, beat_at=began + BEAT_SECONDS)
        line = await self.join(follower)
        try:
            # A session may have ended between the page's answer and here.
            if self.is_closing or not await self.is_still_allowed(opening):
                yield End("restart" if self.is_closing else "signed-out")
                return
            sent = opening.after
            while rows := await self.in_thread(line.context, opening.read, opening.name, sent):
                yield rows
                sent = rows[-1].sequence
            yield Beat(sent)
            while True:
                message = await follower.waiting.get()
                if isinstance(message, list):
                    message = [row for row in message if row.sequence > sent]
                    sent = message[-1].sequence if message else sent
                yield message
                if isinstance(message, End):
                    return
        finally:
            self.leave(line, follower)

    async def join(self, follower: Follower) -> Line:
        name, read = follower.opening.name, follower.opening.read
        place = (follower.opening.organization_id, name)
        line = self.lines.get(place)
        if line is None or read not in line.readings:
            position = await self.in_thread(FOR_STREAMS, streams.last_sequence, name)
            line = self.lines.get(place)
            if line is None:
                stop = bell.listen(name, lambda: self.from_any_thread(self.ring, place))
                line = self.lines[place] = Line(*place, stop)
            line.readings.setdefault(read, Reading(read, position))
        line.readings[read].followers.add(follower)
        return line

    def leave(self, line: Line, follower: Follower) -> None:
        reading = line.readings[follower.opening.read]
        reading.followers.discard(follower)
        if not reading.followers:
            del line.readings[reading.read]
        if not line.readings and self.lines.get(line.place) is line:
            line.stop_listening()
            del self.lines[line.place]

    # The bell, and looking for oneself

    def from_any_thread(self, act: Callable[..., None], *arguments: object) -> None:
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(act, *arguments)

    def ring(self, place: Place) -> None:
        line = self.lines.get(place)
        if line is None:
            return
        if line.is_reading:
            line.rang_meanwhile = True
        else:
            line.is_reading = True
            self.spawn(self.read_on(line))

    async def read_on(self, line: Line) -> None:
        """Read what is new until nothing is, and hand it to everyone who follows."""
        try:
            while True:
                line.rang_meanwhile = False
                readings = list(line.readings.values())
                asked = [(reading.read, reading.position) for reading in readings]
                found = await self.in_thread(line.context, streams.read_all, line.name, asked)
                for reading, rows in zip(readings, found, strict=True):
                    if rows:
                        reading.position = rows[-1].sequence
                        for follower in reading.followers:
                            follower.offer(rows)
                if not line.rang_meanwhile and all(len(rows) < streams.PAGE for rows in found):
                    return
        except Exception as trouble:  # the database is away: the next look finds the number ahead, and rings again
            logger.warning("serving.stream_unread %s", type(trouble).__name__)
        finally:
            line.is_reading = False

    async def keep_looking(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.look()
            except Exception as trouble:
                logger.warning("serving.look_failed %s", type(trouble).__name__)
                continue  # no beat: a page must not be told that what it shows is current
            self.beat()

    def beat(self) -> None:
        """Each in its own time: thousands at once would hold up what people say."""
        at = time.monotonic()
        for follower in self.followers():
            if follower.beat_at <= at:
                follower.beat_at = at + BEAT_SECONDS
                follower.offer(Beat())

    async def look(self) -> None:
        await self.end_sessions()
        names = list({line.name for line in self.lines.values()})
        last = dict[str, int]()
        for start in range(0, len(names), 500):
            last |= await self.in_thread(FOR_STREAMS, streams.last_sequences, names[start : start + 500])
        for line in list(self.lines.values()):
            if any(last.get(line.name, 0) > reading.position for reading in line.readings.values()):
                self.ring(line.place)
        await self.check_who_may_go_on()

    # Sessions

    def hear_sign_out(self) -> None:
        self.from_any_thread(lambda: self.spawn(self.end_sessions_quietly()))

    async def end_sessions_quietly(self) -> None:
        try:
            await self.end_sessions()
        except Exception as trouble:
            logger.warning("serving.look_failed %s", type(trouble).__name__)

    async def end_sessions(self) -> None:
        ended: list[Ended] = await self.in_thread(FOR_STREAMS, self.endings.new)
        for follower in self.followers() if ended else ():
            if any(one.names(follower.opening) for one in ended):
                follower.offer(End("signed-out"))

    async def check_who_may_go_on(self) -> None:
        """Sessions also run out, and roles change: everyone is looked at again from time to time."""
        due = [follower for follower in self.followers() if follower.check_at <= time.monotonic()]
        for follower in due[:100]:
            follower.check_at = time.monotonic() + CHECK_SECONDS
            if not await self.is_still_allowed(follower.opening):
                follower.offer(End("signed-out"))

    async def is_still_allowed(self, opening: Opening) -> bool:
        return await self.in_thread(ON_DOORSTEP, opening.is_still_allowed)


def with_fresh_connection(context: Context, work: Callable[..., Result], *arguments: object) -> Result:
    close_old_connections()
    try:
        with wall.entered(context):
            return work(*arguments)
    finally:
        close_old_connections()
