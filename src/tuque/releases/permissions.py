"""Who may give a program a key to the organization's records."""

from tuque.accounts.api import Role, Worker
from tuque.core.problems import PermissionRefused

MAY_MANAGE_TOKENS = (Role.DIRECTOR, Role.ADMINISTRATOR)


def can_manage_tokens(worker: Worker) -> bool:
    return worker.holds(*MAY_MANAGE_TOKENS)


def check_can_manage_tokens(worker: Worker) -> None:
    if not can_manage_tokens(worker):
        raise PermissionRefused
