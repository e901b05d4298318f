"""What each line promised: the words of a conversation go so many days after its end, without anyone's approval."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from tuque.accounts.api import Organization
from tuque.audit import api as audit
from tuque.channels.codes import State
from tuque.channels.models import Conversation
from tuque.channels.services.conversations import without_words
from tuque.core import wall
from tuque.core.wall import Purpose
from tuque.retention import api as retention

AT_ONCE = 200


def erase_due(*, at: datetime) -> int:
    """Take the words of every conversation whose time has come; how many. Where the clock is not believed, nothing goes
    before someone confirmed the date. Killed anywhere, the next call goes on."""
    with wall.system(Purpose.OPERATOR):
        organizations = list(Organization.objects.order_by("pk"))
    return sum(_erase_of(organization, at=at) for organization in organizations)


def _erase_of(organization: Organization, *, at: datetime) -> int:
    with wall.within(organization.pk):
        if not _due(organization, at=at).exists() or not retention.clock_is_believed(organization, at=at):
            return 0
        here = 0
        while done := _step(organization, at=at):
            here += done
        return here


def _due(organization: Organization, *, at: datetime) -> QuerySet[Conversation]:
    rows = Conversation.objects.filter(organization=organization, erase_at__lte=at, is_held=False)
    return rows.filter(state=State.ENDED)


@transaction.atomic
def _step(organization: Organization, *, at: datetime) -> int:
    rows = list(_due(organization, at=at).select_for_update(skip_locked=True).order_by("pk")[:AT_ONCE])
    if rows:
        without_words(rows, at=at)
        audit.record(
            "channels.erased",
            organization=organization,
            at=at,
            actor_ref="promise",
            seen=[row.public_id for row in rows],
            details={"conversations": len(rows)},
        )
    return len(rows)
