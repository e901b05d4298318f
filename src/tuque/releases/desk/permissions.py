"""Who may do what at the data desk: the only place of it that compares roles.

| role | answers requests, keeps the library | opens the desk, says how many days |
|---|---|---|
| director | yes | yes |
| analyst, coordinator | yes | - |

Whoever asked follows their request by its link, without an account.
"""

from tuque.accounts.api import Role, Worker
from tuque.core.problems import PermissionRefused

ANSWERERS = (Role.DIRECTOR, Role.ANALYST, Role.COORDINATOR)
KEEPERS = (Role.DIRECTOR,)


def check_can_answer(worker: Worker) -> None:
    if not worker.holds(*ANSWERERS):
        raise PermissionRefused


def can_keep(worker: Worker) -> bool:
    return worker.holds(*KEEPERS)


def check_can_keep(worker: Worker) -> None:
    if not can_keep(worker):
        raise PermissionRefused
