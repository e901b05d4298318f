"""The funder report, as plain values: the same for the page and for the PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import get_language

from tuque.accounts.api import Worker
from tuque.insight import permissions, selectors
from tuque.insight.avoided import Avoided, Cost, avoided_by
from tuque.insight.board import Board
from tuque.insight.facts import facts_of
from tuque.insight.filters import Filters
from tuque.insight.heat import Asked, HeatMap, get_map
from tuque.insight.models import UnitCost
from tuque.insight.presence import presence_of
from tuque.insight.tallies import in_period, tally
from tuque.interactions.codes import BaseType, Origin


@dataclass(frozen=True)
class Line:
    """An avoided cost, with the addresses of exactly the records that it counts."""

    avoided: Avoided
    types: Sequence[str]
    called_url: str
    found_url: str


@dataclass(frozen=True)
class Report:
    board: Board
    map: HeatMap
    teams: Sequence[str]
    presence_hours: float | None  # None where no patrol was recorded
    avoided: Sequence[Line]

    @property
    def money_low(self) -> Decimal:
        return sum((line.avoided.money_low for line in self.avoided), Decimal(0))

    @property
    def money_high(self) -> Decimal:
        return sum((line.avoided.money_high for line in self.avoided), Decimal(0))

    @property
    def hours_low(self) -> float:
        return sum(line.avoided.hours_low for line in self.avoided)

    @property
    def hours_high(self) -> float:
        return sum(line.avoided.hours_high for line in self.avoided)


def get_report(filters: Filters, *, viewer: Worker, at: datetime) -> Report:
    """Raises PermissionRefused for roles that do not report."""
    permissions.check_can_report(viewer)
    teams = [team for team in selectors.list_teams(viewer) if filters.team in {None, team.public_id}]
    return Report(
        board=selectors.get_board(filters, viewer=viewer, at=at),
        map=get_map(Asked(filters, resolution=8), viewer=viewer, at=at),
        teams=[team.name for team in teams],
        presence_hours=presence_of(filters, scope=permissions.scope_of(viewer), teams=teams).total,
        avoided=_avoided(filters, viewer),
    )


def list_unit_costs(viewer: Worker) -> list[UnitCost]:
    """Those in force first, by code, then the former ones, the newest first."""
    permissions.check_can_report(viewer)
    rows = UnitCost.objects.filter(organization=viewer.organization)
    return [
        *rows.filter(ends_at__isnull=True).order_by("code"),
        *rows.filter(ends_at__isnull=False).order_by("code", "-starts_at"),
    ]


def name_of(cost: UnitCost) -> str:
    return cost.name_fr if (get_language() or "").startswith("fr") else cost.name_en


def _avoided(filters: Filters, viewer: Worker) -> list[Line]:
    rows = UnitCost.objects.filter(organization=viewer.organization, ends_at__isnull=True).order_by("code")
    costs = [
        Cost(
            name=name_of(row),
            amount=row.amount,
            unit=row.unit,
            minutes=row.minutes_per_interaction,
            types=row.applies_to,
            year=row.year,
            source=row.source,
        )
        for row in rows
    ]
    scope = permissions.scope_of(viewer)
    facts = facts_of(scope.organization)
    narrowing = selectors.narrow(facts, filters, scope=scope, teams=selectors.list_teams(viewer))
    counted = tally(facts, in_period(narrowing, filters).and_("emergency = 0")).of("origin", "type")
    counts = {
        (facts.codes.code("origin", origin), facts.codes.code("type", type_)): sum_.records
        for (origin, type_), sum_ in counted.items()
    }
    return [_line(avoided, filters) for avoided in avoided_by(costs, counts)]


def _line(avoided: Avoided, filters: Filters) -> Line:
    codes = list(dict.fromkeys(avoided.cost.types))

    def behind(origin: Origin) -> str:
        if filters.origin not in {"", origin} or (filters.type and filters.type not in codes):
            return ""
        return selectors.records_url(filters, types=",".join(codes), origin=origin.value, emergency="none")

    labels = [selectors.label_of(BaseType, code) for code in codes]
    return Line(avoided, labels, called_url=behind(Origin.CALLED), found_url=behind(Origin.FOUND))
