"""What the work behind the pages asks of this room, every hour: the clocks noted, and once a night what is due."""

from datetime import datetime

from tuque.accounts.api import Organization
from tuque.core import wall
from tuque.core.wall import Purpose
from tuque.retention import clocks, services
from tuque.retention.brake import Reading
from tuque.retention.models import Rule

FROM_HOUR = 3  # of the organization's own day


def tend(*, at: datetime, here: Reading | None = None) -> int:
    """For each organization: keep the clocks' reading and, once a night, look what is due; how many runs were begun or
    wait. Harmless to call twice, or in two processes."""
    with wall.system(Purpose.OPERATOR):
        organizations = list(Organization.objects.filter(is_active=True).order_by("pk"))
    return sum(_tend(organization, at=at, here=here or clocks.read(at=at)) for organization in organizations)


def _tend(organization: Organization, *, at: datetime, here: Reading) -> int:
    with wall.within(organization.pk):
        if not services.note_clock(organization, here=here):
            return 0
        rules = Rule.objects.filter(organization=organization, ended_at__isnull=True).order_by("pk")
        due = [rule for rule in rules if is_time(rule, organization, at=at)]
        return sum(services.look(rule, at=at) is not None for rule in due)


def is_time(rule: Rule, organization: Organization, *, at: datetime) -> bool:
    """From three in the morning on, once a day."""
    here = at.astimezone(organization.zone)
    last = rule.looked_at.astimezone(organization.zone).date() if rule.looked_at else None
    return here.hour >= FROM_HOUR and last != here.date()
