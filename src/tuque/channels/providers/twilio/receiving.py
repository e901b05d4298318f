"""What Twilio delivers.

Source: twilio.com/docs/usage/security (signatures), twilio.com/docs/messaging/guides/webhook-request (fields),
twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks (states).
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable

from tuque.channels.providers.contract import Credentials, Delivered, Event, Forged, Said, State, Told, Unreadable

STATES = {
    "accepted": State.SENDING,
    "scheduled": State.SENDING,
    "queued": State.SENDING,
    "sending": State.SENDING,
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "read": State.READ,
    "failed": State.FAILED,
    "undelivered": State.FAILED,
    "canceled": State.FAILED,
}


def verify(delivered: Delivered, credentials: Credentials) -> None:
    """Raises Forged. While the token is being changed, the former one still counts."""
    given = delivered.headers.get("x-twilio-signature", "")
    tokens = [credentials.get("auth_token", ""), credentials.get("previous_auth_token", "")]
    # Every one is computed, whatever the first says: how long it takes tells nothing.
    fits = [
        hmac.compare_digest(given.encode(), signature(url, pairs_signed(delivered), token).encode())
        for token in tokens
        if token
        for url in delivered.urls_called()
    ]
    if not any(fits):
        raise Forged
    if delivered.is_json and not hmac.compare_digest(
        delivered.query.get("bodySHA256", "").encode(), hashlib.sha256(delivered.body).hexdigest().encode()
    ):
        raise Forged


def pairs_signed(delivered: Delivered) -> list[tuple[str, str]]:
    """A JSON body is signed by its hash in the address instead."""
    return [] if delivered.is_json or delivered.method != "POST" else delivered.form


def signature(url: str, pairs: Iterable[tuple[str, str]], token: str) -> str:
    """Base64 of HMAC-SHA1 of the address, then each name and value, by name; a pair that came twice counts once."""
    signed = url + "".join(f"{name}{value}" for name, value in sorted(set(pairs)))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def read(delivered: Delivered) -> list[Event]:
    fields = delivered.json if delivered.is_json else dict(delivered.form)
    try:
        message = fields["MessageSid"]
        state = fields.get("MessageStatus", "")
        if state:
            return [_told(message, state, str(fields.get("ErrorCode") or ""))]
        opted = fields.get("OptOutType", "").upper()
        return [
            Said(
                id=message,
                sender=fields["From"],
                recipient=fields["To"],
                text=fields.get("Body", ""),
                media=int(fields.get("NumMedia") or 0),
                stops=opted == "STOP",
                starts=opted == "START",
            )
        ]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Unreadable from None


def _told(message: str, state: str, error: str) -> Told:
    if state not in STATES:
        raise Unreadable
    return Told(id=f"{message}:{state}", message=message, state=STATES[state], error=error)
