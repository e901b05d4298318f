"""How the ledger learns of records: a message in the record's own transaction, so that no crash loses it and no record waits."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from tuque.accounts.api import Worker
from tuque.core import outbox
from tuque.core.clock import now
from tuque.interactions.api import Interaction
from tuque.stock.models import Item
from tuque.stock.services.records import follow_record

TOPIC = "stock.record_changed"


def hear(row: Interaction, by: Worker, at: datetime) -> None:
    """A record that gives something was written, or any was corrected or made void. Nothing to do where nothing is followed."""
    if not Item.objects.filter(organization_id=row.organization_id).exists():
        return
    payload = {"record": str(row.public_id), "worker": str(by.public_id)}
    outbox.post(TOPIC, payload, at=at, organization_id=row.organization_id)


def run(payload: Mapping[str, object], message_id: UUID) -> None:
    by = Worker.objects.filter(public_id=str(payload["worker"])).first()
    if by is not None:
        record = UUID(str(payload["record"]))
        follow_record(record=record, organization_id=by.organization_id, by=by, at=now())
