"""The address of a database for processes of their own: the tests' own on PostgreSQL, else a new file."""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection

from tuque.core.tests.behind import APPLICATION

ROOT = Path(__file__).resolve().parents[4]


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
    settings = connection.settings_dict
    user = quote(settings["USER"]) + (f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else "")
    port = f"&port={settings['PORT']}" if settings["PORT"] else ""
    server = f"{user}@" if user else ""
    return f"postgresql://{server}/{settings['NAME']}?host={settings['HOST']}{port}&pool=4&role={APPLICATION}"


def migrated_file() -> Path:
    """A database as the migrations leave it, made once for all test processes of this checkout: it takes many seconds."""
    kept = ROOT / "var" / "tests" / f"migrated-{_digest_of_the_migrations()}.sqlite3"
    kept.parent.mkdir(parents=True, exist_ok=True)
    with (kept.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            for older in kept.parent.glob("migrated-*"):
                older.unlink()
            with tempfile.TemporaryDirectory(prefix="tuque-test-") as folder:
                path = Path(folder) / "migrated.sqlite3"
                command = [sys.executable, "-m", "django", "migrate", "-v", "0"]
                subprocess.run(command, env=environment(Path(folder), database=f"sqlite:///{path}"), check=True)
                shutil.copy(path, kept.with_suffix(".part"))
            kept.with_suffix(".part").rename(kept)
    return kept


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
