"""A relay and nothing else, as a yardstick: what is posted to a name goes to whoever listens to it. No store, no rights.

Served by the same server as Tuque's streams: uvicorn on h11.
"""

import asyncio
import json
import sys
from collections import defaultdict
from typing import Any

import uvicorn

_listening: dict[str, set["asyncio.Queue[bytes]"]] = defaultdict(set)
_numbers: dict[str, int] = defaultdict(int)


async def relay(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] != "http":
        return
    name = scope["path"]
    if scope["method"] == "POST":
        await say(name, receive, send)
    else:
        await follow(name, receive, send)


async def say(name: str, receive: Any, send: Any) -> None:
    body = b""
    while True:
        event = await receive()
        body += event.get("body", b"")
        if not event.get("more_body"):
            break
    _numbers[name] += 1
    data = json.dumps({"payload": json.loads(body)})
    for queue in _listening[name]:
        queue.put_nowait(f"id: {_numbers[name]}\ndata: {data}\n\n".encode())
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"{}"})


async def follow(name: str, receive: Any, send: Any) -> None:
    queue: asyncio.Queue[bytes] = asyncio.Queue()
    _listening[name].add(queue)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
    await send({"type": "http.response.body", "body": b"id: 0\nevent: beat\n\n", "more_body": True})
    leaving = asyncio.ensure_future(until_left(receive))
    try:
        while not leaving.done():
            coming = asyncio.ensure_future(queue.get())
            await asyncio.wait({coming, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if coming.done():
                await send({"type": "http.response.body", "body": coming.result(), "more_body": True})
            else:
                coming.cancel()
    finally:
        _listening[name].discard(queue)


async def until_left(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


if __name__ == "__main__":
    uvicorn.run(relay, host="127.0.0.1", port=int(sys.argv[1]), http="h11", loop="asyncio", ws="none", lifespan="off",
                log_level="error", access_log=False, backlog=4096)  # fmt: skip
