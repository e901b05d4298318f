"""What the filters of a board offer: what the viewer may choose, and what is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import get_language

from tuque.accounts.api import Worker
from tuque.geo import api as geo
from tuque.insight import selectors
from tuque.insight.filters import Filters, Period
from tuque.interactions.codes import BaseType, Origin


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class FilterChoices:
    periods: Sequence[Choice]
    teams: Sequence[Choice]
    types: Sequence[Choice]
    origins: Sequence[Choice]
    areas: Sequence[Choice]
    filters: Filters

    @classmethod
    def for_viewer(cls, viewer: Worker, filters: Filters) -> "FilterChoices":
        def choices(pairs: Sequence[tuple[str, str]], chosen: str) -> list[Choice]:
            return [Choice(value, str(label), value == chosen) for value, label in pairs]

        teams = [(str(team.public_id), team.name) for team in selectors.list_teams(viewer)]
        return cls(
            periods=choices([(one.value, str(one.label)) for one in Period], filters.period.value),
            teams=choices(teams, str(filters.team or "")),
            types=choices([(one.value, str(one.label)) for one in BaseType], filters.type),
            origins=choices([(one.value, str(one.label)) for one in Origin], filters.origin),
            areas=_area_choices(viewer, filters),
            filters=filters,
        )


def _area_choices(viewer: Worker, filters: Filters) -> list[Choice]:
    """The areas of the viewer's territory by name, and the chosen one, even where it lies in another layer."""
    layer = geo.territory_of(viewer.organization)
    chosen = geo.named_area(filters.area, organization=viewer.organization) if filters.area else None
    column = "name_fr" if (get_language() or "").startswith("fr") else "name_en"
    rows = geo.Area.objects.filter(Q(layer=layer) | Q(pk=chosen)).order_by(column)
    return [
        Choice(str(public_id), name, key == chosen)
        for key, public_id, name in rows.values_list("pk", "public_id", column)
    ]
