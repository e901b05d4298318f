"""What WhatsApp delivers. Source: developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components and payload-examples.

One delivery may hold several messages and states; states come in any order.
"""

from collections.abc import Iterator
from typing import Any

from tuque.channels.providers.contract import Delivered, Event, Said, State, Told, Unreadable
from tuque.channels.providers.meta.receiving import instant

STATES = {"sent": State.SENT, "delivered": State.DELIVERED, "read": State.READ, "failed": State.FAILED}
MEDIA = {"image", "audio", "video", "document", "sticker", "location", "contacts"}


def read(delivered: Delivered) -> list[Event]:
    try:
        return [
            event
            for entry in delivered.json["entry"]
            for change in entry["changes"]
            if change["field"] == "messages"
            for event in _events(change["value"])
        ]
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        raise Unreadable from None


def _events(value: Any) -> Iterator[Event]:
    ours = f"+{value['metadata']['display_phone_number']}".replace("++", "+")
    for message in value.get("messages") or []:
        yield Said(
            id=message["id"],
            sender=f"+{message['from']}",
            recipient=ours,
            text=_text(message),
            sent_at=instant(message.get("timestamp")),
            media=int(message["type"] in MEDIA),
        )
    for state in value.get("statuses") or []:
        if state["status"] in STATES:  # others are about templates and prices
            errors = state.get("errors") or [{}]
            yield Told(
                id=f"{state['id']}:{state['status']}",
                message=state["id"],
                state=STATES[state["status"]],
                error=str(errors[0].get("code", "")),
            )


def _text(message: Any) -> str:
    """What the person wrote, chose or added to a picture."""
    kind = message["type"]
    if kind == "text":
        return str(message["text"]["body"])
    if kind == "button":
        return str(message["button"]["text"])
    if kind == "interactive":
        chosen = message["interactive"]
        return str(chosen[chosen["type"]]["title"])
    return str((message.get(kind) or {}).get("caption", "")) if isinstance(message.get(kind), dict) else ""
