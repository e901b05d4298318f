"""The only ways to write an audit record."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _

from tuque.audit.fields import without_doubles
from tuque.audit.models import AuditRecord
from tuque.core import wall
from tuque.core.inserting import insert
from tuque.core.problems import Problem

if TYPE_CHECKING:
    from tuque.accounts.models import Organization, Worker

DUTY = "duty"


@dataclass
class NotRecorded(Problem):
    """The audit record could not be written: the act is undone, the look gives nothing."""

    code = "audit.not_recorded"
    status = 503

    def message(self) -> str:
        return _(
            "This could not be written in the audit, so it was not done and nothing is shown. Keep this page open, tell your administrator, then try again."
        )


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
    agreement: UUID | None = None,
    seen: Iterable[UUID | None] = (),
    details: Mapping[str, object] | None = None,
) -> AuditRecord:
    """Write that `action` (`room.past_participle`) was done, in the transaction of the act itself.

    `by` is the worker; without one, `actor_kind` says who acted (system unless told). `details` takes ids and codes only.
    Raises RuntimeError outside a transaction: an act and its record are durable together or not at all. Raises NotRecorded
    when the database does not take the record.
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
        agreement_ref=agreement,
        seen=without_doubles(seen),
        details=dict(details or {}),
    )
    with _in_the_audit_of(row.organization_id):
        insert(row, refused=NotRecorded)
    return row


def look(
    action: str,
    *,
    at: datetime,
    by: "Worker | None" = None,
    organization: "Organization | None" = None,
    subject: models.Model | None = None,
    actor_kind: str = "",
    actor_ref: str = "",
    purpose: str = DUTY,
    agreement: UUID | None = None,
    seen: Iterable[UUID | None] = (),
    details: Mapping[str, object] | None = None,
) -> AuditRecord:
    """Write that something about people was shown, in the transaction that read it: one record for each answer.

    `seen` takes the public ids of what is shown beside `subject`. The selector that reads calls this, before it returns:
    when the record cannot be written, NotRecorded leaves the reader without an answer (503).
    """
    return record(
        action,
        at=at,
        by=by,
        organization=organization,
        subject=subject,
        actor_kind=actor_kind,
        actor_ref=actor_ref,
        purpose=purpose,
        agreement=agreement,
        seen=seen,
        details=details,
    )


def _in_the_audit_of(organization_id: int | None) -> AbstractContextManager[None]:
    """The second wall lets one write in one's own audit alone. An act that concerns another organization (its record was
    read under an agreement, someone failed to sign in to it) is written in its audit too: here, and nowhere else."""
    here = wall.current()
    if organization_id is None or here is None or here.opens(organization_id):
        return nullcontext()
    return wall.within(organization_id)
