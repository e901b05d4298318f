"""A database, a folder and, where needed, a served site for one benchmark, all gone afterwards."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tuque.core.wall import roles

ROLES = roles.Roles(owner="tuque_bench_owner", application="tuque_bench_app", auditor="tuque_bench_auditor")
START_SECONDS = 180
POSTGRES = "postgresql:///postgres?host=/var/run/postgresql"


def postgres_address() -> str | None:
    """A PostgreSQL server on which a database may be made: TUQUE_BENCH_DATABASE_URL, or this machine's; None without one."""
    address = os.environ.get("TUQUE_BENCH_DATABASE_URL", POSTGRES)
    try:
        with psycopg.connect(address, connect_timeout=2):
            return address
    except psycopg.OperationalError:
        return None


@contextmanager
def scratch_database(*, postgres: bool) -> Iterator[str]:
    """The address of an empty database, dropped afterwards: PostgreSQL, or a SQLite file."""
    if not postgres:
        with tempfile.TemporaryDirectory(prefix="tuque-bench-") as folder:
            yield f"sqlite:///{folder}/bench.sqlite3"
        return
    server = postgres_address()
    if server is None:
        raise RuntimeError("No PostgreSQL answers. Start one, or set TUQUE_BENCH_DATABASE_URL.")
    name = f"tuque_bench_{os.getpid()}_{time.monotonic_ns() % 10**6}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    address = server_with_database(server, name)
    with psycopg.connect(address, autocommit=True) as connection:
        roles.prepare(connection, ROLES)
    try:
        yield as_role(address, ROLES.application)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def as_role(address: str, role: str) -> str:
    """The same address, working as `role`: what is measured has the second wall before it, as a site has."""
    return f"{address}{'&' if '?' in address else '?'}role={role}"


def as_administrator(address: str) -> str:
    """The address without its role: what measures, and is not measured."""
    return re.sub(r"[?&]role=\w+", "", address)


def server_with_database(server: str, name: str) -> str:
    """The same address with another database; an address by socket keeps its three slashes."""
    address = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    return address if urlsplit(server).netloc else address.replace("postgresql:/", "postgresql:///", 1)


@contextmanager
def environment_of(database: str) -> Iterator[dict[str, str]]:
    """An environment whose data folder and database are the benchmark's own."""
    with tempfile.TemporaryDirectory(prefix="tuque-bench-data-") as folder:
        owner = as_role(as_administrator(database), ROLES.owner) if database.startswith("postgres") else ""
        yield {**os.environ, "TUQUE_DATABASE_URL": database, "TUQUE_DATA_DIR": folder, "TUQUE_LOG_LEVEL": "ERROR",
               "TUQUE_MIGRATOR_URL": owner, "TUQUE_TRIAL": "yes",
               "DJANGO_SETTINGS_MODULE": "tuque.config.settings",
               "TUQUE_API_REQUESTS_PER_MINUTE": "100000000"}  # fmt: skip


def run_module(module: str, *arguments: str, environment: Mapping[str, str]) -> str:
    """Run a module in a process of its own, in the benchmark's environment; its output."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], env=dict(environment), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{module} {' '.join(arguments)} failed:\n{done.stderr[-2000:]}")
    return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(*arguments: str, environment: Mapping[str, str], folder: Path) -> Iterator[str]:
    """The address of a site served by `tuque ARGUMENTS` on a free port of the loopback."""
    port = free_port()
    log = (folder / "served.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "tuque", *arguments, "--port", str(port)], env=dict(environment), stdout=log, stderr=log
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise RuntimeError(f"The site ended at its start:\n{(folder / 'served.log').read_text()[-2000:]}")
            try:
                with urllib.request.urlopen(f"{address}/healthy", timeout=2):  # noqa: S310  our own address
                    break
            except OSError:
                time.sleep(0.1)
        else:
            raise RuntimeError(f"The site was not served within {START_SECONDS} seconds.")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()


def wait_for(address: str, *, seconds: float = 20.0) -> None:
    """Until something answers there. Raises RuntimeError when nothing does."""
    parts, until = urlsplit(address), time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            socket.create_connection((str(parts.hostname), parts.port or 80), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"Nothing answers at {address}.")


@contextmanager
def folder() -> Iterator[Path]:
    """An empty folder, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tuque-bench-") as name:
        yield Path(name)
