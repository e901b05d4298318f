"""Who may: the only place of this room that compares roles."""

from tuque.accounts.api import Role, Worker
from tuque.core.problems import PermissionRefused

READERS = (Role.DIRECTOR, Role.SUPERVISOR)
WRITERS = (Role.DIRECTOR,)
PLANNERS = (Role.DIRECTOR, Role.SUPERVISOR)
OVERSEERS = (Role.SUPERVISOR,)
ANSWERERS = (Role.RESPONDER, Role.SUPERVISOR)
RESPONDERS = (Role.RESPONDER, Role.SUPERVISOR, Role.DIRECTOR)
SUPERVISORS = (Role.SUPERVISOR, Role.DIRECTOR)


def check_can_write_rules(viewer: Worker) -> None:
    if not viewer.holds(*WRITERS):
        raise PermissionRefused


def check_can_plan(viewer: Worker) -> None:
    """Write shifts and history, switch modes, take note of an alarm."""
    if not viewer.holds(*PLANNERS):
        raise PermissionRefused


def can_answer(viewer: Worker) -> bool:
    return viewer.holds(*ANSWERERS)


def check_can_answer(viewer: Worker) -> None:
    """Begin a shift on the line, and what goes with it."""
    if not can_answer(viewer):
        raise PermissionRefused


def can_respond(viewer: Worker) -> bool:
    return viewer.holds(*RESPONDERS)


def check_can_respond(viewer: Worker) -> None:
    """Speak with people, and do what a contact asks for: a rescue, a follow-up."""
    if not can_respond(viewer):
        raise PermissionRefused


def can_supervise(viewer: Worker) -> bool:
    return viewer.holds(*SUPERVISORS)


def check_can_supervise(viewer: Worker) -> None:
    if not can_supervise(viewer):
        raise PermissionRefused


def can_oversee(viewer: Worker) -> bool:
    return viewer.holds(*OVERSEERS)


def check_can_oversee(viewer: Worker) -> None:
    """Come into any conversation of the organization, and take it over; take a line in hand."""
    if not can_oversee(viewer):
        raise PermissionRefused
