"""Who may do what with agreements: the director binds the organization; those who answer for privacy read along."""

from tuque.accounts.api import Role, Worker
from tuque.core.problems import PermissionRefused

MAY_BIND = frozenset({Role.DIRECTOR})
MAY_READ = frozenset({Role.DIRECTOR, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR})


def can_bind(worker: Worker) -> bool:
    return worker.holds(*MAY_BIND)


def check_can_bind(worker: Worker) -> None:
    if not can_bind(worker):
        raise PermissionRefused


def check_can_read(worker: Worker) -> None:
    if not worker.holds(*MAY_READ):
        raise PermissionRefused
