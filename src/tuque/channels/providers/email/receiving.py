"""A letter of the mailbox as the other providers' deliveries are: kept first, then read. Nothing knocks at an address of ours."""

from datetime import datetime

from tuque.channels.providers.contract import Credentials, Delivered, Event, Forged, Said
from tuque.channels.providers.email import reading
from tuque.channels.providers.email.reading import Automatic


def delivered_of(raw: bytes, *, at: datetime) -> Delivered:
    """Every byte is a letter of Latin-1, so that nothing is lost where text is kept."""
    headers = {"content-type": "message/rfc822"}
    return Delivered(method="IMAP", url="", headers=headers, body=raw.decode("latin-1").encode(), at=at)


def verify(delivered: Delivered, credentials: Credentials) -> None:
    """The address that every account has leads nowhere here. Raises Forged."""
    raise Forged


def read(delivered: Delivered) -> list[Event]:
    """None for what a program wrote to everyone, or what nobody could answer."""
    letter = reading.read(delivered.text.encode("latin-1", "replace"))
    if letter is None or letter.automatic == Automatic.YES:
        return []
    return [
        Said(
            id=letter.id,
            sender=letter.sender,
            recipient="",
            text=letter.text,
            media=letter.pieces,
            is_automatic=letter.automatic != Automatic.NO,
        )
    ]
