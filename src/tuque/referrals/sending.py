"""How a message leaves for a person: a later room that sends text messages says so here.

A sender is given the words and the number, and keeps neither.
"""

from typing import Protocol
from uuid import UUID

from django.conf import settings

from tuque.accounts.api import Organization


class NotSent(Exception):
    """The message did not leave. `is_final`: trying again is useless."""

    def __init__(self, *, is_final: bool) -> None:
        super().__init__()
        self.is_final = is_final


class Texts(Protocol):
    """Sends a text message from a number of the organization."""

    def can_send(self, organization: Organization) -> bool: ...

    def send(self, organization: Organization, *, to: str, text: str, message_id: UUID) -> None:
        """Raises NotSent."""


_texts: list[Texts] = []


def register_texts(sender: Texts) -> None:
    """Let `sender` carry text messages. The first that can is asked."""
    if sender not in _texts:
        _texts.append(sender)


def texts_of(organization: Organization) -> Texts | None:
    return next((sender for sender in _texts if sender.can_send(organization)), None)


def has_mail() -> bool:
    return bool(settings.EMAIL_SETTINGS.get("host"))
