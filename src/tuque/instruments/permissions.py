"""Who fills in instruments: whoever records. Who allows them: the director, who answers for it."""

from tuque.accounts.api import Role, Worker
from tuque.core.problems import PermissionRefused

USERS = (Role.FIELD_WORKER, Role.CASE_WORKER, Role.SUPERVISOR, Role.DIRECTOR)
ALLOWS = (Role.DIRECTOR,)


def can_allow(worker: Worker) -> bool:
    return worker.holds(*ALLOWS)


def check_can_allow(worker: Worker) -> None:
    if not can_allow(worker):
        raise PermissionRefused
