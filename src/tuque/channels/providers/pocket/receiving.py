"""What the pocket network delivers: JSON, signed by HMAC-SHA256 over the time and the raw body."""

import hashlib
import hmac
from datetime import timedelta

from tuque.channels.providers.contract import (
    Credentials,
    Delivered,
    Event,
    Forged,
    Said,
    Stale,
    State,
    Told,
    Unreadable,
)

SIGNATURE, SIGNED_AT = "pocket-signature", "pocket-signed-at"
TOLERANCE = timedelta(minutes=5)


def verify(delivered: Delivered, credentials: Credentials) -> None:
    """Raises Forged, or Stale."""
    signed_at, secret = delivered.headers.get(SIGNED_AT, ""), credentials.get("secret", "")
    expected = signature(signed_at, delivered.body, secret)
    if not secret or not hmac.compare_digest(delivered.headers.get(SIGNATURE, "").encode(), expected.encode()):
        raise Forged
    if not signed_at.isdigit() or abs(delivered.at.timestamp() - int(signed_at)) > TOLERANCE.total_seconds():
        raise Stale


def signature(signed_at: str, body: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), signed_at.encode() + b"|" + body, hashlib.sha256).hexdigest()


def read(delivered: Delivered) -> list[Event]:
    said = delivered.json
    try:
        if said["kind"] == "said":
            return [
                Said(id=said["id"], sender=said["from"], recipient=said["to"], text=said["text"], stops=said["stops"])
            ]
        state = State(said["state"])
        return [
            Told(id=f"{said['message']}:{state}", message=said["message"], state=state, error=said.get("error", ""))
        ]
    except (KeyError, TypeError, ValueError):
        raise Unreadable from None
