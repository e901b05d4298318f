"""Who may, with providers. Whoever is in a conversation decides how its person is reached: see the room's own permissions."""

from tuque.accounts.api import Role, Worker
from tuque.core.problems import PermissionRefused

SETS_UP = (Role.ADMINISTRATOR, Role.DIRECTOR)
PLAYS = (Role.ADMINISTRATOR, Role.DIRECTOR, Role.SUPERVISOR, Role.RESPONDER)


def check_can_set_up(worker: Worker) -> None:
    if not worker.holds(*SETS_UP):
        raise PermissionRefused


def check_can_play(worker: Worker) -> None:
    """With the pocket phones."""
    if not worker.holds(*PLAYS):
        raise PermissionRefused
