"""The public's chat on a site really served: killed processes, a bus that is wiped, a crowd behind one address."""

import json
import shutil
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from django.db import connection

from tuque.bench import faults_
from tuque.bench.history import Talk, judge
from tuque.core.ids import new_id
from tuque.core.tests.databases import environment_for

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
KEY = "c" * 64


class Visitor:
    """A page of the chat, without a browser."""

    def __init__(self, address, code, key=KEY):
        self.address, self.code, self.id = address, code, str(new_id())
        self.client = httpx.Client(
            timeout=30, verify=faults_.TRUST, headers={"X-Key": key, "Accept": "application/json"}
        )

    def begin(self):
        page = self.client.get(f"{self.address}/c/{self.code}/fr", headers={"Accept": "text/html"})
        body = {"id": self.id, "key": KEY, "language": "fr"}
        begun = self.client.post(f"{self.address}/c/{self.code}/begin", json=body)
        return page.status_code, begun.status_code

    def say(self, text="Bonjour"):
        body = {"id": str(new_id()), "text": text}
        return self.client.post(f"{self.address}/c/{self.code}/{self.id}/say", json=body).json()


def test_a_history_that_loses_doubles_or_turns_around_is_seen():
    clean = Talk(
        ["a", "b"], {"a": 1, "b": 3}, [(1, "a"), (2, ""), (3, "b")], [(1, "a"), (2, ""), (3, "b")], is_followed=True
    )
    wrong = {
        "lost": Talk(["a"], {"a": 1}, [], []),
        "moved": Talk(["a"], {"a": 1}, [], [(2, "a")]),
        "doubled": Talk(["a"], {"a": 1}, [], [(1, "a"), (2, "a")]),
        "shown twice": Talk(["a"], {"a": 1}, [(1, "a"), (1, "a")], [(1, "a")], is_followed=True),
        "turned": Talk(["a", "b"], {"a": 2, "b": 1}, [], [(1, "b"), (2, "a")]),
        "unseen": Talk(["a"], {"a": 1}, [], [(1, "a")], is_followed=True),
    }

    assert judge({"clean": clean}).is_clean
    assert {name for name, talk in wrong.items() if judge({name: talk}).is_clean} == set()


def test_servers_killed_while_people_write_lose_and_double_nothing(tmp_path):
    """On PostgreSQL, where larger sites are, fifty kills on each change, on SQLite three; `tuque bench faults` does a thousand."""
    kills, processes = (50, 3) if connection.vendor == "postgresql" else (3, 2)
    verdict = faults_.drive(
        environment_for(tmp_path), tmp_path, kills=kills, seed=1, talks_each=5, messages_a_kill=20, processes=processes
    )

    assert verdict.acknowledged >= 20 * kills, "too little was written for the test to mean something"
    assert verdict.is_clean, verdict


@pytest.mark.skipif(shutil.which("redis-server") is None, reason="Redis is not installed here.")
def test_a_crowd_reaches_the_chat_and_it_goes_on_while_the_bus_is_away_and_after_it_was_wiped(start):
    """A shelter, a school: nobody is shut out for those before them (`tuque bench chat` measures 500). Then Redis is stopped and
    comes back empty. One test, since two served processes take longer than all of it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = ["redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    bus = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        reading = start("--streams", TUQUE_BUS_URL=f"redis://127.0.0.1:{port}/0")
        writing = start("--streams", TUQUE_BUS_URL=f"redis://127.0.0.1:{port}/0")
        visitor = Visitor(writing.address, reading.do("line"))
        assert visitor.begin() == (200, 200)
        crowd = [Visitor(writing.address, visitor.code) for _ in range(150)]
        with ThreadPoolExecutor(50) as threads:
            assert set(threads.map(Visitor.begin, crowd)) == {(200, 200)}
        stream = f"{reading.address}/streams/open/chat/{visitor.code}.{visitor.id}"
        head = {"X-Key": KEY, "Accept": "text/event-stream"}
        with httpx.stream("GET", stream, headers=head, timeout=30) as open_stream:
            assert open_stream.status_code == 200
            lines = open_stream.iter_lines()
            waits = [waited(visitor, lines)]
            bus.kill()
            bus.wait()
            waits += [waited(visitor, lines), waited(visitor, lines)]
            bus = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # empty: it kept nothing
            waits.append(waited(visitor, lines))
        assert max(waits) < 10, waits
    finally:
        bus.kill()
        bus.wait()


def waited(visitor, lines):
    """Say something to one process; how many seconds until the other one's stream shows it."""
    begun = time.monotonic()
    sent, heard = visitor.say()["id"], []
    for line in lines:  # a beat comes every 15 seconds: this does not wait for ever
        heard.append(line)
        if line.startswith("data: ") and json.loads(line[6:]).get("payload", {}).get("id") == sent:
            return time.monotonic() - begun
        if time.monotonic() - begun > 20:
            break
    raise AssertionError(f"{sent} is not shown; heard since: {heard}")
