"""Real processes on one line: never two people for one contact, never one lost, whoever is killed."""

import json
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.db import connection

from tuque.core.tests.databases import environment_for

ROUNDS = 40

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


class House:
    """Processes on one database, and what they left."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = environment_for(folder)

    def start(self, role, place="0", rounds=ROUNDS):
        command = [sys.executable, "-m", "tuque.contact_centre.tests.deciding", role, str(self.folder), place]
        return subprocess.Popen([*command, str(rounds)], env=self.environment, stderr=subprocess.PIPE, text=True)

    def run(self, role):
        self.end(self.start(role))

    def end(self, process):
        _nothing, said = process.communicate(timeout=180)
        assert process.returncode == 0, said[-3000:]

    def acknowledged(self):
        return {line for file in self.folder.glob("acknowledged-*") for line in file.read_text().splitlines()}

    def check(self):
        """The log, after its promises were checked."""
        self.run("tell")
        log = json.loads((self.folder / "log.json").read_text())
        assert [number for number, _kind, _data in log] == list(range(1, len(log) + 1)), "numbers have no gap"
        came = [data["contact"]["id"] for _number, kind, data in log if kind == "Queued"]
        taken = Counter(data["contact"] for _number, kind, data in log if kind == "Accepted")
        assert len(came) == len(set(came))
        assert self.acknowledged() <= set(came), "a contact that was let in is lost"
        assert set(taken.values()) == {1}, "two people had one contact"
        talks = {}
        for _number, kind, data in log:
            if kind == "Accepted":
                assert data["responder"] not in talks, "one person had two calls"
                talks[data["responder"]] = data["contact"]
            elif kind == "Ended":
                assert talks.pop(data["responder"]) == data["contact"]
        return log, taken


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite serves from one process")
def test_several_processes_decide_as_one_and_one_is_killed(tmp_path):
    house = House(tmp_path)
    house.run("make")
    deciding = [house.start("decide", str(place)) for place in range(4)]
    reading = house.start("read", "4")
    noted = tmp_path / "acknowledged-0"
    deadline = time.monotonic() + 120
    while len(noted.read_text().splitlines() if noted.exists() else []) < ROUNDS // 3 and time.monotonic() < deadline:
        time.sleep(0.01)

    deciding[0].kill()
    deciding[0].communicate()
    for process in deciding[1:]:
        house.end(process)
    (tmp_path / "stop").touch()
    house.end(reading)

    _log, taken = house.check()
    assert len(taken) > ROUNDS
    assert len(house.acknowledged()) >= 3 * ROUNDS
    numbers = [number for number, _held, _waiting in json.loads((tmp_path / "read-4").read_text())]
    assert numbers == sorted(numbers)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has the test above")
def test_one_process_decides_beside_a_reader(tmp_path):
    house = House(tmp_path)
    house.run("make")
    reading = house.start("read", "1")

    house.end(house.start("decide"))
    (tmp_path / "stop").touch()
    house.end(reading)

    _log, taken = house.check()
    seen = json.loads((tmp_path / "read-1").read_text())
    assert len(taken) > ROUNDS // 3
    assert len(house.acknowledged()) == ROUNDS
    assert [number for number, _held, _waiting in seen] == sorted(number for number, _held, _waiting in seen)
    assert all(waiting <= held for _number, held, waiting in seen)
