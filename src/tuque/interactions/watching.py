"""What the watch over unusual looking asks of this room: who met whom."""

from collections.abc import Set as AbstractSet
from datetime import datetime
from uuid import UUID

from tuque.accounts.models import RoleAssignment
from tuque.interactions.models import Companion, Interaction


def read_links(
    organization_id: int, pairs: AbstractSet[tuple[int, UUID]], since: datetime
) -> AbstractSet[tuple[int, UUID]]:
    """Whoever recorded something with a person since, was there, has a reminder of it, or is in the team that did it."""
    people = {person for _worker, person in pairs}
    met = Interaction.objects.filter(
        organization_id=organization_id, person__public_id__in=people, occurred_at__gte=since
    )
    linked = set(met.values_list("recorded_by_id", "person__public_id"))
    linked |= set(met.values_list("reminders__worker_id", "person__public_id"))
    there = Companion.objects.filter(interaction__in=met).values_list("worker_id", "interaction__person__public_id")
    by_team: dict[int | None, set[UUID]] = {}
    for team, person in met.values_list("team_id", "person__public_id").distinct():
        by_team.setdefault(team, set()).add(person)
    members = RoleAssignment.objects.filter(
        team_id__in=[team for team in by_team if team], worker_id__in={worker for worker, _person in pairs}
    ).filter(ends_at__isnull=True)
    linked |= {
        (worker, person) for worker, team in members.values_list("worker_id", "team_id") for person in by_team[team]
    }
    return (linked | set(there)) & pairs
