"""The application on the one port: Django's pages in threads, live streams on the event loop.

Django answers a stream's address like any other (sign-in, permission, headers, problems); where it accepts, it leaves
an Opening in the request, and the hub goes on from there with the very headers that Django gave.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import aclosing
from typing import Any, cast
from wsgiref.types import WSGIApplication

from a2wsgi import WSGIMiddleware

from tuque.core.clock import now
from tuque.core.streams import OPENINGS, Opening, row_event
from tuque.serving.hub import Beat, End, Hub, Message

Scope = MutableMapping[str, Any]
Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
PAGE_THREADS = 8
READ_AHEAD = 1024 * 1024  # bytes


class Application:
    def __init__(self, pages: WSGIApplication, hub: Hub) -> None:
        self.pages: Any = WSGIMiddleware(cast(Any, pages), workers=PAGE_THREADS)
        self.hub = hub

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        else:
            # Django reads X_Forwarded_Proto and X-Forwarded-Proto as one: only a proxy's own spelling may count.
            scope["headers"] = [pair for pair in scope["headers"] if b"_" not in pair[0]]
            if scope["path"].startswith("/streams/"):
                await self.stream(scope, receive, send)
            else:
                receive_all = await read_ahead(receive)
                if receive_all is not None:
                    await self.pages(scope, receive_all, send)

    async def live(self, receive: Receive, send: Send) -> None:
        await receive()
        await self.hub.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.hub.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        openings: list[Opening] = []
        scope[OPENINGS] = openings
        held: list[Event] = []

        async def hold(event: Event) -> None:
            if not openings:
                await send(event)
            elif event["type"] == "http.response.start":
                held.append(event)

        await self.pages(scope, receive, hold)
        if openings:
            await send(held[0])
            await self.follow(openings[0], receive, send)

    async def follow(self, opening: Opening, receive: Receive, send: Send) -> None:
        async def write() -> None:
            await send(body(b"retry: 2000\n\n"))
            async with aclosing(self.hub.follow(opening)) as messages:
                async for message in messages:
                    await send(body(written(message)))

        writing = asyncio.ensure_future(write())
        leaving = asyncio.ensure_future(until_left(receive))
        try:
            await asyncio.wait({writing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (writing, leaving):
                task.cancel()
            await asyncio.gather(writing, leaving, return_exceptions=True)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def read_ahead(receive: Receive) -> Receive | None:
    """What a page receives, once the body, or its first part, is here: a slow sender must not hold one of the few threads
    that make pages. None when the sender left before."""
    came: list[Event] = []
    size = 0
    more = True
    while more and size < READ_AHEAD:
        event = await receive()
        if event["type"] == "http.disconnect":
            return None
        came.append(event)
        size += len(event.get("body", b""))
        more = bool(event.get("more_body"))

    async def replay() -> Event:
        return came.pop(0) if came else await receive()

    return replay


async def until_left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def body(content: bytes) -> Event:
    return {"type": "http.response.body", "body": content, "more_body": True}


def written(message: Message) -> bytes:
    """The message as server-sent events. Every one tells the time at which what it says was known."""
    at = now().isoformat()
    if isinstance(message, Beat):
        id_line = b"" if message.sequence is None else f"id: {message.sequence}\n".encode()
        return id_line + event("beat", {"at": at})
    if isinstance(message, End):
        return event("end", {"at": at, "reason": message.reason})
    return b"".join(row_event(row) for row in message)


def event(name: str, data: object) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()
