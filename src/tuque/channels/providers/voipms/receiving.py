"""What VoIP.ms delivers: the "SMS URL callback" of a number, as the administrator wrote it on the page of the number:

    https://our.site/in/<secret>?id={ID}&from={FROM}&to={TO}&message={MESSAGE}&date={TIMESTAMP}

Nothing proves that it comes from VoIP.ms: the secret in the address only makes it likely. What is believed is what its
interface answers when asked for the message of that id (`sending.confirm`).
"""

from tuque.channels.providers.contract import Credentials, Delivered, Event, Forged, Said, Unreadable

QUERY = "id={ID}&from={FROM}&to={TO}&message={MESSAGE}&date={TIMESTAMP}"


def verify(delivered: Delivered, credentials: Credentials) -> None:
    """Raises Forged for another method, or for an id that VoIP.ms would never give."""
    number = delivered.query.get("id", "")
    if delivered.method != "GET" or not (number.isascii() and number.isdigit() and len(number) <= 20):
        raise Forged


def read(delivered: Delivered) -> list[Event]:
    asked = delivered.query
    if not {"id", "from", "to"} <= asked.keys():
        raise Unreadable
    return [
        Said(id=asked["id"], sender=number(asked["from"]), recipient=number(asked["to"]), text=asked.get("message", ""))
    ]


def number(digits: str) -> str:
    """Ten digits as the rest of the world writes them."""
    kept = "".join(char for char in digits if char.isdigit())
    return f"+1{kept}" if len(kept) == 10 else f"+{kept}"


def local(written: str) -> str:
    """As VoIP.ms wants them."""
    kept = "".join(char for char in written if char.isdigit())
    return kept[1:] if len(kept) == 11 and kept.startswith("1") else kept
