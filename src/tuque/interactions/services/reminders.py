"""Going back to look: reminders are set with a record, shown when due, and done."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.core.problems import NotFound
from tuque.interactions import permissions
from tuque.interactions.models import Interaction, Reminder


@transaction.atomic
def set_reminder(*, public_id: UUID, by: Worker, due_at: datetime, at: datetime) -> Reminder:
    """Remind `by` and their team to go back at `due_at`: it is on the home screen of each."""
    row = Interaction.objects.filter(organization_id=by.organization_id, public_id=public_id).first()
    if row is None:
        raise NotFound
    permissions.check_can_change(by, row)
    reminder = write_reminder(row, by=by, due_at=due_at)
    audit.record("interactions.reminder_set", by=by, subject=row, at=at)
    return reminder


@transaction.atomic
def finish_reminder(*, public_id: UUID, by: Worker, at: datetime) -> Reminder:
    """Someone went back. Finishing twice is harmless: the first one stays."""
    permissions.check_can_record(by)
    reminder = (
        Reminder.objects.select_for_update(of=("self",))
        .select_related("interaction")
        .filter(organization_id=by.organization_id, public_id=public_id)
        .first()
    )
    if reminder is None or not permissions.reach_of(by).holds(reminder.interaction):
        raise NotFound
    if reminder.done_at is None:
        reminder.done_at, reminder.done_by = at, by
        reminder.save(update_fields=["done_at", "done_by"])
        audit.record("interactions.reminder_done", by=by, subject=reminder.interaction, at=at)
    return reminder


def follow_correction(
    row: Interaction, *, former: timedelta | None, began_at: datetime, asked: timedelta | None, by: Worker, at: datetime
) -> None:
    """After a correction, inside its transaction: what is due moves with the beginning and with how long after it was asked
    for; it is set where it was not asked before, and falls away where it is asked no more.

    `former` and `began_at` are those of before. One that was done stays done while the same is asked.
    """
    due = row.reminders.filter(done_at__isnull=True)
    if asked is None:
        if former is not None:
            due.update(done_at=at, done_by=by)
    elif former is None:
        write_reminder(row, by=by, due_at=row.occurred_at + asked)
    else:
        later = (row.occurred_at + asked) - (began_at + former)
        if later:
            moved = due.update(due_at=F("due_at") + later)
            if not moved and asked != former:
                write_reminder(row, by=by, due_at=row.occurred_at + asked)


def write_reminder(row: Interaction, *, by: Worker, due_at: datetime) -> Reminder:
    """Inside a service's transaction."""
    return Reminder.objects.create(
        organization_id=row.organization_id, interaction=row, team_id=row.team_id, worker=by, due_at=due_at
    )
