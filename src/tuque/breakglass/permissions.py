"""Who may open in an emergency: whoever serves people. Whoever watches over privacy reviews it, never their own."""

from tuque.accounts.api import Role, Worker
from tuque.breakglass.models import Opening
from tuque.core.problems import NotFound, PermissionRefused

# Analysts see no words or names by agreement, administrators and privacy officers look after the site and the rules.
MAY_OPEN = (
    Role.FIELD_WORKER,
    Role.CASE_WORKER,
    Role.RESPONDER,
    Role.DISPATCHER,
    Role.SUPERVISOR,
    Role.NAVIGATOR,
    Role.COORDINATOR,
)
MAY_REVIEW = (Role.PRIVACY_OFFICER, Role.DIRECTOR)


def can_open(worker: Worker) -> bool:
    return worker.holds(*MAY_OPEN)


def check_can_open(worker: Worker) -> None:
    if not can_open(worker):
        raise PermissionRefused


def check_can_read_reviews(worker: Worker) -> None:
    if not worker.holds(*MAY_REVIEW):
        raise PermissionRefused


def can_review(worker: Worker, opening: Opening) -> bool:
    """The privacy officer; a director too, so that an officer's own opening, or a house without one, is reviewed."""
    is_ours = opening.organization_id == worker.organization_id
    return is_ours and opening.worker_id != worker.pk and worker.holds(*MAY_REVIEW)


def can_end(worker: Worker, opening: Opening) -> bool:
    return opening.worker_id == worker.pk or can_review(worker, opening)


def check_can_end(worker: Worker, opening: Opening) -> None:
    if not can_end(worker, opening):
        raise NotFound
