"""What may be seen of earlier conversations: that they were, when and how they ended; their words for a supervisor alone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.channels import api as channels
from tuque.contact_centre.models import RoutingFact
from tuque.core.crypto.blind import mark_of

MOST = 20


@dataclass(frozen=True)
class Earlier:
    """`highest` is the highest risk that a human confirmed then, or None; `opens` whether the viewer may read its words."""

    public_id: UUID
    at: datetime
    channel: str
    language: str
    minutes: int | None
    highest: int | None
    opens: bool


@transaction.atomic
def list_earlier(conversation: channels.Conversation, *, viewer: Worker, at: datetime) -> list[Earlier]:
    """The last ones with the same address first. A web chat has none, and nothing of it is known again but by its own words."""
    if not conversation.address:
        return []
    same = of_same_address(conversation)
    names = [str(row.public_id) for row in same]
    audit.record_in_crisis(
        "contact_centre.earlier_seen",
        by=viewer,
        subject=conversation,
        at=at,
        purpose="duty",
        details={"rows": len(same)},
    )
    risks = _confirmed(viewer, names)
    zone = viewer.organization.zone
    return [
        Earlier(
            row.public_id,
            row.started_at.astimezone(zone),
            row.channel,
            row.language,
            round((row.ended_at - row.answered_at).total_seconds() / 60) if row.ended_at and row.answered_at else None,
            risks.get(str(row.public_id)),
            row.state != channels.State.ERASED and channels.can_read(viewer, row),
        )
        for row in same
    ]


def of_same_address(conversation: channels.Conversation) -> list[channels.Conversation]:
    """The last others with the same address, of the same organization; none for a web chat. Whoever shows them audits it."""
    if not conversation.address:
        return []
    rows = channels.Conversation.objects.filter(organization=conversation.organization).exclude(pk=conversation.pk)
    marked = rows.filter(
        mark_of(channels.Conversation, "address_mark").matching(conversation.organization_id, conversation.address)
    ).order_by("-started_at")[: 4 * MOST]
    return [row for row in marked if row.address == conversation.address][:MOST]


def _confirmed(viewer: Worker, names: list[str]) -> dict[str, int]:
    facts = RoutingFact.objects.filter(
        organization=viewer.organization, kind="RiskConfirmed", data__contact__in=names
    ).values_list("data", flat=True)
    found: dict[str, int] = {}
    for data in facts:
        found[data["contact"]] = max(found.get(data["contact"], 0), int(data["risk"]))
    return found
