"""Who may configure: the director and the administrator of the organization, and the system itself."""

from tuque.accounts.api import Organization, Role, Worker
from tuque.core.problems import NotFound, PermissionRefused


def check_can_configure(worker: Worker | None, organization: Organization) -> None:
    """Raises NotFound for another organization's definitions, PermissionRefused for a role that does not configure."""
    if worker is None:
        return  # a command or the first installation
    if worker.organization_id != organization.pk:
        raise NotFound
    if not worker.holds(Role.DIRECTOR, Role.ADMINISTRATOR):
        raise PermissionRefused
