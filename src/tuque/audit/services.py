"""The only way to write an audit record."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models, transaction

from tuque.audit.models import AuditRecord
from tuque.core.inserting import insert

if TYPE_CHECKING:
    from tuque.accounts.models import Organization, Worker


def record(
    action: str,
    *,
    at: datetime,
    by: "Worker | None" = None,
    organization: "Organization | None" = None,
    subject: models.Model | None = None,
    actor_kind: str = "",
    actor_ref: str = "",
    purpose: str = "",
    details: Mapping[str, object] | None = None,
) -> AuditRecord:
    """Write that `action` (`room.past_participle`) was done, in the transaction of the act itself.

    `by` is the worker; without one, `actor_kind` says who acted (system unless told). `details` takes ids and codes only.
    Raises RuntimeError outside a transaction: an act and its record are durable together or not at all.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"audit.record({action!r}) must be called inside the transaction of the act.")
    owner = organization or getattr(subject, "organization", None) or (by.organization if by else None)
    row = AuditRecord(
        organization=owner,
        at=at,
        action=action,
        actor_kind=actor_kind or ("worker" if by else "system"),
        worker=by,
        actor_ref=actor_ref,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=getattr(subject, "public_id", None),
        purpose=purpose,
        details=dict(details or {}),
    )
    insert(row)
    return row
