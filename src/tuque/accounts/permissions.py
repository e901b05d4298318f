"""Who may change who works here, and what they may do."""

from tuque.accounts.models import Organization, Worker
from tuque.accounts.roles import Role
from tuque.core.problems import NotFound, PermissionRefused

MAY_MANAGE_PEOPLE = (Role.DIRECTOR, Role.ADMINISTRATOR)


def can_manage_people(worker: Worker) -> bool:
    return worker.holds(*MAY_MANAGE_PEOPLE)


def check_can_manage_people(worker: Worker, *, of: Organization) -> None:
    """Raises NotFound for another organization's people, PermissionRefused without the role."""
    if of.pk != worker.organization_id:
        raise NotFound
    if not can_manage_people(worker):
        raise PermissionRefused
