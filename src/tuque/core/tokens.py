"""The secret of a link that a letter carries, made from an id and the site's key: work that runs a second time writes the same
link again, and no table or message ever holds the secret."""

import base64
import hashlib
from uuid import UUID

from django.utils.crypto import salted_hmac


def token_of(use: str, about: UUID) -> str:
    """43 letters and figures of 256 bits, the same each time as long as the site's key stays."""
    digest = salted_hmac(f"tuque.link {use}", str(about), algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def hash_of(token: str) -> str:
    """What is kept of it. The token has 256 bits: a quick hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
