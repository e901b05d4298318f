"""The handshake and the signature.

Source: developers.facebook.com/docs/graph-api/webhooks/getting-started: hub.mode, hub.verify_token, hub.challenge;
X-Hub-Signature-256 is HMAC-SHA256 of the raw body under the application's secret. What is not answered by 200 comes again, and
an address that fails for long is no longer called.
"""

import hashlib
import hmac
from datetime import UTC, datetime

from tuque.channels.providers.contract import Credentials, Delivered, Forged, Reply


def handshake(delivered: Delivered, credentials: Credentials) -> Reply | None:
    """Raises Forged when the word that we made for this account is not given back."""
    asked = delivered.query
    if delivered.method != "GET" or asked.get("hub.mode") != "subscribe":
        return None
    expected = credentials.get("verify_token", "")
    if not expected or not hmac.compare_digest(asked.get("hub.verify_token", "").encode(), expected.encode()):
        raise Forged
    return Reply("".join(char for char in asked.get("hub.challenge", "") if char.isalnum() or char in "-_")[:200])


def verify(delivered: Delivered, credentials: Credentials) -> None:
    given = delivered.headers.get("x-hub-signature-256", "")
    expected = f"sha256={signature(delivered.body, credentials.get('app_secret', ''))}"
    if not credentials.get("app_secret") or not hmac.compare_digest(given.encode(), expected.encode()):
        raise Forged


def signature(body: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def instant(seconds: object, *, per_second: int = 1) -> datetime | None:
    """Seconds since 1970, as text or number; `per_second` 1000 for thousandths. None when they cannot be."""
    try:
        return datetime.fromtimestamp(int(str(seconds)) / per_second, tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None
