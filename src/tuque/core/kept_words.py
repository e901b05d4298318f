"""The words of a search: kept where no address, history or log has them.

The page's address bears an id; the words are in the reader's session, sealed with their organization's key, for an hour.
They go with the session, and the former ones go as new ones come.
"""

from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase

from tuque.core.crypto import keyring
from tuque.core.crypto.sealing import Place, Unreadable
from tuque.core.ids import new_id

KEPT_FOR = timedelta(hours=1)
MOST_KEPT = 5
NAME = "searches"


def keep(words: str, *, organization_id: int, session: SessionBase, at: datetime) -> UUID:
    """The id that stands for `words` in an address."""
    key = new_id()
    sealed = keyring.seal_at(words.encode(), _place(key, organization_id))
    kept = {"id": str(key), "until": (at + KEPT_FOR).timestamp(), "words": b64encode(sealed).decode()}
    session[NAME] = [*session.get(NAME, []), kept][-MOST_KEPT:]
    return key


def find(key: UUID, *, organization_id: int, session: SessionBase, at: datetime) -> str:
    """The words that this id stands for; empty when it is another session's, or an hour has gone by."""
    for kept in session.get(NAME, []):
        if kept["id"] == str(key) and at.timestamp() < kept["until"]:
            try:
                return keyring.unseal_at(b64decode(kept["words"]), _place(key, organization_id)).decode()
            except Unreadable:  # the organization's key was changed meanwhile
                return ""
    return ""


def _place(key: UUID, organization_id: int) -> Place:
    return Place(organization_id, "session", str(key), "search")
