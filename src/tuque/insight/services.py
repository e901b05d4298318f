"""Every write of this room, and the trace of every file that leaves it."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.insight import permissions
from tuque.insight.models import UnitCost


@transaction.atomic
def note_download(what: str, *, by: Worker, at: datetime, details: dict[str, object]) -> None:
    """A file of figures left the site: who took it, what it held, with which filters."""
    permissions.scope_of(by)
    audit.record(f"insight.{what}_downloaded", by=by, organization=by.organization, at=at, details=details)


@transaction.atomic
def add_unit_cost(
    *,
    by: Worker,
    at: datetime,
    code: str,
    name_en: str,
    name_fr: str,
    amount: Decimal,
    unit: str,
    minutes_per_interaction: int,
    applies_to: list[str],
    year: int,
    source: str,
) -> UnitCost:
    """Write a cost the organization stands behind. The former one with the same code ends; it is never overwritten."""
    permissions.check_can_add_costs(by)
    UnitCost.objects.filter(organization=by.organization, code=code, ends_at__isnull=True).update(ends_at=at)
    cost = UnitCost.objects.create(
        organization=by.organization,
        code=code,
        name_en=name_en,
        name_fr=name_fr,
        amount=amount,
        unit=unit,
        minutes_per_interaction=minutes_per_interaction,
        applies_to=applies_to,
        year=year,
        source=source,
        starts_at=at,
    )
    audit.record("insight.unit_cost_added", by=by, subject=cost, at=at, details={"code": code, "year": year})
    return cost
