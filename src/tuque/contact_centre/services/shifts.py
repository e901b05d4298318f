"""Every write of the shift plan: a shift planned, taken away, a week copied to the next."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tuque.accounts.api import Organization, Worker
from tuque.audit import api as audit
from tuque.contact_centre import permissions
from tuque.contact_centre.models import PlannedShift
from tuque.contact_centre.planning.rota import midnight, week_of
from tuque.core.problems import NotFound, Problem


@dataclass
class AlreadyPlanned(Problem):
    """One person cannot be in two places, nor twice in one."""

    code = "contact_centre.already_planned"
    status = 409
    name: str
    centre: str

    def message(self) -> str:
        return _("%(name)s is already planned at %(centre)s during these hours. Change or remove that shift first.") % {
            "name": self.name,
            "centre": self.centre,
        }


@dataclass
class NothingToCopy(Problem):
    code = "contact_centre.nothing_to_copy"
    status = 409

    def message(self) -> str:
        return _("This week has no shift, or the next one already has some. Only a week with nothing in it is filled.")


@transaction.atomic
def plan_shift(shift: PlannedShift, *, by: Worker, at: datetime) -> PlannedShift:
    """Keep a new shift of the planner's organization. Raises AlreadyPlanned when its person has another at that time."""
    permissions.check_can_plan(by)
    shift.organization = by.organization
    if shift.worker is not None:
        # Two planners may press at once: the worker's own row is the lock.
        Worker.objects.select_for_update().get(pk=shift.worker.pk, organization=by.organization)
        other = _overlapping(shift)
        if other is not None:
            raise AlreadyPlanned(name=shift.worker.name, centre=other.centre)
    shift.save()
    audit.record("contact_centre.shift_planned", by=by, subject=shift, at=at)
    return shift


def _overlapping(shift: PlannedShift) -> PlannedShift | None:
    same_person = PlannedShift.objects.filter(organization=shift.organization, worker=shift.worker)
    return same_person.filter(starts_at__lt=shift.ends_at, ends_at__gt=shift.starts_at).first()


@transaction.atomic
def remove_shift(public_id: UUID, *, by: Worker, at: datetime) -> None:
    permissions.check_can_plan(by)
    shift = PlannedShift.objects.filter(organization=by.organization, public_id=public_id).first()
    if shift is None:
        raise NotFound
    audit.record("contact_centre.shift_removed", by=by, subject=shift, at=at)
    shift.delete()


@transaction.atomic
def copy_week(monday: date, *, by: Worker, at: datetime) -> int:
    """Every shift of this week once more in the next, at the same hours of the wall clock. Raises NothingToCopy."""
    permissions.check_can_plan(by)
    organization = Organization.objects.select_for_update().get(pk=by.organization_id)
    shifts, taken = _starting(organization, monday), _starting(organization, monday + timedelta(days=7))
    if not shifts or taken:
        raise NothingToCopy
    copies = [_a_week_later(shift, organization) for shift in shifts]
    PlannedShift.objects.bulk_create(copies)
    audit.record("contact_centre.week_copied", by=by, organization=organization, at=at, details={"shifts": len(copies)})
    return len(copies)


def _starting(organization: Organization, monday: date) -> list[PlannedShift]:
    start, end = (midnight(day, organization.zone) for day in (monday, week_of(monday)[-1] + timedelta(days=1)))
    return list(PlannedShift.objects.filter(organization=organization, starts_at__gte=start, starts_at__lt=end))


def _a_week_later(shift: PlannedShift, organization: Organization) -> PlannedShift:
    def later(moment: datetime) -> datetime:
        return moment.astimezone(organization.zone) + timedelta(days=7)  # the wall clock, also where it changes

    return PlannedShift(
        organization=organization,
        worker=shift.worker,
        centre=shift.centre,
        languages=shift.languages,
        skills=shift.skills,
        starts_at=later(shift.starts_at),
        ends_at=later(shift.ends_at),
        pause_at=later(shift.pause_at) if shift.pause_at else None,
        pause_minutes=shift.pause_minutes,
    )
