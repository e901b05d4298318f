"""A file that changes a row which someone corrected here: the correction stays, and a person settles which holds."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.dateparse import parse_datetime

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.core import streams
from tuque.core.problems import NotFound
from tuque.interactions import permissions, rows
from tuque.interactions.codes import Status
from tuque.interactions.models import ImportBatch, ImportConflict, Interaction, Revision
from tuque.interactions.words import TIMES

BY_FILE, FILE_TAKEN = "import", "import_taken"  # reasons of a revision that need no words
AT_ONCE = 500


def corrected_by_hand(primaries: Sequence[int]) -> set[int]:
    """Those of these rows whose present state a person made: the last change was no import."""
    found: set[int] = set()
    for start in range(0, len(primaries), AT_ONCE):
        last = Revision.objects.filter(
            interaction__in=primaries[start : start + AT_ONCE], number=F("interaction__revision") - 1
        )
        found |= {one.interaction_id for one in last if one.reason not in (BY_FILE, FILE_TAKEN)}
    return found


def already_settled(wanted: Sequence[tuple[int, str]]) -> set[tuple[int, str]]:
    """Those pairs of row and digest against which a person let the correction hold: that is not asked twice."""
    settled = ImportConflict.objects.filter(interaction__in=[primary for primary, _ in wanted], file_taken=False)
    return set(settled.values_list("interaction_id", "digest")) & set(wanted)


def keep(*, interaction_id: int, batch: ImportBatch, digest: str, values: Mapping[str, object], at: datetime) -> None:
    """Note what the file says; a conflict of the same row that waits already says the newer thing."""
    kept = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}
    ImportConflict.objects.update_or_create(
        interaction_id=interaction_id,
        settled_at=None,
        defaults={
            "organization_id": batch.organization_id,
            "batch": batch,
            "digest": digest,
            "values": kept,
            "found_at": at,
        },
    )


def list_waiting(*, viewer: Worker) -> QuerySet[ImportConflict]:
    """Those of the viewer's organization that nobody settled, oldest first."""
    permissions.check_can_settle(viewer)
    found = ImportConflict.objects.filter(organization=viewer.organization, settled_at=None)
    return found.select_related("interaction", "batch").order_by("found_at", "pk")


@transaction.atomic
def look_at_page(number: str | None, *, viewer: Worker, at: datetime) -> Page[ImportConflict]:
    """Twenty of those that wait, as a page is about to show them; the look is audited."""
    page = Paginator(list_waiting(viewer=viewer), 20).get_page(number)
    if page.object_list:
        audit.look("interactions.conflicts_seen", by=viewer, at=at, seen=[one.interaction.public_id for one in page])
    return page


@transaction.atomic
def settle(*, public_id: UUID, take_file: bool, by: Worker, at: datetime) -> ImportConflict:
    """Let the file's row or the correction hold. Settling again the same way is harmless. Raises NotFound."""
    permissions.check_can_settle(by)
    conflict = (
        ImportConflict.objects.select_for_update(of=("self",))
        .filter(organization=by.organization, public_id=public_id)
        .first()
    )
    if conflict is None:
        raise NotFound
    if conflict.settled_at is not None:
        return conflict
    conflict.settled_at, conflict.settled_by, conflict.file_taken = at, by, take_file
    conflict.save(update_fields=["settled_at", "settled_by", "file_taken"])
    row = Interaction.objects.select_for_update(of=("self",)).get(pk=conflict.interaction_id)
    if take_file:
        _take(conflict, row, by=by, at=at)
    action = "interactions.conflict_file_taken" if take_file else "interactions.conflict_correction_kept"
    audit.record(action, by=by, subject=row, at=at)
    return conflict


def _take(conflict: ImportConflict, row: Interaction, *, by: Worker, at: datetime) -> None:
    """The file's values in place of the correction, which the history keeps. A record made void counts again."""
    Revision.objects.create(
        organization_id=row.organization_id,
        interaction=row,
        number=row.revision,
        state=rows.state_of(row),
        reason=FILE_TAKEN,
        by=by,
        at=at,
    )
    for name, value in conflict.values.items():
        setattr(row, name, parse_datetime(value) if name in TIMES and value else value)
    row.status = Status.RECORDED
    row.revision, row.updated_at = row.revision + 1, at
    (row.sequence,) = streams.allocate(f"interactions:{row.organization_id}")
    row.save()


def file_state(conflict: ImportConflict) -> dict[str, object]:
    """What the record's state would be with the file's values, to be compared with its present one."""
    row = conflict.interaction
    state = {
        **rows.state_of(row),
        **{name: value for name, value in conflict.values.items() if name in rows.STATE_COLUMNS},
    }
    return {**state, "status": Status.RECORDED.value}
