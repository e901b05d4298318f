"""A real day of an organization's line, from its log."""

from datetime import date, timedelta

from tuque.accounts.api import Organization
from tuque.contact_centre.desk import read_facts, replay
from tuque.contact_centre.models import RoutingFact
from tuque.contact_centre.planning.rota import midnight
from tuque.contact_centre.simulator import real
from tuque.contact_centre.simulator.real import RealDay
from tuque.contact_centre.simulator.running import PROLONGED


def find_real_day(organization: Organization, day: date) -> RealDay | None:
    """The day from one local midnight to the next; None when its log holds no contact."""
    start = midnight(day, organization.zone)
    end = midnight(day + timedelta(days=1), organization.zone) + timedelta(seconds=PROLONGED)
    log = RoutingFact.objects.filter(organization=organization)
    numbers = log.filter(at__gte=start, at__lt=end).order_by("sequence").values_list("sequence", flat=True)
    first, last = numbers.first(), numbers.last()
    if first is None or last is None:
        return None
    before = replay(organization, until=first - 1)
    facts = read_facts(organization, after=first - 1, limit=last - first + 1)
    found = real.read(f"{organization.code} {day.isoformat()}", before, facts, midnight=start.timestamp())
    return found if found.came else None
