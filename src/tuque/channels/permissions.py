"""Who may do what with lines and conversations: the only place of this room that compares roles.

| role | reads a conversation | writes in it | sets lines up |
|---|---|---|---|
| responder, case worker | while they are in it | while they are in it | - |
| supervisor, director | the organization's | once they have joined | yes |
| others | - | - | - |

A person who reaches a line is asked for no right at all.
"""

from tuque.accounts.api import Role, Worker
from tuque.channels.models import Conversation, Joining
from tuque.core.problems import NotFound, PermissionRefused

ANSWERERS = (Role.RESPONDER, Role.CASE_WORKER, Role.SUPERVISOR, Role.DIRECTOR)
OVERSEERS = (Role.SUPERVISOR, Role.DIRECTOR)
CONFIGURES = (Role.SUPERVISOR, Role.DIRECTOR)


def is_in(worker: Worker, conversation: Conversation) -> bool:
    return Joining.objects.filter(conversation=conversation, worker=worker, left_at__isnull=True).exists()


def can_read(worker: Worker, conversation: Conversation) -> bool:
    if conversation.organization_id != worker.organization_id:
        return False
    return worker.holds(*OVERSEERS) or (worker.holds(*ANSWERERS) and is_in(worker, conversation))


def check_can_read(worker: Worker, conversation: Conversation) -> None:
    """Raises NotFound: what may not be read is not known of."""
    if not can_read(worker, conversation):
        raise NotFound


def check_can_write(worker: Worker, conversation: Conversation) -> None:
    if conversation.organization_id != worker.organization_id or not worker.holds(*ANSWERERS):
        raise PermissionRefused
    if not is_in(worker, conversation):
        raise PermissionRefused


def check_can_join(worker: Worker, conversation: Conversation) -> None:
    if conversation.organization_id != worker.organization_id or not worker.holds(*ANSWERERS):
        raise PermissionRefused


def can_configure(worker: Worker) -> bool:
    return worker.holds(*CONFIGURES)


def check_can_configure(worker: Worker) -> None:
    if not can_configure(worker):
        raise PermissionRefused
