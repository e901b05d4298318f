"""What an emergency opening shows of the log: one record, or the records that name one person. Read, and nothing else.

The reach of a role is not widened: these are reads of their own, each of which asks whether the opening is still open. Each
look bears the opening's id in the audit, and the purpose `emergency`.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.breakglass import api as breakglass
from tuque.core.problems import NotFound
from tuque.interactions.codes import Status
from tuque.interactions.models import Attachment, Interaction, Photo
from tuque.people import api as people

KIND = "record"
MOST_SHOWN = 40


@dataclass(frozen=True)
class Opened:
    """An opening and what of the log is seen under it, the newest first."""

    opening: breakglass.Opening
    rows: list[Interaction]


def find_subject(public_id: UUID, organization_id: int) -> breakglass.Subject | None:
    """Whose a record is: whoever recorded it, and its team."""
    row = Interaction.objects.filter(public_id=public_id, organization_id=organization_id).only("recorded_by", "team")
    found = row.first()
    if found is None:
        return None
    return breakglass.Subject(workers=(found.recorded_by_id,) if found.recorded_by_id else (), team=found.team_id)


@transaction.atomic
def list_records(opening_id: UUID, *, viewer: Worker, at: datetime) -> Opened:
    """The last forty that name the person; none where a record was opened alone. Raises NotFound from its end on."""
    opening = breakglass.get_in_force(opening_id, viewer=viewer, at=at)
    if opening.kind == KIND:
        return Opened(opening, [])
    shown = _covered(opening).select_related("team", "recorded_by", "area", "place").defer("area__geometry")
    rows = list(shown.order_by("-occurred_at", "-id")[:MOST_SHOWN])
    if rows:
        _look("interactions.list_seen_in_emergency", opening, at=at, seen=[row.public_id for row in rows])
    return Opened(opening, rows)


@transaction.atomic
def get_record(opening_id: UUID, public_id: UUID, *, viewer: Worker, at: datetime) -> tuple[Opened, Interaction]:
    """One record of those, with the name of whoever agreed to be named. Raises NotFound."""
    opening = breakglass.get_in_force(opening_id, viewer=viewer, at=at)
    rows = _covered(opening).select_related("team", "recorded_by", "area", "place", "to_place", "person")
    row = (
        rows.prefetch_related("items", "photos", "attachments", "companions__worker")
        .filter(public_id=public_id)
        .first()
    )
    if row is None:
        raise NotFound
    seen = [row.public_id]
    if row.person is not None:
        row.person_name = people.names_for_sharing([row.person.pk], at=at).get(row.person.pk, "")
        seen.append(row.person.public_id)
    _look("interactions.record_seen_in_emergency", opening, at=at, seen=seen)
    return Opened(opening, [row]), row


@transaction.atomic
def get_photo(opening_id: UUID, public_id: UUID, *, viewer: Worker, at: datetime) -> Photo:
    opening = breakglass.get_in_force(opening_id, viewer=viewer, at=at)
    photos = Photo.objects.select_related("interaction__person").filter(interaction__in=_covered(opening))
    photo = photos.filter(public_id=public_id, organization_id=opening.organization_id).first()
    if photo is None:
        raise NotFound
    person = photo.interaction.person
    seen = [photo.public_id, photo.interaction.public_id, person.public_id if person else None]
    _look("interactions.photo_seen_in_emergency", opening, at=at, seen=seen)
    return photo


@transaction.atomic
def get_attachment(opening_id: UUID, public_id: UUID, *, viewer: Worker, at: datetime) -> Attachment:
    opening = breakglass.get_in_force(opening_id, viewer=viewer, at=at)
    found = Attachment.objects.select_related("interaction__person").filter(interaction__in=_covered(opening))
    kept = found.filter(public_id=public_id, organization_id=opening.organization_id).first()
    if kept is None:
        raise NotFound
    person = kept.interaction.person
    seen = [kept.public_id, kept.interaction.public_id, person.public_id if person else None]
    _look(f"interactions.{kept.kind}_seen_in_emergency", opening, at=at, seen=seen)
    return kept


def _covered(opening: breakglass.Opening) -> QuerySet[Interaction]:
    rows = Interaction.objects.filter(organization_id=opening.organization_id)
    if opening.kind == KIND:
        return rows.filter(public_id=opening.subject_id)
    if opening.kind == people.KIND:
        return rows.filter(person__public_id=opening.subject_id).exclude(status=Status.VOID)
    return rows.none()


def _look(action: str, opening: breakglass.Opening, *, at: datetime, seen: "list[UUID | None] | list[UUID]") -> None:
    audit.look(
        action,
        by=opening.worker,
        subject=opening,
        at=at,
        seen=seen,
        purpose=breakglass.EMERGENCY,
        details={"opening": str(opening.public_id)},
    )
