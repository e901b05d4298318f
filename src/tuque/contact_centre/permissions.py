"""Who may: the only place of this room that compares roles."""

from tuque.accounts.api import Role, Worker
from tuque.core.problems import PermissionRefused

READERS = (Role.DIRECTOR, Role.SUPERVISOR)
WRITERS = (Role.DIRECTOR,)


def check_can_write_rules(viewer: Worker) -> None:
    if not viewer.holds(*WRITERS):
        raise PermissionRefused
