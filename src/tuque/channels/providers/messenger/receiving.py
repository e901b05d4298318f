"""What Messenger delivers. Source: developers.facebook.com/docs/messenger-platform/reference/webhook-events: messages,
message_deliveries, message_reads, message_echoes (our own messages, told back: nothing to do).
"""

from collections.abc import Iterator
from typing import Any

from tuque.channels.providers.contract import Delivered, Event, Said, State, Told, Unreadable
from tuque.channels.providers.meta.receiving import instant


def read(delivered: Delivered) -> list[Event]:
    try:
        entries = delivered.json["entry"]
        return [event for entry in entries for one in entry.get("messaging") or [] for event in _events(one)]
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        raise Unreadable from None


def _events(one: Any) -> Iterator[Event]:
    person, message = str(one["sender"]["id"]), one.get("message")
    if message is not None and not message.get("is_echo"):
        yield Said(
            id=str(message["mid"]),
            sender=person,
            recipient=str(one["recipient"]["id"]),
            text=str(message.get("text") or ""),
            sent_at=instant(one.get("timestamp"), per_second=1000),
            media=len(message.get("attachments") or []),
        )
    for mid in (one.get("delivery") or {}).get("mids") or []:
        yield Told(id=f"{mid}:delivered", message=str(mid), state=State.DELIVERED)
    for kind, state in (("delivery", State.DELIVERED), ("read", State.READ)):
        if kind in one:  # all that was sent until then
            until = instant(one[kind]["watermark"], per_second=1000)
            yield Told(id=f"{person}:{kind}:{one[kind]['watermark']}", state=state, to=person, until=until)
