"""Records placed again when an organization's boundaries change: in which area of its territory each position lies.

By messages of the outbox, one batch each, so that nobody who logs waits. A row that moves takes a new number in the stream:
boards, lists and whoever reads by cursor learn of it. What a person wrote stays; so there is no revision.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from tuque.accounts.api import Organization
from tuque.core import outbox, streams
from tuque.core.clock import now
from tuque.geo import api as geo
from tuque.interactions.models import Interaction

TOPIC = "interactions.place_again"
BATCH = 2_000


def ask(organization: Organization, at: datetime) -> None:
    """Have every record of the organization placed again, soon."""
    _ask(organization, after=0, at=at)


def _ask(organization: Organization, *, after: int, at: datetime) -> None:
    payload = {"organization": str(organization.public_id), "after": after}
    outbox.post(TOPIC, payload, at=at, organization_id=organization.pk)


@transaction.atomic
def run(payload: Mapping[str, object], _message: UUID) -> None:
    """Place one batch, and ask for the next. Harmless to run twice: a row in its area already is left alone."""
    organization = Organization.objects.filter(public_id=str(payload["organization"])).first()
    layer = geo.territory_of(organization) if organization else None
    if organization is None or layer is None:
        return
    after = int(str(payload.get("after", 0)))
    rows = list(_positions(organization).filter(pk__gt=after).order_by("pk")[:BATCH])
    at = now()
    _write(_moved(rows, layer), organization, at=at)
    if len(rows) == BATCH:
        _ask(organization, after=rows[-1].pk, at=at)


def _positions(organization: Organization) -> QuerySet[Interaction]:
    rows = Interaction.objects.filter(organization=organization, lon__isnull=False, lat__isnull=False)
    return (
        rows.only("pk", "lon", "lat", "area_id", "area__layer_id")
        .select_related("area")
        .select_for_update(of=("self",))
    )


def _moved(rows: Sequence[Interaction], layer: geo.AreaLayer) -> list[Interaction]:
    """Those whose area is another now, with it."""
    found = geo.finder(layer).find_many([row.lon or 0.0 for row in rows], [row.lat or 0.0 for row in rows])
    moved = []
    for row, area in zip(rows, found, strict=True):
        told_by_file = area is None and row.area is not None and row.area.layer_id == layer.pk
        if area != row.area_id and not told_by_file:
            row.area_id = area
            moved.append(row)
    return moved


def _write(rows: Sequence[Interaction], organization: Organization, *, at: datetime) -> None:
    if not rows:
        return
    numbers = streams.allocate(f"interactions:{organization.pk}", count=len(rows), organization_id=organization.pk)
    for row, number in zip(rows, numbers, strict=True):
        row.sequence, row.updated_at = number, at
    Interaction.objects.bulk_update(rows, ["area", "sequence", "updated_at"], batch_size=500)
