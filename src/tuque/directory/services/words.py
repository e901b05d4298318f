"""Everyday words of an organization: what people here say, and the topic that they mean. The search reads them at once."""

from datetime import datetime

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.directory.models import LayTerm
from tuque.directory.search import following


@transaction.atomic
def put(*, language: str, words: str, topic: str, weight: float, by: Worker, at: datetime) -> LayTerm:
    """Everyday words for a topic; written again, they take the new weight. They take the place of those that come along.

    `weight`: from 0 (these words are not used for any topic) to 1.
    """
    row, _made = LayTerm.objects.update_or_create(
        organization_id=by.organization_id,
        language=language,
        words=" ".join(words.lower().split()),
        topic=topic,
        defaults={"weight": weight},
    )
    following.words_changed(by.organization_id)
    audit.record("directory.words_written", by=by, subject=row, at=at)
    return row


@transaction.atomic
def take_away(*, row: LayTerm, by: Worker, at: datetime) -> None:
    """What came along under the same words counts again."""
    audit.record("directory.words_taken_away", by=by, subject=row, at=at)
    row.delete()
    following.words_changed(by.organization_id)
