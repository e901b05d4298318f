"""What Telnyx delivers.

Source: developers.telnyx.com/docs/messaging/messages/receiving-webhooks: events, signature, and that deliveries come twice,
late and out of order.
"""

import base64
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

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

TOLERANCE = timedelta(minutes=5)
STATES = {
    "queued": State.SENDING,
    "sending": State.SENDING,
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "delivery_unconfirmed": State.SENT,
    "sending_failed": State.FAILED,
    "delivery_failed": State.FAILED,
    "expired": State.FAILED,
}


def verify(delivered: Delivered, credentials: Credentials) -> None:
    """Raises Forged, or Stale when it was signed more than five minutes before or after now."""
    signed_at = delivered.headers.get("telnyx-timestamp", "")
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(credentials.get("public_key", ""), validate=True))
        given = base64.b64decode(delivered.headers.get("telnyx-signature-ed25519", ""), validate=True)
        key.verify(given, signed_at.encode() + b"|" + delivered.body)
        age = abs(delivered.at.timestamp() - int(signed_at))
    except (InvalidSignature, ValueError):
        raise Forged from None
    if age > TOLERANCE.total_seconds():
        raise Stale


def read(delivered: Delivered) -> list[Event]:
    try:
        data = delivered.json["data"]
        kind, payload = data["event_type"], data["payload"]
        if kind == "message.received":
            return [_said(payload)]
        if kind in {"message.sent", "message.finalized"}:
            return [_told(data["id"], payload)]
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        raise Unreadable from None
    return []


def _said(payload: dict[str, object]) -> Said:
    sender, to, media = payload["from"], payload["to"], payload.get("media") or []
    return Said(
        id=str(payload["id"]),
        sender=sender["phone_number"],  # type: ignore[index]
        recipient=to[0]["phone_number"],  # type: ignore[index]
        text=str(payload.get("text") or ""),
        sent_at=_instant(payload.get("received_at")),
        media=len(media),  # type: ignore[arg-type]
    )


def _told(event: str, payload: dict[str, object]) -> Told:
    to, errors = payload["to"], payload.get("errors") or []
    state = to[0]["status"]  # type: ignore[index]
    if state not in STATES:
        raise Unreadable
    error = str(errors[0].get("code", "")) if errors else ""  # type: ignore[index]
    return Told(id=event, message=str(payload["id"]), state=STATES[state], error=error)


def _instant(text: object) -> datetime | None:
    found = datetime.fromisoformat(str(text)) if text else None
    return found if found is not None and found.tzinfo is not None else None
