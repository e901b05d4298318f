"""Looking at a record that names a person leaves a trace, like changing it."""

from datetime import datetime

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.interactions.models import Interaction


@transaction.atomic
def note_looking(row: Interaction, *, by: Worker, at: datetime) -> None:
    if row.person_id is not None:
        audit.record("interactions.named_record_seen", by=by, subject=row, at=at)
