"""Room for a thousand messages when the disk is full or the database takes nothing: a file beside the data, its place taken
beforehand, written over in place. What is in it is sealed, on disk before it is acknowledged, and goes into its conversation
as soon as there is room.
"""

import base64
import fcntl
import json
import logging
import os
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError

from tuque.channels.models import Message
from tuque.core import wall
from tuque.core.crypto import keyring
from tuque.core.crypto.sealing import Place, seal

logger = logging.getLogger(__name__)
MESSAGES = 1_000
BYTES = 8 * 1024 * 1024
HEAD = struct.Struct(">II")  # length, checksum; a length of zero is the end


class Full(Exception):
    """A thousand messages wait already, or the file itself cannot be written."""


def prepare() -> None:
    """Take the place on the disk, while there is some. Again: nothing."""
    path = _path()
    if path.exists() and path.stat().st_size >= BYTES:
        return
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.posix_fallocate(handle, 0, BYTES)
        os.fsync(handle)
    finally:
        os.close(handle)


def keep(*, organization_id: int, conversation: UUID, message_id: UUID, text: str, at: datetime) -> None:
    """Durable before this returns. Raises Full."""
    sealed = seal(
        text.encode("utf-8", "surrogatepass"), keyring.current(organization_id), _place(organization_id, message_id)
    )
    entry = {
        "organization": organization_id,
        "conversation": str(conversation),
        "message": str(message_id),
        "at": at.isoformat(),
        "text": base64.b85encode(sealed).decode(),
    }
    body = json.dumps(entry).encode()
    try:
        with _opened() as handle:
            found = list(_entries(handle))
            end = found[-1][1] if found else 0
            if len(found) >= MESSAGES or end + 2 * HEAD.size + len(body) > BYTES:
                raise Full
            os.pwrite(handle, HEAD.pack(len(body), zlib.crc32(body)) + body + HEAD.pack(0, 0), end)
            os.fsync(handle)
    except OSError as trouble:
        raise Full from trouble
    logger.warning("channels.kept_in_reserve %s", message_id)


@dataclass(frozen=True)
class Waiting:
    """A message that waits, its words still sealed."""

    organization_id: int
    conversation: UUID
    message_id: UUID
    at: datetime
    sealed: bytes

    @property
    def text(self) -> str:
        return keyring.unseal_at(self.sealed, _place(self.organization_id, self.message_id)).decode(
            "utf-8", "surrogatepass"
        )


def replay(bring: Callable[[Waiting], None]) -> int:
    """Have each message that waits brought into its conversation; how many. `bring` is called within its organization, and
    again for what it was called for before. Where the database still takes nothing, all of it stays."""
    with _opened() as handle:
        found = [_waiting(entry) for entry, _end in _entries(handle)]
        if not found:
            return 0
        try:
            for one in found:
                with wall.within(one.organization_id):
                    bring(one)
        except DatabaseError as trouble:
            logger.warning("channels.reserve_waits %s", type(trouble).__name__)
            return 0
        os.pwrite(handle, b"\0" * BYTES, 0)  # in place: no word is left, and no room is given back
        os.fsync(handle)
        return len(found)


def waiting() -> int:
    """How many messages wait in it."""
    if not _path().exists():
        return 0
    with _opened() as handle:
        return len(list(_entries(handle)))


def _waiting(entry: dict[str, str]) -> Waiting:
    return Waiting(
        int(entry["organization"]),
        UUID(entry["conversation"]),
        UUID(entry["message"]),
        datetime.fromisoformat(entry["at"]),
        base64.b85decode(entry["text"]),
    )


def _place(organization_id: int, message_id: UUID) -> Place:
    return Place(organization_id, Message._meta.db_table, str(message_id), "reserve")


def _path() -> Path:
    return Path(settings.DATA_DIR) / "reserve"


@contextmanager
def _opened() -> Iterator[int]:
    """One process at a time."""
    handle = os.open(_path(), os.O_RDWR)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def _entries(handle: int) -> Iterator[tuple[dict[str, str], int]]:
    """Each with where it ends. What was cut while it was written was never acknowledged: it ends the list."""
    start = 0
    while start + HEAD.size <= BYTES:
        length, checksum = HEAD.unpack(os.pread(handle, HEAD.size, start))
        body = os.pread(handle, length, start + HEAD.size) if 0 < length < BYTES else b""
        if not body or zlib.crc32(body) != checksum:
            return
        start += HEAD.size + length
        yield json.loads(body), start
