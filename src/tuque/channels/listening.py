"""What happens to a conversation, told to whoever answers: at once after the commit, and again by the outbox if the process
died in between. So nothing that was acknowledged is lost, and a listener must take the same news twice.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Lock
from typing import Protocol
from uuid import UUID

from django.db import transaction

from tuque.channels.models import Conversation, Message
from tuque.core import outbox
from tuque.core.clock import now
from tuque.core.models import OutboxMessage

logger = logging.getLogger(__name__)
TOPIC = "channels.news"
# The outbox leaves it alone for so long: by then it was told here, unless this process died.
PATIENCE = timedelta(seconds=3)


class Listener(Protocol):
    """Each is called within the organization, outside any transaction, perhaps twice and perhaps late."""

    def arrived(self, conversation: Conversation) -> None:
        """Someone waits: a new conversation, or one that came back after its end."""

    def said(self, message: Message) -> None:
        """The person said something."""

    def left(self, conversation: Conversation) -> None:
        """The person closed the page; they may come back."""

    def ended(self, conversation: Conversation) -> None:
        """It is over, whoever ended it."""


_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Have `listener` told. To be called in a room's `apps.py`."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell(what: str, about: Conversation | Message, *, at: datetime, is_as_kept: bool = False) -> None:
    """Tell every listener once this transaction has committed. `is_as_kept`: the conversation in hand is what will be in the
    database; others are read again, as they may be half changed in their writer's hands. A message always is."""
    if not _listeners:
        return
    payload = {"what": what, "id": str(about.public_id)}
    kept = outbox.post(TOPIC, payload, at=at, due_at=at + PATIENCE, organization_id=about.organization_id)
    transaction.on_commit(lambda: _tell_here(kept, what, about, is_as_kept=is_as_kept or isinstance(about, Message)))


def run(payload: Mapping[str, object], message_id: UUID) -> None:
    """What the outbox calls. What was erased or deleted meanwhile concerns nobody any more."""
    what, ref = str(payload.get("what", "")), str(payload.get("id", ""))
    about = (_message if what == "said" else _conversation)(UUID(ref))
    if about is not None:
        _tell_all(what, about)


def _message(public_id: UUID) -> Message | None:
    return Message.objects.select_related("conversation").filter(public_id=public_id).first()


def _conversation(public_id: UUID) -> Conversation | None:
    return Conversation.objects.select_related("line", "organization").filter(public_id=public_id).first()


def _tell_all(what: str, about: Conversation | Message) -> None:
    for listener in _listeners:
        getattr(listener, what)(about)


def _tell_here(kept: OutboxMessage, what: str, about: Conversation | Message, *, is_as_kept: bool) -> None:
    """Never raises: what was written is durable, and the outbox tells again what failed."""
    try:
        current = about if is_as_kept else _conversation(about.public_id)
        if current is not None:
            _tell_all(what, current)
        _told.note(kept)
    except Exception as trouble:
        logger.warning("channels.not_told %s %s", what, type(trouble).__name__)


class _Told:
    """Notes what was told. Where many come at once, whoever is writing takes along what the others leave, in one statement."""

    def __init__(self) -> None:
        self._left: dict[int | None, list[int]] = {}
        self._writing: set[int | None] = set()
        self._guard = Lock()

    def note(self, kept: OutboxMessage) -> None:
        whose = kept.organization_id
        with self._guard:
            self._left.setdefault(whose, []).append(kept.pk)
            if whose in self._writing:
                return
            self._writing.add(whose)
        try:
            while rows := self._take(whose):
                OutboxMessage.objects.filter(pk__in=rows, done_at__isnull=True).update(done_at=now())
        except BaseException:  # what it had taken is told again by the outbox
            with self._guard:
                self._writing.discard(whose)
            raise

    def _take(self, whose: int | None) -> list[int]:
        """What was left; with nothing, its writing is over, before anyone can leave more."""
        with self._guard:
            rows = self._left.pop(whose, [])
            if not rows:
                self._writing.discard(whose)
            return rows


_told = _Told()
