"""Letters to providers whose records were not verified for long: one for each step of the ladder, with the link to their own record."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from tuque.directory.duplicates import reading
from tuque.directory.models import Service, UpdateLink
from tuque.directory.quality import DAYS_IN_MONTH, STEPS_MONTHS

AT_ONCE = 50
FROM_MONTHS = 6


def due(organization_id: int, *, today: date, months: int = FROM_MONTHS) -> list[Service]:
    """Services with an address to write to, unverified for `months` or longer (or ever), the longest first; none that was written to
    since it came to the step where it stands."""
    rows = reading.live(organization_id).filter(is_public=True).exclude(email="").select_related("agency", "source")
    links = UpdateLink.objects.filter(organization_id=organization_id, withdrawn_at__isnull=True)
    asked = dict(links.values_list("service").annotate(Max("created_at")))
    found = []
    for row in rows:
        since = stepped_on(row.assured_date, today=today, months=months)
        last = asked.get(row.pk)
        if since is not None and (last is None or last.date() < since):
            found.append(row)
    return sorted(found, key=lambda row: (row.assured_date or date.min, row.pk))


def stepped_on(verified_on: date | None, *, today: date, months: int) -> date | None:
    """When a record came to the highest step that it has reached, of those from `months` on; None before the first of them. What
    was never verified stands there from the beginning."""
    if verified_on is None:
        return date.min + timedelta(days=1)
    reached = [verified_on + timedelta(days=round(step * DAYS_IN_MONTH)) for step in STEPS_MONTHS if step >= months]
    return max((day for day in reached if day <= today), default=None)


@transaction.atomic
def not_sent(links: Sequence[UpdateLink], *, at: datetime) -> None:
    """The letters did not leave: their links end, and the services are due again."""
    UpdateLink.objects.filter(pk__in=[link.pk for link in links]).update(withdrawn_at=at)
