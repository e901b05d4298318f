"""Bytes sealed for one place and nowhere else: AES-256-GCM, with the place as associated data.

A sealed value is 33 bytes longer than its text: scheme (1), number of the key (4), nonce (12), text, tag (16).
Sources: NIST SP 800-38D (random 96-bit nonces, at most 2^32 for a key: each table has its own); RFC 5869 (HKDF).
"""

import hmac
import os
import struct
from dataclasses import dataclass, field
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext as _

from tuque.core.problems import Problem

SCHEME = 1
HEAD = struct.Struct(">BI")
NONCE_BYTES, TAG_BYTES = 12, 16
KEY_BYTES = 32
SHORTEST = HEAD.size + NONCE_BYTES + TAG_BYTES


@dataclass
class Unreadable(Problem):
    """Sealed bytes that were changed, cut, or moved from where they were written; or whose key is gone."""

    code = "core.unreadable"
    status = 500
    place: str = ""

    def message(self) -> str:
        return _(
            "A part of this cannot be read: it was damaged, or moved from where it was written. "
            "Tell whoever looks after the site; nothing that was recorded was changed."
        )


class Place(NamedTuple):
    """Where a sealed value belongs. `row` is the row's own id, as it is known before the row is saved."""

    organization_id: int
    table: str
    row: str
    field: str

    def __str__(self) -> str:
        return f"{self.table}.{self.field} {self.row}"


@dataclass(frozen=True)
class Key:
    """An organization's key, unwrapped. Its number is random, and never given twice."""

    number: int
    organization_id: int
    version: int
    secret: bytes = field(repr=False)
    _ciphers: dict[str, AESGCM] = field(default_factory=dict, repr=False, compare=False)
    _subkeys: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    def subkey(self, purpose: str) -> bytes:
        """A key for this purpose alone: knowing it tells nothing of the others."""
        known = self._subkeys.get(purpose)
        if known is None:
            known = self._subkeys[purpose] = derive(self.secret, purpose)
        return known

    def cipher(self, purpose: str) -> AESGCM:
        known = self._ciphers.get(purpose)
        if known is None:
            known = self._ciphers[purpose] = AESGCM(self.subkey(purpose))
        return known

    def mark(self, purpose: str, text: str) -> bytes:
        """HMAC-SHA-256 of `text`, 32 bytes, under a key for this purpose alone."""
        return hmac.digest(self.subkey(purpose), text.encode(), "sha256")


def derive(secret: bytes, purpose: str) -> bytes:
    """32 bytes for `purpose`. Source: RFC 5869; `secret` is uniformly random, so that no salt is needed."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"tuque 1 {purpose}".encode()).derive(secret)


def seal(text: bytes, key: Key, place: Place) -> bytes:
    head = HEAD.pack(SCHEME, key.number)
    nonce = os.urandom(NONCE_BYTES)
    return head + nonce + key.cipher("field " + place.table).encrypt(nonce, text, _about(head, place))


def unseal(sealed: bytes, key: Key, place: Place) -> bytes:
    """Raises Unreadable for anything but what was sealed with `key` for this very place."""
    if key.organization_id != place.organization_id:
        raise Unreadable(str(place))
    head, nonce, rest = (
        sealed[: HEAD.size],
        sealed[HEAD.size : HEAD.size + NONCE_BYTES],
        sealed[HEAD.size + NONCE_BYTES :],
    )
    try:
        return key.cipher("field " + place.table).decrypt(nonce, rest, _about(head, place))
    except InvalidTag as problem:
        raise Unreadable(str(place)) from problem


def key_number(sealed: bytes, place: Place) -> int:
    """The number of the key that `sealed` asks for. Raises Unreadable for what was never sealed."""
    if len(sealed) < SHORTEST or sealed[0] != SCHEME:
        raise Unreadable(str(place))
    number: int = HEAD.unpack_from(sealed)[1]
    return number


def _about(head: bytes, place: Place) -> bytes:
    return head + f"{place.organization_id}\x1f{place.table}\x1f{place.row}\x1f{place.field}".encode()
