"""Senders who dribble: their line is closed, and they hold nothing that others need."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from tuque.serving import application, patience


async def echo(scope, receive, send):
    """Answers how many bytes came."""
    size, more = 0, True
    while more:
        event = await receive()
        size += len(event.get("body", b""))
        more = event.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(str(size)))]})
    await send({"type": "http.response.body", "body": str(size).encode()})


@pytest.fixture
def served(monkeypatch) -> Iterator[int]:
    """The port of a server that waits a third of a second at most."""
    monkeypatch.setattr(patience, "HEAD_SECONDS", 0.3)
    monkeypatch.setattr(patience, "BODY_SECONDS", 0.3)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        config = uvicorn.Config(
            echo, http=patience.PatientProtocol, loop="asyncio", lifespan="off", log_level="critical"
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
        thread.start()
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join(timeout=10)


def seconds_until_closed(port: int, *pieces: bytes, every: float = 0.05) -> float:
    start = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        try:
            for piece in pieces:
                line.sendall(piece)
                time.sleep(every)
            while line.recv(4096):
                pass
        except OSError:
            pass
    return time.monotonic() - start


def until(line: socket.socket, end: bytes) -> bool:
    """Whether what comes ends so, before the line is closed."""
    said = b""
    while not said.endswith(end) and (more := line.recv(4096)):
        said += more
    return said.endswith(end)


@pytest.mark.parametrize(
    "pieces",
    [
        [],
        [b"GET / HTTP/1.1\r\n"],
        [b"GET / HTTP/1.1\r\nHost: x\r\n", *[b"X-A: b\r\n"] * 40],
        [b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n", *[b"a"] * 40],
    ],
    ids=["says nothing", "half a line", "a header at a time", "a byte of the body at a time"],
)
def test_a_line_whose_request_dribbles_is_closed(served, pieces):
    assert 0.2 < seconds_until_closed(served, *pieces) < 2.5


def test_a_request_at_a_persons_pace_is_answered_and_the_line_kept(served):
    with socket.create_connection(("127.0.0.1", served), timeout=5) as line:
        for _ in range(3):
            line.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab")
            time.sleep(0.1)
            line.sendall(b"cd")
            assert until(line, b"\r\n\r\n4")
            time.sleep(0.4)  # longer than a head may take: between requests, another limit holds


def test_a_large_body_may_take_longer_as_it_comes(served, monkeypatch):
    monkeypatch.setattr(patience, "SLOWEST_BODY", 1_000)
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\nConnection: close\r\n\r\n"

    with socket.create_connection(("127.0.0.1", served), timeout=5) as line:
        line.sendall(head)
        for _ in range(10):
            line.sendall(b"a" * 200)
            time.sleep(0.08)  # 0.8 s in all: 2,500 bytes a second

        assert until(line, b"2000")


def test_a_page_begins_only_once_a_small_body_is_whole():
    events = [{"type": "http.request", "body": b"a", "more_body": True}, {"type": "http.request", "body": b"b"}]

    async def receive():
        return events.pop(0)

    async def both():
        replay = await application.read_ahead(receive)
        assert not events
        return [(await replay())["body"], (await replay())["body"]]

    assert asyncio.run(both()) == [b"a", b"b"]


def test_a_sender_who_leaves_half_way_makes_no_page():
    async def receive():
        return {"type": "http.disconnect"}

    assert asyncio.run(application.read_ahead(receive)) is None
