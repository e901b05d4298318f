"""Letters to whoever asked, that there is news behind a link of their own; and the end of what reaches them."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from tuque.accounts import letters
from tuque.audit import api as audit
from tuque.core import outbox
from tuque.core.clock import now
from tuque.releases.desk.asking import link_of_letter
from tuque.releases.desk.models import DataRequest

NEWS, ERASE = "releases.request_news", "releases.request_erase"


class TryLater(Exception):
    """It did not leave: the outbox tries again."""


def post_news(row: DataRequest, *, origin: str, at: datetime) -> None:
    """In the caller's transaction; nothing where they left no address."""
    if row.email:
        payload = {"request": str(row.public_id), "origin": origin}
        outbox.post(NEWS, payload, at=at, organization_id=row.organization_id)


def tell(payload: Mapping[str, object], message_id: UUID) -> None:
    """The letter says nothing of what was asked or answered: only that there is news, and the link."""
    row = _find(payload)
    if row is None or not row.email:
        return
    token = link_of_letter(row, letter=message_id, at=now())
    link = f"{payload['origin']}{reverse('data:request', args=[token])}"
    context = {"organization": row.organization, "reference": row.reference, "link": link}
    if not letters.send("desk/news", to=row.email, language=row.language, context=context):
        raise TryLater


@transaction.atomic
def erase(payload: Mapping[str, object], message_id: UUID) -> None:
    """Ninety days after the end: name and address go, and the links."""
    row = _find(payload)
    if row is None or row.erase_at is None or row.erase_at > now():
        return
    row.name = row.email = ""
    row.save(update_fields=["name", "email"])
    row.links.all().delete()
    audit.record("releases.request_contact_erased", subject=row, at=now())


def _find(payload: Mapping[str, object]) -> DataRequest | None:
    found = DataRequest.objects.select_related("organization")
    return found.filter(public_id=str(payload["request"])).first()
