"""Every write of follow-ups: agreed, opened, each attempt, withdrawn, erased."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.contact_centre import contacts, permissions
from tuque.contact_centre.followup import safety
from tuque.contact_centre.followup.models import (
    FollowUp,
    FollowUpAttempt,
    FollowUpOpening,
    Outcome,
    Result,
    Saying,
    State,
    Way,
)
from tuque.contact_centre.followup.safety import Window
from tuque.contact_centre.rescue.models import Rescue
from tuque.core.problems import NotFound, Problem

AIM = timedelta(hours=72)
MOST_ATTEMPTS = 3
PAUSE = timedelta(hours=4)


@dataclass
class AlreadyClosed(Problem):
    code, status = "contact_centre.follow_up_closed", 409

    def message(self) -> str:
        return _(
            "This follow-up is closed: someone reached the person, or they want none any more. Nothing was changed."
        )


@dataclass(frozen=True)
class Wishes:
    """What the person asked for."""

    way: Way
    language: str
    calling: str
    address: str
    saying: Saying
    windows: Sequence[Window]
    words: str = ""
    not_before: datetime | None = None


@transaction.atomic
def agree(*, conversation: UUID | None, wishes: Wishes, by: Worker, at: datetime) -> FollowUp:
    """Keep a follow-up that a person agreed to. For a contact that has one to be made: its wishes are put in place of the former."""
    permissions.check_can_respond(by)
    if conversation is not None:
        contacts.check_known(by.organization, conversation)
    zone = by.organization.zone
    since = max(at, wishes.not_before or at)
    of_rescue = Rescue.objects.filter(organization=by.organization, conversation=conversation, is_drill=False)
    row = _open_one(conversation, by) or FollowUp(
        organization=by.organization,
        conversation=conversation,
        rescue=of_rescue.order_by("-began_at").first() if conversation else None,
        agreed_at=at,
        agreed_by=by,
        aim_at=at + AIM,
    )
    row.language, row.way = wishes.language, wishes.way
    row.calling, row.address, row.words = wishes.calling, wishes.address, wishes.words
    row.saying = wishes.saying.value
    row.windows = safety.to_data(wishes.windows)
    row.next_at = safety.next_safe(wishes.windows, since=since, zone=zone)
    row.save()
    audit.record("contact_centre.follow_up_agreed", by=by, subject=row, at=at)
    return row


def _open_one(conversation: UUID | None, by: Worker) -> FollowUp | None:
    if conversation is None:
        return None
    rows = FollowUp.objects.select_for_update().filter(organization=by.organization, conversation=conversation)
    return rows.filter(state=State.OPEN).first()


@transaction.atomic
def attempt(
    follow_up_id: UUID,
    *,
    result: Result,
    outcome: Outcome | None,
    note: str,
    later_at: datetime | None,
    by: Worker,
    at: datetime,
) -> FollowUp:
    """Keep how an attempt went, and when the next one is due. The third that reaches nobody ends it. Raises AlreadyClosed."""
    row = _lock(follow_up_id, by)
    windows = safety.from_data(row.windows)
    zone = by.organization.zone
    FollowUpAttempt.objects.create(
        organization=by.organization,
        follow_up=row,
        at=at,
        by=by,
        result=result,
        was_safe=safety.is_safe(windows, at=at, zone=zone),
        note=note,
    )
    if result is Result.REACHED:
        row.outcome, row.reached_at = outcome or Outcome.NOT_SAID, at
        _close(row, State.DONE, at=at)
    elif result is Result.WRONG or row.attempts.exclude(result=Result.LATER).count() >= MOST_ATTEMPTS:
        _close(row, State.UNREACHED, at=at)
    else:
        row.next_at = safety.next_safe(windows, since=max(later_at or at + PAUSE, at), zone=zone)
    row.save()
    audit.record("contact_centre.follow_up_tried", by=by, subject=row, at=at, details={"result": result.value})
    return row


@transaction.atomic
def withdraw(follow_up_id: UUID, *, by: Worker, at: datetime) -> FollowUp:
    """The person wants no more: closed, and everything about them is erased at once."""
    row = _lock(follow_up_id, by)
    _close(row, State.WITHDRAWN, at=at)
    row.save()
    erase([row], at=at)
    audit.record("contact_centre.follow_up_withdrawn", by=by, subject=row, at=at)
    return row


def keep_reason(row: FollowUp, reason: str, *, by: Worker, at: datetime) -> FollowUpOpening:
    """Why whom and where to call is looked at while it is not safe. In the transaction of the look, whose audit names it."""
    return FollowUpOpening.objects.create(organization=row.organization, follow_up=row, at=at, by=by, reason=reason)


def erase(rows: Sequence[FollowUp], *, at: datetime) -> None:
    """Leave times and codes. In the caller's transaction."""
    for row in rows:
        row.calling = row.address = row.saying = row.words = ""
        row.windows = []
        row.erased_at = at
        row.save(update_fields=["calling", "address", "saying", "words", "windows", "erased_at"])
        for one in row.attempts.all():
            one.note = ""
            one.save(update_fields=["note"])
        for opening in row.openings.all():
            opening.reason = ""
            opening.save(update_fields=["reason"])


def _close(row: FollowUp, state: State, *, at: datetime) -> None:
    row.state, row.closed_at = state, at


def _lock(follow_up_id: UUID, by: Worker) -> FollowUp:
    permissions.check_can_respond(by)
    row = FollowUp.objects.select_for_update().filter(organization=by.organization, public_id=follow_up_id).first()
    if row is None or not may_open(row, by):
        raise NotFound
    if row.state != State.OPEN:
        raise AlreadyClosed
    return row


def may_open(row: FollowUp, viewer: Worker) -> bool:
    """Whoever answers may make a follow-up that is to be made; once it is closed, who took part, and supervisors."""
    if row.organization_id != viewer.organization_id or not permissions.can_respond(viewer):
        return False
    if row.state == State.OPEN or permissions.can_supervise(viewer) or row.agreed_by_id == viewer.pk:
        return True
    return row.attempts.filter(by=viewer).exists()
