"""A record that is about to change."""

from uuid import UUID

from tuque.accounts.api import Worker
from tuque.core.problems import NotFound
from tuque.interactions import permissions
from tuque.interactions.codes import Status
from tuque.interactions.models import Interaction
from tuque.interactions.problems import RecordVoid


def locked(public_id: UUID, by: Worker) -> Interaction:
    """The row, held until the commit: two people may save at once. Raises NotFound, PermissionRefused."""
    row = (
        Interaction.objects.select_for_update(of=("self",))
        .select_related("place", "to_place", "team", "person", "organization")
        .filter(organization_id=by.organization_id, public_id=public_id)
        .first()
    )
    if row is None:
        raise NotFound
    permissions.check_can_change(by, row)
    return row


def locked_for_a_file(public_id: UUID, by: Worker) -> Interaction:
    """As `locked`; a void record takes no file. Raises RecordVoid too."""
    row = locked(public_id, by)
    if row.status == Status.VOID:
        raise RecordVoid
    return row
