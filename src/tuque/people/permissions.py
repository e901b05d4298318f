"""Who may know the people we serve by name: whoever works with them. The privacy officer looks after consents."""

from tuque.accounts.api import Role, Worker
from tuque.core.problems import PermissionRefused

MAY_NAME = frozenset({Role.FIELD_WORKER, Role.CASE_WORKER, Role.SUPERVISOR, Role.DIRECTOR})
MAY_LOOK = MAY_NAME | {Role.PRIVACY_OFFICER}
MAY_WITHDRAW = MAY_LOOK
MAY_ERASE = frozenset({Role.PRIVACY_OFFICER})


def can_name(worker: Worker) -> bool:
    return worker.holds(*MAY_NAME)


def check_can_name(worker: Worker) -> None:
    if not can_name(worker):
        raise PermissionRefused


def check_can_withdraw(worker: Worker) -> None:
    if not worker.holds(*MAY_WITHDRAW):
        raise PermissionRefused


def can_erase(worker: Worker) -> bool:
    return worker.holds(*MAY_ERASE)


def can_see_ended_names(worker: Worker) -> bool:
    """After consent has ended, only the privacy officer still reads the name, to answer the person's own request."""
    return worker.holds(Role.PRIVACY_OFFICER)
