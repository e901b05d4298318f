"""Which patrols someone may see and end: those of their teams; and where a patrol most likely was."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from tuque.accounts.api import Team, Worker
from tuque.core.problems import NotFound, PermissionRefused
from tuque.geo import api as geo
from tuque.interactions import permissions
from tuque.interactions.models import Interaction, Outing, Patrol


def teams_of(viewer: Worker) -> list[Team]:
    """The teams whose patrols the viewer begins and ends."""
    if not viewer.holds(*permissions.FIELD):
        return []
    if viewer.teams or not permissions.reach_of(viewer).everything:
        return list(viewer.teams)
    return list(Team.objects.filter(organization=viewer.organization, is_active=True).order_by("name_en"))


def check_can_patrol(worker: Worker, team: Team) -> None:
    """Raises PermissionRefused, or NotFound: a team of others looks like none."""
    if not worker.holds(*permissions.FIELD):
        raise PermissionRefused
    is_reached = permissions.reach_of(worker).everything or team in worker.teams
    if team.organization_id != worker.organization_id or not is_reached:
        raise NotFound


def running(viewer: Worker) -> list[Outing]:
    """The patrols of the viewer's own teams that have begun and not ended."""
    rows = Outing.objects.filter(organization_id=viewer.organization_id, ends_at__isnull=True, team__in=viewer.teams)
    return list(rows.select_related("team").order_by("starts_at", "pk"))


def get_outing(public_id: UUID, *, viewer: Worker) -> Outing:
    """Raises NotFound, for a patrol of another team as for none, and for one that came from elsewhere."""
    rows = Outing.objects.filter(organization_id=viewer.organization_id, public_id=public_id, source="")
    outing = rows.select_related("team", "organization").first()
    if outing is None:
        raise NotFound
    check_can_patrol(viewer, outing.team)
    return outing


def list_areas(viewer: Worker) -> QuerySet[geo.Area]:
    """The areas of the viewer's territory: where a patrol can have been."""
    return geo.Area.objects.filter(layer=geo.territory_of(viewer.organization)).defer("geometry")


def likely_areas(team: Team, *, starts_at: datetime, ends_at: datetime) -> set[int]:
    """Where the team logged something in that time; where its last patrol was, when it logged nothing with a place."""
    logged = Interaction.objects.filter(
        organization_id=team.organization_id, team=team, occurred_at__gte=starts_at, occurred_at__lte=ends_at
    )
    found = set(logged.filter(area__isnull=False).values_list("area_id", flat=True))
    if found:
        return {key for key in found if key is not None}
    last = Outing.objects.filter(team=team, ends_at__isnull=False, presence__area__isnull=False)
    return areas_of(last.order_by("-starts_at").first())


def areas_of(outing: Outing | None) -> set[int]:
    """The areas that a patrol is written down in."""
    rows = Patrol.objects.filter(outing=outing, area__isnull=False) if outing else Patrol.objects.none()
    return {key for key in rows.values_list("area_id", flat=True) if key is not None}
