"""What the privacy officer's rules may let go of this room, beside what each line promised by itself."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tuque.channels.codes import State
from tuque.channels.models import Conversation
from tuque.channels.providers.models import Envelope
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


def _envelopes(organization_id: int, before: datetime) -> QuerySet[Envelope]:
    """Worked on, and received before that instant."""
    return Envelope.objects.filter(organization_id=organization_id, received_at__lt=before, processed_at__isnull=False)


def _forget(rows: Sequence[Envelope], at: datetime) -> list[UUID]:
    Envelope.objects.filter(pk__in=[row.pk for row in rows]).delete()
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
ENVELOPES = Kind(
    code="channels.envelopes",
    label=_("What providers of texts delivered"),
    effect=_(
        "The marks of what providers delivered are deleted, counted from their arrival; the words are in the conversations, which have their own rule. Something that a provider delivers once more after so long is taken for new, and the alarm of silence knows less of what is usual: keep five weeks at least."
    ),
    due=_envelopes,
    total=lambda organization_id: Envelope.objects.filter(organization_id=organization_id).count(),
    let_go=_forget,
)
