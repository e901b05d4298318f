"""The key that signs roots: a file beside the data, readable by its owner alone. Its public half is in the database."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tuque.audit import services
from tuque.audit.models import SigningKey
from tuque.core.problems import Problem


@dataclass
class KeyLost(Problem):
    """The file is gone, unreadable, or holds a key that this site has not begun."""

    code = "audit.key_lost"
    status = 409

    def message(self) -> str:
        return _(
            "The key that signs the audit’s roots is not in %(path)s. Put it back from its backup; if it is lost for good, run: tuque audit-key --new. What was signed before stays good: it is checked with the public key, which is kept."
        ) % {"path": path()}


def path() -> Path:
    return Path(settings.DATA_DIR) / "audit-key.pem"


def current(*, at: datetime) -> tuple[Ed25519PrivateKey, SigningKey]:
    """The key that signs now; made on first use. Raises KeyLost."""
    if not path().exists():
        if SigningKey.objects.exists():
            raise KeyLost
        return begin(at=at)
    try:
        private = serialization.load_pem_private_key(path().read_bytes(), password=None)
    except (ValueError, OSError) as trouble:
        raise KeyLost from trouble
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyLost
    known = SigningKey.objects.filter(public_key=public_half(private)).first()
    if known is None:
        if SigningKey.objects.exists():
            raise KeyLost
        known = _register(private, at=at)
    return private, known


def begin(*, at: datetime) -> tuple[Ed25519PrivateKey, SigningKey]:
    """Make a new key and put it in its file; a former one is set aside beside it, never overwritten."""
    if path().exists():
        path().rename(path().with_suffix(f".until-{at:%Y%m%dT%H%M%S}.pem"))
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    handle = os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(handle)
    return private, _register(private, at=at)


def is_signed(signature: bytes, content: bytes, *, public_key: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_half(private: Ed25519PrivateKey) -> str:
    return private.public_key().public_bytes_raw().hex()


@transaction.atomic
def _register(private: Ed25519PrivateKey, *, at: datetime) -> SigningKey:
    known, is_new = SigningKey.objects.get_or_create(public_key=public_half(private), defaults={"begun_at": at})
    if is_new:
        services.record("audit.key_begun", at=at, subject=known)
    return known
