"""Disk full, database away: the reader is told with status 503 in their language, and nothing is half written."""

import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from django.db import connection

from tuque.core.tests.databases import address_of_the_tests_database, migrated_file

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
FRENCH = {"Accept-Language": "fr-CA"}


def test_a_full_disk(start, tmp_path):
    database = tmp_path / "full.sqlite3"
    shutil.copy(migrated_file(), database)
    site = start(TUQUE_DATABASE_URL=f"sqlite:///{database}")
    site.do("make")

    refused = httpx.post(site.address + "/test/fill", headers=FRENCH)
    files = site.get("/test/fill-files", headers=FRENCH)
    accepted = httpx.post(site.address + "/test/fill?room=yes", headers=FRENCH)

    for answer in (refused, files):
        assert answer.status_code == 503
        assert "Le disque du serveur est plein" in answer.text
    assert not list(tmp_path.rglob("*.webp")) + list(tmp_path.rglob("*.part"))
    assert accepted.status_code == 201, "once there is room, the same sending is accepted under the same id"
    with sqlite3.connect(database) as reading:
        assert reading.execute("select count(*) from core_streamevent").fetchone() == (1,)
        assert reading.execute("select count(*) from core_repeatablewrite").fetchone() == (1,)
        assert reading.execute("pragma integrity_check").fetchone() == ("ok",)


class Door:
    """A way to the tests' PostgreSQL that can be shut: every connection through it ends, and none gets in."""

    def __init__(self, folder: Path) -> None:
        self.inner = f"{connection.settings_dict['HOST']}/.s.PGSQL.{connection.settings_dict['PORT'] or 5432}"
        self.outer = folder / ".s.PGSQL.5432"
        self.open_ones: list[socket.socket] = []
        self.listening = socket.socket(socket.AF_UNIX)
        self.listening.bind(str(self.outer))
        self.listening.listen()
        threading.Thread(target=self._let_in, daemon=True).start()

    def _let_in(self) -> None:
        while True:
            try:
                one = self.listening.accept()[0]
            except OSError:
                return
            other = socket.socket(socket.AF_UNIX)
            other.connect(self.inner)
            self.open_ones += [one, other]
            for source, sink in ((one, other), (other, one)):
                threading.Thread(target=self._pass_on, args=(source, sink), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)

    def shut(self) -> None:
        self.outer.unlink()
        with suppress(OSError):
            self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        for one in self.open_ones:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


def test_a_database_that_goes_away(start):
    host = str(connection.settings_dict.get("HOST", ""))
    if connection.vendor != "postgresql" or not host.startswith("/"):
        pytest.skip("needs PostgreSQL behind a socket of this machine")
    with tempfile.TemporaryDirectory(prefix="tuque-door-") as folder:  # short: a socket's path has 107 letters at most
        door = Door(Path(folder))
        address = address_of_the_tests_database().replace(f"host={host}", f"host={folder}")
        site = start("--streams", TUQUE_DATABASE_URL=re.sub(r"&port=\d+", "", address) + "&timeout=1")
        door.shut()

        page = site.get("/home", "a-session-key-of-a-worker", headers=FRENCH)
        program = site.get("/streams/a/b", "a-session-key-of-a-worker", headers={"Accept": "application/json"})

    assert page.status_code == program.status_code == 503
    assert "La base de données est hors d’atteinte" in page.text
    assert program.json()["code"] == "core.database_away"
    assert "content-security-policy" in page.headers


def test_a_start_without_its_database_says_so(start):
    site = start("--streams")
    away = site.environment | {"TUQUE_DATABASE_URL": "postgresql://nobody@/nothing?host=127.0.0.1&port=1&timeout=1"}
    command = [sys.executable, "-m", "tuque", "serve", "--port", "0"]

    done = subprocess.run(command, env=away, capture_output=True, text=True, check=False, timeout=60)

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "TUQUE_DATABASE_URL" in done.stderr.splitlines()[-1]


def test_a_port_that_is_taken_is_said_in_one_line(start):
    site = start()
    command = [sys.executable, "-m", "tuque", "serve", "--port", site.address.rpartition(":")[2]]

    done = subprocess.run(command, env=site.environment, capture_output=True, text=True, check=False, timeout=60)

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "--port" in done.stderr
