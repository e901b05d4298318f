"""Rows of the log for figures: only what a figure reads."""

from datetime import datetime, timedelta

from django.db import transaction

from tuque.accounts.models import Organization, Team
from tuque.core import streams
from tuque.core.ids import new_id
from tuque.interactions.models import Interaction


@transaction.atomic
def interaction(organization: Organization, *, at: datetime, team: Team | None = None, **fields: object) -> Interaction:
    (sequence,) = streams.allocate(f"interactions:{organization.pk}", organization_id=organization.pk)
    values: dict[str, object] = {
        "base_type": "check_in",
        "type_code": "check_in",
        "origin": "found",
        "outcome": "helped",
        "people_count": 1,
        "duration_seconds": 600,
        "recorded_at": at,
        "updated_at": at,
    }
    return Interaction.objects.create(
        organization=organization,
        public_id=new_id(),
        sequence=sequence,
        team=team,
        occurred_at=at,
        **(values | fields),
    )


def interactions(organization: Organization, count: int, *, at: datetime, **fields: object) -> list[Interaction]:
    return [interaction(organization, at=at - timedelta(minutes=n), **fields) for n in range(count)]


@transaction.atomic
def change(row: Interaction, **fields: object) -> None:
    """As a correction or a voiding does: the row takes a new number in the stream."""
    (row.sequence,) = streams.allocate(f"interactions:{row.organization_id}", organization_id=row.organization_id)
    row.revision += 1
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
