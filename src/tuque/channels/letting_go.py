"""What the privacy officer's rules may let go of this room, beside what each line promised by itself."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tuque.channels.codes import State
from tuque.channels.models import Conversation
from tuque.channels.services.conversations import without_words
from tuque.retention.api import Kind


def _due(organization_id: int, before: datetime) -> QuerySet[Conversation]:
    """Ended before that instant, with words, and not held."""
    return Conversation.objects.filter(
        organization_id=organization_id, state=State.ENDED, ended_at__lt=before, is_held=False
    )


def _total(organization_id: int) -> int:
    return Conversation.objects.filter(organization_id=organization_id).count()


def _let_go(rows: Sequence[Conversation], at: datetime) -> list[UUID]:
    without_words(list(rows), at=at)
    return [row.public_id for row in rows]


WORDS = Kind(
    code="channels.words",
    label=_("What was said in conversations"),
    effect=_(
        "The words of a conversation, its address and what was answered before it are erased, counted from its end. Its times, channel and language stay. A line may promise people a shorter time: that one holds."
    ),
    due=_due,
    total=_total,
    let_go=_let_go,
)
