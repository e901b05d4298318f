"""The address of a database for processes of their own: the tests' own on PostgreSQL, else a new file."""

import atexit
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

_kept: list[Path] = []


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


def keep_migrated(connection: Any) -> None:
    """On SQLite: a copy of the tests' database as the migrations left it. Looking at every migration takes seconds."""
    if connection.vendor == "sqlite":
        folder = Path(tempfile.mkdtemp(prefix="tuque-test-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        connection.ensure_connection()
        with closing(sqlite3.connect(folder / "migrated.sqlite3")) as copy:
            connection.connection.backup(copy)
        _kept.append(folder / "migrated.sqlite3")


def migrated_file() -> Path:
    """That copy; made anew where no test of this process has asked for a database yet."""
    if not _kept:
        path = Path(tempfile.mkdtemp(prefix="tuque-test-")) / "migrated.sqlite3"
        command = [sys.executable, "-m", "django", "migrate", "-v", "0"]
        subprocess.run(command, env=environment(path.parent, database=f"sqlite:///{path}"), check=True)
        _kept.append(path)
    return _kept[0]
