"""The bell between processes: a ring arrives, a bus that is away costs nothing and loses nothing."""

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator

import pytest

from tuque.core import bus

needs_redis = pytest.mark.skipif(shutil.which("redis-server") is None, reason="Redis is not installed here.")


@pytest.fixture
def start_redis() -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start a Redis of our own, always at the same address."""
    running = []

    def start() -> subprocess.Popen[bytes]:
        command = ["redis-server", "--port", str(start.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL))
        wait_until(lambda: bus.is_reachable(start.url))
        return running[-1]

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        start.port = probe.getsockname()[1]
    start.url = f"redis://127.0.0.1:{start.port}/0"
    yield start
    for process in running:
        process.kill()
        process.wait()


def wait_until(happened: Callable[[], object], *, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@needs_redis
def test_a_ring_arrives_and_goes_on_arriving_after_the_bus_was_killed(start_redis, settings, monkeypatch):
    settings.BUS_URL = start_redis.url
    monkeypatch.setattr(bus, "_resting_until", 0.0)
    monkeypatch.setattr(bus, "REST_SECONDS", 0.1)
    heard: list[str] = []
    redis_server = start_redis()
    ear = bus.Ear(start_redis.url, heard.append)
    ear.start()

    def rings(name: str) -> bool:
        bus.publish(name)
        return name in heard

    wait_until(lambda: rings("before"))
    redis_server.kill()
    redis_server.wait()
    bus.publish("lost")  # no error: the writer never knows
    start_redis()
    wait_until(lambda: rings("after"))
    ear.stop()
    ear.join(timeout=5)

    assert "lost" not in heard


def test_a_bus_that_is_away_is_given_up_at_once_and_left_alone_for_a_while(settings, monkeypatch):
    settings.BUS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(bus, "_resting_until", 0.0)

    started = time.monotonic()
    for _ in range(1000):
        bus.publish("a")

    assert time.monotonic() - started < 1
