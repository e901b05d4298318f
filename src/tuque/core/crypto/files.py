"""Files sealed in blocks of 64 kB: written as they come, read from any position, refused when altered, cut or reordered.

Head: magic (4), number of the key (4), salt (16). Each file has a key of its own, derived from its salt; each block's nonce is
its number and whether it is the last, so that no block can be dropped, moved or added. The place is associated data of all.
Source of the construction: Hoang, Reyhanitabar, Rogaway, Vizár (2015), STREAM; as in Google's Tink.
"""

import io
import os
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, Literal, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tuque.core.crypto import keyring
from tuque.core.crypto.sealing import TAG_BYTES, Key, Place, Unreadable, derive

MAGIC = b"TQF1"
HEAD = struct.Struct(">4sI16s")  # 24 bytes
NONCE = struct.Struct(">8xI")
BLOCK = 64 * 1024
SEALED_BLOCK = BLOCK + TAG_BYTES
LAST = 1 << 31


_fields: list[tuple[str, str]] = []


def declare(label: str, *names: str) -> None:
    """Say that the file fields `names` of a model hold sealed files, each at `place_of` its row: its keys may change."""
    _fields.extend((label, name) for name in names if (label, name) not in _fields)


def declared() -> list[tuple[str, str]]:
    return list(_fields)


def place_of(row: Any, name: str) -> Place:
    """Where the file in the field `name` of a row belongs."""
    return Place(row.organization_id, row._meta.db_table, str(row.public_id), name)


class Openable(Protocol):
    """What is read like a file on disk: a `Path`, or a sealed file."""

    def open(self, mode: Literal["rb"], /) -> IO[bytes]: ...


class Blocks:
    """The blocks of one file: sealed and unsealed by their number."""

    def __init__(self, secret: bytes, head: bytes, about: str) -> None:
        self._cipher = AESGCM(derive(secret, "file " + head.hex()))
        self._about = head + about.encode()

    def seal(self, number: int, block: bytes, *, is_last: bool) -> bytes:
        return self._cipher.encrypt(self._nonce(number, is_last=is_last), block, self._about)

    def unseal(self, number: int, block: bytes, *, is_last: bool) -> bytes:
        """Raises InvalidTag."""
        return self._cipher.decrypt(self._nonce(number, is_last=is_last), block, self._about)

    @staticmethod
    def _nonce(number: int, *, is_last: bool) -> bytes:
        if number >= LAST:
            raise OverflowError("A sealed file holds at most 128 TB.")
        return NONCE.pack(number | (LAST if is_last else 0))


class Writer(io.RawIOBase):
    """Seals what is written to it into `sink`. Only `close` writes the last block: what was not closed does not open."""

    def __init__(self, sink: IO[bytes], blocks: Blocks, head: bytes) -> None:
        self._sink, self._blocks = sink, blocks
        self._waiting = bytearray()
        self._number = 0
        sink.write(head)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting += data
        while len(self._waiting) > BLOCK:  # one block at least is kept back: it may be the last
            self._put(bytes(self._waiting[:BLOCK]), is_last=False)
            del self._waiting[:BLOCK]
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._put(bytes(self._waiting), is_last=True)
            self._sink.flush()
        super().close()

    def _put(self, block: bytes, *, is_last: bool) -> None:
        self._sink.write(self._blocks.seal(self._number, block, is_last=is_last))
        self._number += 1


class Reader(io.RawIOBase):
    """The plain bytes of a sealed file, from any position. Raises Unreadable at the first block that is not as written."""

    def __init__(self, source: IO[bytes], blocks: Blocks, *, about: str) -> None:
        self._source, self._blocks, self._about = source, blocks, about
        sealed = source.seek(0, os.SEEK_END) - HEAD.size
        self._count, rest = divmod(sealed, SEALED_BLOCK)
        self._count += rest > 0
        if sealed < TAG_BYTES or 0 < rest < TAG_BYTES:
            raise Unreadable(about)
        self._size = sealed - self._count * TAG_BYTES
        self._position = 0
        self._held: tuple[int, bytes] = (-1, b"")
        self._block(self._count - 1)  # a file that was cut is refused before its first byte is used

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: Any) -> int:
        if self._position >= self._size:
            return 0
        number, inside = divmod(self._position, BLOCK)
        piece = self._block(number)[inside : inside + len(buffer)]
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def close(self) -> None:
        self._source.close()
        super().close()

    def _block(self, number: int) -> bytes:
        if self._held[0] != number:
            self._source.seek(HEAD.size + number * SEALED_BLOCK)
            sealed = self._source.read(SEALED_BLOCK)
            try:
                self._held = (number, self._blocks.unseal(number, sealed, is_last=number == self._count - 1))
            except InvalidTag as problem:
                raise Unreadable(self._about) from problem
        return self._held[1]


def writer(sink: IO[bytes], place: Place, *, key: Key | None = None) -> Writer:
    """Seals with `key`: the organization's present one, unless it is told."""
    key = key or keyring.current(place.organization_id)
    head = HEAD.pack(MAGIC, key.number, os.urandom(16))
    return Writer(sink, Blocks(key.subkey("files"), head, str(place)), head)


def reader(source: IO[bytes], place: Place) -> IO[bytes]:
    """A seekable file of the plain bytes; closing it closes `source`. Raises Unreadable."""
    head = source.read(HEAD.size)
    if len(head) < HEAD.size or not head.startswith(MAGIC):
        raise Unreadable(str(place))
    key = keyring.find(HEAD.unpack(head)[1])
    if key is None or key.organization_id != place.organization_id:
        raise Unreadable(str(place))
    return io.BufferedReader(Reader(source, Blocks(key.subkey("files"), head, str(place)), about=str(place)), BLOCK)


@contextmanager
def sealed_copy(source: IO[bytes], place: Place, *, key: Key | None = None) -> Iterator[IO[bytes]]:
    """A temporary file with `source` sealed, at its beginning: what lies on the disk meanwhile is sealed already."""
    with tempfile.TemporaryFile() as copy:
        with writer(copy, place, key=key) as sealing:
            for block in iter(lambda: source.read(BLOCK), b""):
                sealing.write(block)
        copy.seek(0)
        yield copy


def key_number(source: IO[bytes]) -> int | None:
    """The number of the key that a sealed file asks for, the file then back at its beginning; None for another file."""
    head = source.read(HEAD.size)
    source.seek(0)
    return HEAD.unpack(head)[1] if len(head) == HEAD.size and head.startswith(MAGIC) else None


def is_sealed(source: IO[bytes]) -> bool:
    head = source.read(len(MAGIC))
    source.seek(0)
    return head == MAGIC
