"""A site really served, in its own folder, with hands in its database."""

import json
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tuque.core.tests.databases import environment_for

COOKIE = "tuque_session"
TRUST = ssl.create_default_context()  # made once: a client's own takes longer than what it asks
START_SECONDS = 180  # a start is seconds of work; a machine with other work takes many times as long


@dataclass
class Site:
    address: str
    process: subprocess.Popen[str]
    environment: dict[str, str]
    hands: subprocess.Popen[str] | None = None

    def do(self, order: str, **values: object) -> object:
        """Have something done in the site's database, by another process, begun when it is first asked."""
        if self.hands is None:
            helper = [sys.executable, "-m", "tuque.serving.tests.hands"]
            pipe = subprocess.PIPE
            self.hands = subprocess.Popen(helper, env=self.environment, text=True, stdin=pipe, stdout=pipe)
        self.hands.stdin.write(json.dumps({"do": order, **values}) + "\n")
        self.hands.stdin.flush()
        return json.loads(self.hands.stdout.readline())

    def get(self, path: str, key: str = "", **options: object) -> httpx.Response:
        return httpx.get(self.address + path, cookies={COOKIE: key}, timeout=20, verify=TRUST, **options)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_served(address: str, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + START_SECONDS
    with httpx.Client(timeout=2, verify=TRUST) as client:
        while time.monotonic() < deadline:
            assert process.poll() is None, f"the site ended at its start with {process.returncode}"
            try:
                client.get(f"{address}/healthy")
            except httpx.HTTPError:
                time.sleep(0.1)
            else:
                return
    pytest.fail(f"the site was not served within {START_SECONDS} seconds")


@pytest.fixture
def start(tmp_path: Path, transactional_db: None) -> Iterator[Callable[..., Site]]:
    """`start()` serves everything; `start("--pages")` only pages; more than one may serve the same database."""
    environment = environment_for(tmp_path) | {"DJANGO_SETTINGS_MODULE": "tuque.serving.tests.site_settings"}
    sites: list[Site] = []

    def run(*arguments: str, **more: str) -> Site:
        port = free_port()
        own = environment | more
        command = [sys.executable, "-m", "tuque", "serve", "--port", str(port), *arguments]
        process = subprocess.Popen(command, env=own, text=True)
        sites.append(Site(f"http://127.0.0.1:{port}", process, own))
        wait_until_served(sites[-1].address, process)
        return sites[-1]

    yield run
    processes = [one for site in sites for one in (site.process, site.hands) if one is not None]
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(timeout=30)


@dataclass
class Reader(threading.Thread):
    """A browser that follows a stream, and notes each event with the instant at which it came."""

    address: str
    key: str
    head: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.status = 0
        self.headers: httpx.Headers | None = None
        self.events: list[dict[str, str]] = []
        self.ended_at = 0.0

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        accept = {"Accept": "text/event-stream", **self.head}
        with httpx.stream(
            "GET", self.address, cookies={COOKIE: self.key}, headers=accept, timeout=60, verify=TRUST
        ) as response:
            self.status, self.headers = response.status_code, response.headers
            event: dict[str, str] = {}
            for line in response.iter_lines():
                name, _, value = line.partition(": ")
                if name:
                    event[name] = value
                elif event:
                    self.events.append(event)
                    event = {}
        self.ended_at = time.monotonic()

    @property
    def numbers(self) -> list[int]:
        return [int(event["id"]) for event in self.events if "id" in event and "event" not in event]

    def waits_for(self, happened: Callable[["Reader"], object], *, seconds: float = 5) -> float:
        """Wait until it happened; how many seconds it took."""
        started = time.monotonic()
        while not happened(self):
            assert time.monotonic() - started < seconds, f"not within {seconds} s; heard: {self.events}"
            time.sleep(0.005)
        return time.monotonic() - started


@pytest.fixture
def follow() -> Callable[..., Reader]:
    """`follow(site, "/streams/…", key)`: a reader whose stream is open."""

    def open_stream(site: Site, path: str, key: str, **head: str) -> Reader:
        reader = Reader(site.address + path, key, head)
        reader.start()
        reader.waits_for(lambda r: any(event.get("event") == "beat" for event in r.events) or not r.is_alive())
        return reader

    return open_stream
