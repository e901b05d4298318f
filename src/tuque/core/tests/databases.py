"""The address of a database for processes of their own: the tests' own on PostgreSQL, else a new file.

`python -m tuque.core.tests.databases` makes the tables that tests copy, where they are not made yet.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.db import connection
from psycopg import sql

from tuque.core.tests.behind import APPLICATION

ROOT = Path(__file__).resolve().parents[4]
KEPT = ROOT / "var" / "tests"
MIGRATE = """
import django
from django.core.management import call_command
django.setup()
from tuque.core import wall
with wall.system(wall.Purpose.UPKEEP):
    call_command("migrate", verbosity=0)
"""


def environment_for(folder: Path) -> dict[str, str]:
    """What a process needs to use a migrated database that it may spoil, with its files in `folder`."""
    if connection.vendor == "postgresql":
        return environment(folder, database=address_of_the_tests_database()) | {"TUQUE_TRIAL": "yes"}
    shutil.copy(migrated_file(), folder / "test.sqlite3")
    return environment(folder, database=f"sqlite:///{folder}/test.sqlite3")


def environment(folder: Path, *, database: str) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tuque.config.settings",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "TUQUE_DATA_DIR": str(folder),
        "TUQUE_DATABASE_URL": database,
    }


def address_of_the_tests_database() -> str:
    return f"{_address_of(connection.settings_dict['NAME'])}&pool=4&role={APPLICATION}"


def _address_of(name: str) -> str:
    """Of a database beside the tests' own on the same server."""
    settings = connection.settings_dict
    user = quote(settings["USER"]) + (f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else "")
    port = f"&port={settings['PORT']}" if settings["PORT"] else ""
    server = f"{user}@" if user else ""
    return f"postgresql://{server}/{name}?host={settings['HOST']}{port}"


def migrated_file() -> Path:
    """A database as the migrations leave it, made once for all test processes of this checkout: it takes many seconds."""
    kept = KEPT / f"migrated-{_digest_of_the_migrations()}.sqlite3"
    with _alone():
        if not kept.exists():
            for older in KEPT.glob("migrated-*"):
                older.unlink()
            with tempfile.TemporaryDirectory(prefix="tuque-test-") as folder:
                path = Path(folder) / "migrated.sqlite3"
                _migrate(f"sqlite:///{path}", folder=Path(folder))
                shutil.copy(path, kept.with_suffix(".part"))
            kept.with_suffix(".part").rename(kept)
    return kept


def migrated_template() -> str:
    """The same on PostgreSQL: the name of a database to copy. One whose migrations changed since goes away."""
    name = f"tuque_migrated_{hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]}"
    digest, written = _digest_of_the_migrations(), KEPT / name
    with _alone(), psycopg.connect(_address_of("postgres"), autocommit=True) as server:
        there = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not there or not written.exists() or written.read_text() != digest:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            with tempfile.TemporaryDirectory(prefix="tuque-test-") as folder:
                _migrate(_address_of(name), folder=Path(folder))
            written.write_text(digest)
    return name


@contextmanager
def _alone() -> Iterator[None]:
    """One process of this checkout at a time."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(database: str, *, folder: Path) -> None:
    subprocess.run([sys.executable, "-c", MIGRATE], env=environment(folder, database=database), check=True)


def fill_from_migrated(connection: Any) -> None:
    """Make this SQLite database what the migrations leave."""
    connection.ensure_connection()
    with closing(sqlite3.connect(migrated_file())) as kept:
        kept.backup(connection.connection)


def _digest_of_the_migrations() -> str:
    """Of every migration of the rooms, and of the pinned packages that bring their own."""
    found = hashlib.sha256((ROOT / "requirements" / "test.txt").read_bytes())
    for path in sorted((ROOT / "src" / "tuque").glob("*/migrations/*.py")):
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:16]


if __name__ == "__main__":
    migrated_file()
