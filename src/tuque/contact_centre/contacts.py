"""Whether a contact is this organization's, and who speaks with it: asked by everything that is kept about a contact."""

from uuid import UUID

from tuque.accounts.api import Organization, Worker
from tuque.contact_centre.desk import desk
from tuque.contact_centre.models import RoutingFact
from tuque.core.problems import NotFound


def check_known(organization: Organization, conversation: UUID) -> None:
    """Raises NotFound for what never came to this organization's line."""
    name = str(conversation)
    if desk.read(organization, lambda state: name in state.held or name in state.gone):
        return
    came = RoutingFact.objects.filter(organization=organization, kind="Queued", data__contact__id=name)
    if not came.exists():
        raise NotFound


def speaks_with(worker: Worker, conversation: UUID | None) -> bool:
    """Whether the router has them in this contact now."""
    if conversation is None:
        return False
    name, contact = str(worker.public_id), str(conversation)
    return bool(desk.read(worker.organization, lambda state: _has(state.seats.get(name), contact)))


def _has(seat: object, contact: str) -> bool:
    return contact in getattr(seat, "talking", ())
