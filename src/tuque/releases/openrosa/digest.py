"""HTTP digest as ODK Collect speaks it: RFC 7616 with MD5 and qop=auth. Pure but for the clock inside the signer.

MD5 is the protocol's choice, not ours: the password is a hundred random bits, is used nowhere else, and the page that makes
it says to serve over HTTPS.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass

from django.core import signing
from django.utils.crypto import constant_time_compare

REALM = "Tuque"
LIVES_SECONDS = 300
PART = re.compile(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
NEEDED = ("username", "realm", "nonce", "uri", "response", "nc", "cnonce")
LONGEST_HEADER = 2000
_signer = signing.TimestampSigner(salt="tuque.openrosa.nonce")


@dataclass(frozen=True)
class Credentials:
    """What an `Authorization: Digest …` header says."""

    username: str
    realm: str
    nonce: str
    uri: str
    response: str
    nc: str
    cnonce: str

    @property
    def use(self) -> str:
        """What may come only once."""
        return hashlib.sha256(f"{self.nonce} {self.nc} {self.cnonce}".encode()).hexdigest()


def challenge(*, stale: bool = False) -> str:
    """The value of `WWW-Authenticate`, with a number that is good for five minutes."""
    nonce = _signer.sign(secrets.token_urlsafe(12))
    return f'Digest realm="{REALM}", qop="auth", algorithm=MD5, nonce="{nonce}"' + (", stale=true" if stale else "")


def read_credentials(header: str) -> Credentials | None:
    """None when the header is no digest of this kind, or lacks a part."""
    scheme, _, rest = header[:LONGEST_HEADER].partition(" ")
    if scheme.lower() != "digest":
        return None
    parts = {name.lower(): re.sub(r"\\(.)", r"\1", quoted) or bare for name, quoted, bare in PART.findall(rest)}
    fits = parts.get("qop") == "auth" and parts.get("algorithm", "MD5").upper() == "MD5"
    if not fits or any(not parts.get(name) for name in NEEDED):
        return None
    return Credentials(**{name: parts[name] for name in NEEDED})


def is_ours(nonce: str) -> bool:
    """Whether we made this number, at any time."""
    try:
        _signer.unsign(nonce)
    except signing.BadSignature:
        return False
    return True


def is_fresh(nonce: str) -> bool:
    try:
        _signer.unsign(nonce, max_age=LIVES_SECONDS)
    except signing.BadSignature:
        return False
    return True


def secret_of(username: str, password: str) -> str:
    """What the server keeps, sealed: enough to check an answer, not to sign in anywhere else."""
    return _md5(f"{username}:{REALM}:{password}")


def is_right(given: Credentials, *, secret: str, method: str) -> bool:
    request = _md5(f"{method}:{given.uri}")
    wanted = _md5(f"{secret}:{given.nonce}:{given.nc}:{given.cnonce}:auth:{request}")
    return given.realm == REALM and constant_time_compare(wanted, given.response.lower())


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
