"""Reads: the rules of the viewer's organization with what they would let go today, what waits, what went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tuque.accounts.api import Organization, Worker
from tuque.retention import brake, kinds, permissions
from tuque.retention.kinds import Kind
from tuque.retention.models import Rule, Run, SeenClock

LAST = 20


@dataclass(frozen=True)
class Line:
    """One kind with its rule, if any. `due` of `total` rows would go today; `waits` when that asks for a person."""

    kind: Kind
    rule: Rule | None
    due: int
    total: int
    waits: bool

    @property
    def percent(self) -> float:
        return 100 * self.due / self.total if self.total else 0.0


@dataclass(frozen=True)
class Standing:
    lines: Sequence[Line]
    waiting: Sequence[Run]
    going: Sequence[Run]
    ended: Sequence[Run]
    doubts: Sequence[SeenClock]


def standing(*, viewer: Worker, at: datetime) -> Standing:
    """Raises PermissionRefused."""
    permissions.check_can_read(viewer)
    runs = Run.objects.filter(organization=viewer.organization).select_related("rule", "approved_by")
    newest = runs.order_by("-made_at", "-pk")
    return Standing(
        lines=preview(viewer.organization, at=at),
        waiting=list(newest.filter(state=Run.State.WAITING)),
        going=list(newest.filter(state=Run.State.GOING)),
        ended=list(newest.filter(state=Run.State.DONE)[:LAST]),
        doubts=list(SeenClock.objects.filter(organization=viewer.organization).exclude(doubt="").order_by("machine")),
    )


def preview(organization: Organization, *, at: datetime) -> list[Line]:
    """Each kind that any room knows, and what its rule would let go now. Changes nothing. For commands too."""
    rules = {rule.kind: rule for rule in Rule.objects.filter(organization=organization, ended_at__isnull=True)}
    return [_line(kind, rules.get(kind.code), organization, at=at) for kind in kinds.every()]


def _line(kind: Kind, rule: Rule | None, organization: Organization, *, at: datetime) -> Line:
    total = kind.total(organization.pk)
    if rule is None:
        return Line(kind, None, 0, total, waits=False)
    due = kind.due(organization.pk, brake.months_before(at, rule.months)).count()
    return Line(kind, rule, due, total, waits=brake.is_too_much(due, total=total, done_lately=0))


def going(*, viewer: Worker) -> list[Run]:
    """What is being let go now, with how far it is. Raises PermissionRefused."""
    permissions.check_can_read(viewer)
    runs = Run.objects.filter(organization=viewer.organization, state=Run.State.GOING)
    return list(runs.select_related("rule", "approved_by").order_by("-made_at", "-pk"))
