"""Backups: the database and the files as they were at one instant, sealed, read back before they count.

A backup opens with the root key, which is not in it. Inside, one after the other: the database (`pg_dump`, or a copy made by
SQLite itself), the files, and a list of every table with its number of rows and a hash of them. A backup that was cut,
altered or given up does not open at all; restoring reads it whole before it writes anything, and compares every table after.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import struct
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection, transaction

from tuque.config import env
from tuque.config.spoken import gettext as _
from tuque.core import wall
from tuque.core.crypto import keyring
from tuque.core.crypto.files import BLOCK, Blocks, Reader, Writer
from tuque.core.crypto.files import HEAD as FILE_HEAD
from tuque.core.crypto.roots import roots
from tuque.core.files import sync_folder
from tuque.core.problems import Problem

MAGIC = b"TQB1"
# As long as the head of a sealed file, so that the same blocks follow: magic, the root key's id, salt.
HEAD = struct.Struct(">4s8s12s")
PIECE = struct.Struct(">I")
DATABASE, LIST = "database", "list.json"
SUFFIX = ".backup"


@dataclass
class BackupTrouble(Problem):
    """Told to an operator, in the language of the terminal."""

    code = "serving.backup"
    says: str = ""

    def message(self) -> str:
        return self.says

    __str__ = message


@dataclass
class Contents:
    """What a backup says of itself: each table's rows and their hash, each file's hash."""

    vendor: str
    made_at: str
    tables: dict[str, tuple[int, str]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(count for count, _ in self.tables.values())


def make(*, at: datetime, folder: Path | None = None) -> tuple[Path, Contents]:
    """Make a backup and read it back. Raises BackupTrouble; what was given up is left under no name that counts."""
    if not keyring.check():
        roots().begin()  # a site that has nothing sealed yet
    folder = folder or Path(settings.BACKUPS_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"tuque-{at:%Y%m%dT%H%M%SZ}{SUFFIX}"
    if path.exists():
        raise BackupTrouble(_("%(path)s is there already.") % {"path": path})
    beside = path.with_suffix(".part")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as sink:
            contents = _write(sink, at=at)
            sink.flush()
            os.fsync(sink.fileno())
        if read(beside) != contents:
            raise BackupTrouble(_("The backup was not read back as it was written. Look at the disk."))
        beside.rename(path)
        sync_folder(folder)
    finally:
        beside.unlink(missing_ok=True)
    return path, contents


def _write(sink: IO[bytes], *, at: datetime) -> Contents:
    root = roots().current()
    head = HEAD.pack(MAGIC, root.encode(), os.urandom(12))
    contents = Contents(vendor=connection.vendor, made_at=at.isoformat())
    with Writer(sink, _blocks(head), head) as sealing:
        with _database(contents) as dump:
            _put(sealing, DATABASE, dump)
        for name in _file_names():
            with default_storage.open(name) as file:
                contents.files[name] = _put(sealing, f"files/{name}", file)
        _put(sealing, LIST, io.BytesIO(json.dumps(asdict(contents)).encode()))
    return contents


def read(path: Path, *, into: "Restoring | None" = None) -> Contents:
    """Read a backup to its end, each block checked; hand its parts to `into`. Raises BackupTrouble."""
    listed = b""
    hashes: dict[str, str] = {}
    try:
        with path.open("rb") as source, _opened(source, path) as plain:
            for name, pieces in _parts(plain):
                hashed = hashlib.sha256()
                for piece in pieces:
                    hashed.update(piece)
                    if name == LIST:
                        listed += piece
                    elif into is not None:
                        into.take(name, piece)
                hashes[name] = hashed.hexdigest()
                if into is not None:
                    into.end(name)
    except Problem as problem:
        if isinstance(problem, BackupTrouble):
            raise
        raise BackupTrouble(_("%(path)s is damaged or was cut: use another backup.") % {"path": path}) from problem
    found = json.loads(listed) if listed else {}
    contents = Contents(**{**found, "tables": {name: tuple(pair) for name, pair in found.get("tables", {}).items()}})
    if any(hashes.get(f"files/{name}") != digest for name, digest in contents.files.items()):
        raise BackupTrouble(_("%(path)s does not hold every file that it lists: use another backup.") % {"path": path})
    return contents


def restore(path: Path, *, open_tables: Callable[[], None] = lambda: None) -> Contents:
    """Put a backup back on an empty place, and compare. Raises BackupTrouble, before anything is written if it can.

    On PostgreSQL the owner of the tables restores them (TUQUE_MIGRATOR_URL); `open_tables` then grants the application what
    it needs, since it is as the application that the rows are compared.
    """
    if connection.introspection.table_names():
        raise BackupTrouble(
            _("The database is not empty. Restore on a new one: an existing site is never written over.")
        )
    if connection.vendor == "postgresql" and not settings.MIGRATOR_URL and not _may_make_tables():
        raise BackupTrouble(
            _(
                "The application's role may not make tables, which is as it should be. Set TUQUE_MIGRATOR_URL to the owner's address, as `tuque database prepare` printed it, and restore again. Nothing was written."
            )
        )
    read(path)
    with _restoring() as into:
        contents = read(path, into=into)
    connection.close()
    open_tables()
    with transaction.atomic():  # which tells the database for whom: without it, the policies show no row
        found = {name: _table(name) for name in sorted(connection.introspection.table_names())}
    wrong = sorted(name for name in {*found, *contents.tables} if found.get(name) != contents.tables.get(name))
    if wrong:
        raise BackupTrouble(
            _("These tables are not as they were: %(wrong)s. Do not use this database.") % {"wrong": ", ".join(wrong)}
        )
    return contents


def _may_make_tables() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_schema_privilege('public', 'CREATE')")
        return bool(cursor.fetchone()[0])


def newest(folder: Path | None = None) -> Path | None:
    """The last backup that was finished, by its name."""
    return max((folder or Path(settings.BACKUPS_DIR)).glob(f"tuque-*{SUFFIX}"), default=None)


def made_at(path: Path) -> datetime:
    return datetime.strptime(path.stem + "+0000", "tuque-%Y%m%dT%H%M%SZ%z")


def check_end(path: Path) -> None:
    """Open a backup as far as its last block, which a cut one lacks: quick. Raises BackupTrouble."""
    try:
        with path.open("rb") as source, _opened(source, path):
            return
    except Problem as problem:
        raise BackupTrouble(_("%(path)s is damaged or was cut: make another backup.") % {"path": path}) from problem


def root_of(path: Path) -> str:
    """The id of the root key that opens a backup. Raises BackupTrouble for another file."""
    with path.open("rb") as source:
        head = source.read(HEAD.size)
    if len(head) < HEAD.size or not head.startswith(MAGIC):
        raise BackupTrouble(_("%(path)s is not a backup, or was cut.") % {"path": path})
    return str(HEAD.unpack(head)[1].decode())


def _blocks(head: bytes) -> Blocks:
    return Blocks(roots().derive(HEAD.unpack(head)[1].decode(), "backup"), head, "backup")


@contextmanager
def _opened(source: IO[bytes], path: Path) -> Iterator[IO[bytes]]:
    head = source.read(HEAD.size)
    if len(head) < HEAD.size or not head.startswith(MAGIC):
        raise BackupTrouble(_("%(path)s is not a backup, or was cut.") % {"path": path})
    with io.BufferedReader(Reader(source, _blocks(head), about="backup"), BLOCK) as plain:
        yield plain


def _put(sink: Writer, name: str, source: IO[bytes] | File) -> str:  # type: ignore[type-arg]
    """One part: the length of its name, its name, its pieces each with its length, an empty one. Returns its SHA-256."""
    written = name.encode()
    hashed = hashlib.sha256()
    sink.write(PIECE.pack(len(written)) + written)
    while piece := source.read(BLOCK):
        hashed.update(piece)
        sink.write(PIECE.pack(len(piece)))
        sink.write(piece)
    sink.write(PIECE.pack(0))
    return hashed.hexdigest()


def _parts(plain: IO[bytes]) -> Iterator[tuple[str, Iterator[bytes]]]:
    def pieces() -> Iterator[bytes]:
        while length := PIECE.unpack(plain.read(PIECE.size))[0]:
            yield plain.read(length)

    while head := plain.read(PIECE.size):
        yield plain.read(PIECE.unpack(head)[0]).decode(), pieces()


@contextmanager
def _database(contents: Contents) -> Iterator[IO[bytes]]:
    """The database at one instant, as bytes; its tables are counted and hashed as they were at that instant."""
    if connection.vendor == "sqlite":
        with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as space:
            copy = Path(space) / "copy.sqlite3"
            connection.ensure_connection()
            with sqlite3.connect(copy) as other:
                connection.connection.backup(other)
                contents.tables = {name: _sqlite_table(other, name) for name in _sqlite_names(other)}
            other.close()
            with copy.open("rb") as dump:
                yield dump
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        contents.tables = {name: _table(name) for name in sorted(connection.introspection.table_names())}
        with _postgres(
            "pg_dump", "--enable-row-security", "--format=custom", f"--snapshot={snapshot}", stdout=subprocess.PIPE
        ) as process:
            if process.stdout is None:
                raise BackupTrouble(_("pg_dump says nothing."))
            yield process.stdout
            _check(process, "pg_dump")


@contextmanager
def _postgres(
    program: str, *arguments: str, as_owner: bool = False, **pipes: Any
) -> Iterator["subprocess.Popen[bytes]"]:
    """A program of PostgreSQL on the site's database, `as_owner` of its tables where one is set apart.

    The password travels in its environment.
    """
    found = shutil.which(program)
    if found is None:
        raise BackupTrouble(
            _("%(program)s is not installed: it comes with PostgreSQL's client programs.") % {"program": program}
        )
    of = connection.settings_dict
    if as_owner and settings.MIGRATOR_URL:
        of = {**of, **env.database("TUQUE_MIGRATOR_URL", embedded=Path(settings.DATA_DIR))}
    if role := of["OPTIONS"].get("assume_role"):
        arguments = (*arguments, f"--role={role}")
    names = {"PGHOST": of["HOST"], "PGPORT": of["PORT"], "PGUSER": of["USER"], "PGPASSWORD": of["PASSWORD"]}
    names["PGOPTIONS"] = f"-c tuque.purpose={wall.Purpose.UPKEEP}"  # every row of every organization
    environment = {**os.environ, **{name: str(value) for name, value in names.items() if value}}
    where = f"--dbname={of['NAME']}"
    process = subprocess.Popen([found, *arguments, where], env=environment, stderr=subprocess.PIPE, **pipes)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def _check(process: "subprocess.Popen[bytes]", program: str) -> None:
    said = process.stderr.read().decode(errors="replace").strip().splitlines() if process.stderr else []
    if process.wait():
        why = next((line for line in said if "error:" in line), said[-1] if said else "it does not say why")
        raise BackupTrouble(_("%(program)s failed: %(why)s") % {"program": program, "why": why})


def _table(name: str) -> tuple[int, str]:
    """How many rows, and the hash of all of them in the order of their first column."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(str(connection.settings_dict["NAME"]))) as plainly:  # without Django's converters
            return _sqlite_table(plainly, name)
    hashed = hashlib.sha256()
    quoted = connection.ops.quote_name(name)
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
        with cursor.copy(f"COPY (SELECT * FROM {quoted} ORDER BY 1) TO STDOUT") as copy:  # noqa: S608  our own names
            for block in copy:
                hashed.update(block)
        cursor.execute(f"SELECT count(*) FROM {quoted}")  # noqa: S608  our own names
        return int(cursor.fetchone()[0]), hashed.hexdigest()


def _sqlite_names(database: sqlite3.Connection) -> list[str]:
    found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return sorted(name for (name,) in found)


def _sqlite_table(database: sqlite3.Connection, name: str) -> tuple[int, str]:
    hashed, count = hashlib.sha256(), 0
    for row in database.execute(f'SELECT * FROM "{name}" ORDER BY 1'):  # noqa: S608  our own names
        hashed.update(repr(row).encode())
        count += 1
    return count, hashed.hexdigest()


def _file_names(folder: str = "") -> Iterator[str]:
    if not isinstance(default_storage, FileSystemStorage) and not hasattr(default_storage, "listdir"):
        return
    if not folder and not default_storage.exists(""):
        return
    folders, names = default_storage.listdir(folder)
    yield from sorted(f"{folder}/{name}".lstrip("/") for name in names if not name.startswith("."))
    for inner in sorted(folders):
        yield from _file_names(f"{folder}/{inner}".lstrip("/"))


class Restoring:
    """Takes the parts of a backup as they come: the database to where it goes, the files to the store."""

    def __init__(self, database: IO[bytes]) -> None:
        self._database = database
        self._file: IO[bytes] | None = None

    def take(self, name: str, piece: bytes) -> None:
        if name == DATABASE:
            self._database.write(piece)
            return
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115  closed at the end of the part
        self._file.write(piece)

    def end(self, name: str) -> None:
        if name in (DATABASE, LIST):
            return
        with self._file or tempfile.TemporaryFile() as file:
            file.seek(0)
            wanted = name.removeprefix("files/")
            if default_storage.save(wanted, File(file)) != wanted:
                raise BackupTrouble(
                    _("A file %(wanted)s is there already. Restore on an empty place.") % {"wanted": wanted}
                )
        self._file = None


@contextmanager
def _restoring() -> Iterator[Restoring]:
    if connection.vendor == "sqlite":
        path = Path(str(connection.settings_dict["NAME"]))
        connection.close()
        for old in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
            old.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield Restoring(file)
            file.flush()
            os.fsync(file.fileno())
        return
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL}
    arguments = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
    with _postgres("pg_restore", *arguments, as_owner=True, **pipes) as process:
        if process.stdin is None:
            raise BackupTrouble(_("pg_restore takes nothing."))
        try:
            yield Restoring(process.stdin)
            process.stdin.close()
        except BrokenPipeError:
            pass  # why is told by the program itself
        _check(process, "pg_restore")


assert HEAD.size == FILE_HEAD.size  # noqa: S101  both heads precede the same blocks
