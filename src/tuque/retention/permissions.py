"""Who may say how long things are kept: the privacy officer decides, the director reads along."""

from tuque.accounts.api import Role, Worker
from tuque.core.problems import PermissionRefused

MAY_DECIDE = frozenset({Role.PRIVACY_OFFICER})
MAY_READ = frozenset({Role.PRIVACY_OFFICER, Role.DIRECTOR})


def can_decide(worker: Worker) -> bool:
    return worker.holds(*MAY_DECIDE)


def check_can_decide(worker: Worker) -> None:
    if not can_decide(worker):
        raise PermissionRefused


def check_can_read(worker: Worker) -> None:
    if not worker.holds(*MAY_READ):
        raise PermissionRefused
