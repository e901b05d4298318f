"""The hashes of the proof, as docs/explanation/audit.md writes them down. No database here."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

FORM = 1
ENTRY = 40
NOTHING = bytes(32)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def canonical(row: Sequence[Any]) -> bytes:
    """The one way to write the content of a record: a JSON array in UTF-8, without spaces, the keys of objects sorted.

    `row` has, as text where they are not numbers: the public id, the organization's key, the instant (UTC, six decimals),
    the action, the kind of actor, the worker's key, the actor's reference, the subject's type and id, the purpose, the
    agreement's id, the details (JSON) and the ids seen (one space between two). Ids are 32 small hexadecimal digits; what is
    absent is null. The record's own key is not content: it is in the seal.
    """
    *plain, details, seen = row
    return _encode([FORM, *plain, json.loads(details), seen]).encode()


def leaf(content: bytes) -> bytes:
    """RFC 6962, section 2.1: a leaf begins with 0, a node with 1, so that neither passes for the other."""
    return hashlib.sha256(b"\0" + content).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def seal(*, previous: bytes, number: int, first_sequence: int, sealed_at: datetime, entries: bytes) -> bytes:
    """The hash of a lot: it holds the one before it, so that a lot cannot be changed, moved or left out unseen."""
    instant = sealed_at.astimezone(UTC).isoformat(timespec="microseconds")
    head = f"{number} {first_sequence} {instant}\n".encode()
    return hashlib.sha256(b"\2" + previous + head + entries).digest()


def pack(entries: Iterable[tuple[int, bytes]]) -> bytes:
    return b"".join(key.to_bytes(8, "big") + content for key, content in entries)


def unpack(entries: bytes) -> Iterator[tuple[int, bytes]]:
    for start in range(0, len(entries), ENTRY):
        yield int.from_bytes(entries[start : start + 8], "big"), entries[start + 8 : start + ENTRY]


class Tree:
    """A Merkle tree that grows by leaves and keeps only its whole subtrees, the largest first."""

    def __init__(self, frontier: bytes = b"", *, size: int = 0) -> None:
        self.size = size
        self.subtrees = [frontier[start : start + 32] for start in range(0, len(frontier), 32)]

    def add(self, content: bytes) -> None:
        """Add a leaf's hash: each whole pair of the same height becomes one."""
        self.subtrees.append(content)
        self.size += 1
        pairs = self.size
        while pairs % 2 == 0:
            right = self.subtrees.pop()
            self.subtrees[-1] = node(self.subtrees[-1], right)
            pairs //= 2

    def root(self) -> bytes:
        """RFC 6962's hash of the tree; of none, the hash of nothing."""
        if not self.subtrees:
            return hashlib.sha256().digest()
        *rest, found = self.subtrees
        for left in reversed(rest):
            found = node(left, found)
        return found

    def frontier(self) -> bytes:
        return b"".join(self.subtrees)
