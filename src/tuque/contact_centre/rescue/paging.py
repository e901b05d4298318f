"""Supervisors are asked for: a letter at once, then again every minute until one answers. Pages ring by themselves."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from tuque.accounts import letters
from tuque.accounts.api import Role, Worker
from tuque.contact_centre.rescue.models import Rescue
from tuque.core import outbox

PAGE, AGAIN = "contact_centre.rescue_page", "contact_centre.rescue_page_again"
EVERY = timedelta(seconds=60)
MOST_TURNS = 10


def post(rescue: Rescue, *, turn: int, at: datetime) -> None:
    """The letters now, and the look whether someone answered in a minute. In the transaction of the page."""
    payload = {"rescue": str(rescue.public_id), "turn": turn}
    outbox.post(PAGE, payload, at=at, organization_id=rescue.organization_id)
    if turn < MOST_TURNS:
        again = {"rescue": str(rescue.public_id), "turn": turn + 1}
        outbox.post(AGAIN, again, at=at, due_at=at + EVERY, organization_id=rescue.organization_id)


def send(payload: Mapping[str, object], message_id: UUID) -> None:
    """Sent a second time after a crash, it says the same again. Whoever was answered meanwhile needs no letter."""
    rescue = Rescue.objects.filter(public_id=str(payload["rescue"]), acknowledged_at=None, closed_at=None).first()
    if rescue is None:
        return
    for worker in whom(rescue, turn=int(str(payload["turn"]))):
        context = {"rescue": rescue, "turn": payload["turn"]}
        letters.send("contact_centre/rescue_page", to=worker.email, language=worker.language, context=context)


def whom(rescue: Rescue, *, turn: int) -> list[Worker]:
    """The supervisors; from the second time on, the directors too. Never who began it."""
    roles = [Role.SUPERVISOR] if turn == 1 else [Role.SUPERVISOR, Role.DIRECTOR]
    held = Q(role_assignments__role__in=roles, role_assignments__ends_at__isnull=True)
    workers = Worker.objects.filter(organization_id=rescue.organization_id, is_active=True)
    return list(workers.filter(held).exclude(pk=rescue.began_by_id).distinct().order_by("pk"))
