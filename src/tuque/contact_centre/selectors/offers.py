"""The offers of the line's log, and the account of each."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.contact_centre.desk import replay
from tuque.contact_centre.models import RoutingFact
from tuque.contact_centre.routing import explaining, facts
from tuque.contact_centre.routing.explaining import Explanation
from tuque.core.problems import NotFound

SHOWN = 50
AFTERWARDS = {"Accepted": "accepted", "Declined": "declined", "Expired": "expired", "Left": "left"}


@dataclass(frozen=True)
class Offer:
    """One offer of the log; `ended` is how it ended, or "" while it stands."""

    number: int
    at: datetime
    responder: str
    how: str
    ended: str


def list_offers(viewer: Worker, *, before: int | None = None) -> list[Offer]:
    """The last ones first, of the viewer's own line."""
    rows = RoutingFact.objects.filter(organization=viewer.organization, kind="Offered")
    if before is not None:
        rows = rows.filter(sequence__lt=before)
    found = list(rows.order_by("-sequence").values_list("sequence", "at", "data")[:SHOWN])
    if not found:
        return []
    later = RoutingFact.objects.filter(
        organization=viewer.organization, kind__in=("Accepted", "Declined", "Expired"), sequence__gte=found[-1][0]
    )
    names = [data["offer"] for _number, _at, data in found]
    answers = later.filter(data__offer__in=names).values_list("data__offer", "kind")
    ended = {str(name): kind for name, kind in answers}  # SQLite gives a text of digits back as a number
    return [
        Offer(number, at, data["responder"], data["how"], AFTERWARDS.get(ended.get(data["offer"], ""), ""))
        for number, at, data in found
    ]


def explain_offer(viewer: Worker, number: int, *, at: datetime) -> tuple[Offer, Explanation]:
    """Why this person, why now, why not that one: the log replayed up to the offer. Audited. Raises NotFound."""
    row = RoutingFact.objects.filter(organization=viewer.organization, kind="Offered", sequence=number).first()
    if row is None:
        raise NotFound
    fact = facts.from_data(row.kind, row.data, at=row.at.timestamp())
    if not isinstance(fact, facts.Offered):
        raise NotFound
    with transaction.atomic():
        told = explaining.explain_offer(replay(viewer.organization, until=number - 1), fact)
        audit.record(
            "contact_centre.offer_read", by=viewer, organization=viewer.organization, at=at, details={"offer": number}
        )
    return Offer(number, row.at, fact.responder, fact.how, ""), told


def names_of(viewer: Worker) -> dict[str, str]:
    """The names of the viewer's own responders, by the id that the log bears."""
    return {str(worker.public_id): worker.name for worker in Worker.objects.filter(organization=viewer.organization)}
