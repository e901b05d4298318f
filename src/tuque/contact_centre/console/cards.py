"""How each responder may be asked: the cards that a lead keeps, and those who have none yet."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.contact_centre import permissions
from tuque.contact_centre.console.models import ResponderCard
from tuque.core.problems import NotFound


def list_responders(viewer: Worker) -> list[tuple[Worker, ResponderCard | None]]:
    """Those of the viewer's organization who may answer, by name."""
    cards = {card.worker_id: card for card in ResponderCard.objects.filter(organization=viewer.organization)}
    workers = Worker.objects.filter(
        organization=viewer.organization,
        is_active=True,
        role_assignments__role__in=permissions.ANSWERERS,
        role_assignments__ends_at=None,
    )
    return [(worker, cards.get(worker.pk)) for worker in workers.distinct().order_by("name", "pk")]


def get_responder(viewer: Worker, worker_id: UUID) -> tuple[Worker, ResponderCard | None]:
    """Raises NotFound."""
    found = next((one for one in list_responders(viewer) if one[0].public_id == worker_id), None)
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def keep_card(
    worker: Worker,
    *,
    languages: Sequence[str],
    skills: Mapping[str, int],
    centre: str,
    written_at_once: int | None,
    by: Worker,
    at: datetime,
) -> ResponderCard:
    """From the next shift that they begin. No skills: every line, also those opened later. The same again changes nothing."""
    permissions.check_can_plan(by)
    values = {
        "languages": sorted(languages),
        "skills": dict(skills),
        "centre": centre,
        "written_at_once": written_at_once,
    }
    card, _is_new = ResponderCard.objects.update_or_create(
        worker=worker, defaults={"organization": by.organization, "changed_at": at, **values}
    )
    audit.record("contact_centre.card_kept", by=by, subject=worker, at=at, details=values)
    return card
