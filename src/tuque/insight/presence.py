"""Hours that teams were present, as the log of patrols has them: for the boards' days, teams and hour of the day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlencode

from django.db.models import Sum
from django.db.models.functions import ExtractHour
from django.urls import reverse

from tuque.accounts.api import Team
from tuque.core.clock import day_bounds
from tuque.geo.models import Area
from tuque.insight import cells
from tuque.insight.filters import Filters
from tuque.insight.permissions import Scope
from tuque.interactions.models import Patrol


@dataclass(frozen=True)
class Presence:
    """Hours by cell of the finest resolution, by area (its primary key), and where nobody said; no rows: nothing was recorded,
    which is not the same as nobody there."""

    by_cell: Mapping[int, float] = field(default_factory=dict)
    by_area: Mapping[int, float] = field(default_factory=dict)
    nowhere: float = 0
    is_recorded: bool = False

    @property
    def total(self) -> float | None:
        """None where nothing was recorded."""
        if not self.is_recorded:
            return None
        return sum(self.by_cell.values()) + sum(self.by_area.values()) + self.nowhere

    def in_cells(self, resolution: int) -> dict[int, float]:
        """Of what is known by cell."""
        found: dict[int, float] = {}
        for cell, spent in self.by_cell.items():
            place = cells.parent(cell, resolution)
            found[place] = found.get(place, 0) + spent
        return found

    def spread(self, resolution: int) -> dict[int, float]:
        """Of what is known by area: evenly over its cells. An area too large for that stays on the map of areas alone."""
        found: dict[int, float] = {}
        for area, spent in self.by_area.items():
            within = _cells_of(area, resolution)
            for cell in within:
                found[cell] = found.get(cell, 0) + spent / len(within)
        return found


def presence_of(filters: Filters, *, scope: Scope, teams: Sequence[Team], hour: int | None = None) -> Presence:
    """For the same teams and days as the counts; `hour` is of the organization's clock."""
    zone = scope.organization.zone
    rows = Patrol.objects.filter(
        organization=scope.organization,
        starts_at__gte=day_bounds(filters.starts_on, zone=zone)[0],
        starts_at__lt=day_bounds(filters.ends_on, zone=zone)[1],
    )
    if scope.team_ids is not None:
        rows = rows.filter(team_id__in=scope.team_ids)
    if filters.team:
        rows = rows.filter(team_id__in=[team.pk for team in teams if team.public_id == filters.team])
    is_recorded = rows.exists()
    if hour is not None:
        rows = rows.annotate(hour=ExtractHour("starts_at", tzinfo=zone)).filter(hour=hour)
    by_cell: dict[int, float] = {}
    by_area: dict[int, float] = {}
    nowhere = 0.0
    sums = rows.order_by().values("cell", "area_id").annotate(total=Sum("seconds"))
    for cell, area, seconds in sums.values_list("cell", "area_id", "total"):
        if cell is not None:
            by_cell[cell] = seconds / 3600
        elif area is not None:
            by_area[area] = seconds / 3600
        else:
            nowhere = seconds / 3600
    return Presence(by_cell, by_area, nowhere, is_recorded)


def patrols_url(filters: Filters) -> str:
    """The list of the patrols behind the hours; it decides itself what its reader may see."""
    query = {"from": filters.starts_on, "to": filters.ends_on} | ({"team": filters.team} if filters.team else {})
    return f"{reverse('interactions:patrols')}?{urlencode(query)}"


def _cells_of(area: int, resolution: int) -> tuple[int, ...]:
    imported_at = Area.objects.filter(pk=area).values_list("layer__imported_at", flat=True).first()
    return _cells_within(area, resolution, str(imported_at))


@lru_cache(maxsize=512)
def _cells_within(area: int, resolution: int, _state: str) -> tuple[int, ...]:
    row = Area.objects.get(pk=area)
    return cells.within(row.geometry, resolution, surface_km2=row.surface_km2)
