"""Whether a contact is this organization's, and who speaks with it: asked by everything that is kept about a contact."""

from uuid import UUID

from tuque.accounts.api import Organization, Worker
from tuque.channels import api as channels
from tuque.contact_centre.desk import desk
from tuque.contact_centre.models import RoutingFact
from tuque.core.problems import NotFound


def find_conversation(organization: Organization, conversation: UUID) -> channels.Conversation | None:
    """None for a contact without a conversation of ours: a telephone call that the router alone knows."""
    return channels.Conversation.objects.filter(organization=organization, public_id=conversation).first()


def check_known(organization: Organization, conversation: UUID) -> None:
    """Raises NotFound for what never came to this organization's line."""
    if find_conversation(organization, conversation) is not None:
        return
    name = str(conversation)
    if desk.read(organization, lambda state: name in state.held or name in state.gone):
        return
    came = RoutingFact.objects.filter(organization=organization, kind="Queued", data__contact__id=name)
    if not came.exists():
        raise NotFound


def speaks_with(worker: Worker, conversation: UUID | None) -> bool:
    """Whether they are in this contact now."""
    if conversation is None:
        return False
    name, contact = str(worker.public_id), str(conversation)
    if desk.read(worker.organization, lambda state: _has(state.seats.get(name), contact)):
        return True
    found = find_conversation(worker.organization, conversation)
    return found is not None and channels.is_in(worker, found)


def _has(seat: object, contact: str) -> bool:
    return contact in getattr(seat, "talking", ())
