"""The words of a search of records, kept where no address has them (`core.kept_words`)."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase

from tuque.accounts.api import Worker
from tuque.core import kept_words
from tuque.interactions.filters import Filters


def keep(filters: Filters, *, viewer: Worker, session: SessionBase, at: datetime) -> Filters:
    """The same filters, whose address bears an id in place of the words."""
    if not filters.words:
        return replace(filters, search=None)
    key = kept_words.keep(filters.words, organization_id=viewer.organization_id, session=session, at=at)
    return replace(filters, search=key)


def find(key: UUID, *, viewer: Worker, session: SessionBase, at: datetime) -> str:
    """The words of this search; empty when it is another session's, or an hour has gone by."""
    return kept_words.find(key, organization_id=viewer.organization_id, session=session, at=at)
