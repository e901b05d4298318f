"""How much room is left: counted by whoever is there, now; the time goes with the number, always."""

from datetime import datetime

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.directory import vocabulary
from tuque.directory.models import FieldText, ServiceCapacity, Unit
from tuque.directory.models.sources import TextState
from tuque.directory.services import history, records
from tuque.directory.services.feeds import OWN

SCHEME = "tuque"  # of units whose code is one of data/units.csv


@transaction.atomic
def count(*, capacity: ServiceCapacity, available: float, by: Worker | None, at: datetime, told_by: str = "") -> None:
    """So many are free at `at`, also where it is the same number as before. `told_by`: a provider by its link, where no worker did."""
    row = ServiceCapacity.objects.select_for_update(of=("self",)).select_related("source").get(pk=capacity.pk)
    before = {"available": row.available, "updated": row.updated}
    if row.source.code != OWN:
        row.said.setdefault("available", "" if row.available is None else row.available)
        row.said.setdefault("updated", row.updated.isoformat() if row.updated else "")
    row.available, row.updated, row.changed_at = available, at, at
    row.save(update_fields=["available", "updated", "changed_at", "said"])
    for name, value in (("available", f"{available:g}"), ("updated", at.isoformat())):
        held = before[name]
        was = held.isoformat() if isinstance(held, datetime) else "" if held is None else f"{held:g}"
        if was != value:
            history.note("service_capacity", row, name, was, value, by=by, at=at, who=told_by)
    records.touch("service_capacity", row, at=at)
    if by:
        audit.record("directory.room_counted", by=by, subject=row, at=at)
    else:
        audit.record("directory.room_counted_by_provider", subject=row, at=at, actor_kind="provider")


@transaction.atomic
def set_unit(*, capacity: ServiceCapacity, code: str, by: Worker, at: datetime) -> None:
    """What it is counted in: a code of data/units.csv; empty where nobody says."""
    row = ServiceCapacity.objects.select_for_update(of=("self",)).select_related("source", "unit").get(pk=capacity.pk)
    unit = unit_of(code, by=by, at=at) if code else None
    if row.unit_id == (unit.pk if unit else None):
        return
    if row.source.code != OWN:
        row.said.setdefault("unit_id", row.unit.hsds_id if row.unit else "")
    names = row.unit.name if row.unit else "", unit.name if unit else ""
    row.unit, row.changed_at = unit, at
    row.save(update_fields=["unit", "changed_at", "said"])
    history.note("service_capacity", row, "unit", *names, by=by, at=at)
    records.touch("service_capacity", row, at=at)
    audit.record("directory.record_changed", by=by, subject=row, at=at, details={"fields": ["unit"]})


def unit_of(code: str, *, by: Worker, at: datetime) -> Unit:
    """The organization's own unit of this code, made with its name in both languages where it is not there yet."""
    known = vocabulary.units()[code]
    own = Unit.objects.filter(
        organization_id=by.organization_id, source__code=OWN, scheme=SCHEME, identifier=code, gone_at__isnull=True
    )
    found = own.order_by("pk").first()
    if found is not None:
        return found
    values = {"name": known.en, "scheme": SCHEME, "identifier": code}
    unit: Unit = records.add(entity="unit", values=values, links={}, by=by, at=at, written_in="en")
    FieldText.objects.create(
        organization_id=by.organization_id,
        entity="unit",
        record=unit.public_id,
        field="name",
        language="fr",
        text=known.fr,
        state=TextState.WRITTEN,
        dated_on=at.date(),
        is_public=unit.is_public,
    )
    return unit
