"""What may be read of the shift plan: that of the viewer's own organization."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from tuque.accounts.api import Organization, Worker
from tuque.contact_centre.models import PlannedShift
from tuque.contact_centre.planning.rota import Planned, cover_on, midnight, shifts_on, week_of
from tuque.contact_centre.routing.checking import Finding, check_people
from tuque.contact_centre.routing.policy import Policy
from tuque.contact_centre.simulator.day import Shift

WATCHED_DAYS = 7


def list_shifts(viewer: Worker, *, monday: date) -> QuerySet[PlannedShift]:
    """Those of a week, in order; a shift that began the evening before is of the week before."""
    zone = viewer.organization.zone
    start, end = midnight(monday, zone), midnight(week_of(monday)[-1] + timedelta(days=1), zone)
    shifts = PlannedShift.objects.filter(organization=viewer.organization, starts_at__gte=start, starts_at__lt=end)
    return shifts.select_related("worker").order_by("starts_at", "centre", "pk")


def list_plannable(viewer: Worker) -> QuerySet[Worker]:
    return Worker.objects.filter(organization=viewer.organization, is_active=True).order_by("name", "pk")


def list_centres(viewer: Worker) -> list[str]:
    """The codes in use, for the one who types the next."""
    shifts = PlannedShift.objects.filter(organization=viewer.organization)
    return list(shifts.order_by("centre").values_list("centre", flat=True).distinct()[:50])


def shifts_of_day(organization: Organization, day: date) -> list[Shift]:
    """As the simulator takes them."""
    zone = organization.zone
    start, end = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    rows = PlannedShift.objects.filter(organization=organization, starts_at__lt=end, ends_at__gt=start)
    planned = [
        Planned(row.centre, frozenset(row.languages), row.starts_at, row.ends_at, row.pause_at, row.pause_minutes)
        for row in rows.order_by("starts_at", "pk")
    ]
    return shifts_on(planned, day, zone)


def find_gaps(organization: Organization, policy: Policy, *, at: datetime) -> list[Finding]:
    """Hours of the next seven days with nobody, or nobody of a language. Empty without any plan: nothing is known then."""
    first = at.astimezone(organization.zone).date()
    plans: Sequence[list[Shift]] = [
        shifts_of_day(organization, first + timedelta(days=number)) for number in range(WATCHED_DAYS)
    ]
    if not any(plans):
        return []
    return [found for plan in plans for found in check_people(policy, list(cover_on(plan)))]
