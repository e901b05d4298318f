"""Work that may read every row of every organization: told in the audit of each.

One record for one command or one run, however much it reads: what a backup reads is everything, and a record for each row
would say no more. What only looks an organization up, or touches nothing of people, has a narrower purpose and leaves none.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from tuque.accounts.models import Organization
from tuque.audit.models import AuditRecord
from tuque.audit.services import record
from tuque.core import wall
from tuque.core.wall import Purpose


@contextmanager
def upkeep(action: str, *, at: datetime, **details: object) -> Iterator[None]:
    """Do what is inside for no organization in particular, once each one's audit says so. Raises NotRecorded before anything
    was read."""
    with wall.system(Purpose.UPKEEP):
        note_upkeep(action, at=at, **details)
        yield


@transaction.atomic
def note_upkeep(action: str, *, at: datetime, **details: object) -> None:
    """Write it in the audit of every organization, within upkeep. Nothing to write on a site that has no tables yet."""
    if AuditRecord._meta.db_table not in connection.introspection.table_names():
        return
    for organization in Organization.objects.order_by("pk"):
        record(action, organization=organization, at=at, details=details)
