"""Who may read figures: the only place of this room that compares roles.

| role | boards and maps | reports and unit costs |
|---|---|---|
| director, analyst | of the organization | reads; the director adds costs |
| dispatcher | of the organization | - |
| supervisor | of their own teams; of the organization when they lead no team in particular | - |
| others | - | - |
"""

from dataclasses import dataclass

from tuque.accounts.api import Organization, Role, Worker
from tuque.core.problems import PermissionRefused

BOARD_ROLES = (Role.DIRECTOR, Role.SUPERVISOR, Role.DISPATCHER, Role.ANALYST)
REPORT_ROLES = (Role.DIRECTOR, Role.ANALYST)
COST_ROLES = (Role.DIRECTOR,)


@dataclass(frozen=True)
class Scope:
    """Whose figures a worker may see: the organization's, or those of `team_ids` when it is not None."""

    organization: Organization
    team_ids: frozenset[int] | None


def scope_of(viewer: Worker) -> Scope:
    """Raises PermissionRefused for a role that sees no figures."""
    if viewer.holds(Role.DIRECTOR, Role.DISPATCHER, Role.ANALYST):
        return Scope(viewer.organization, None)
    if viewer.holds(Role.SUPERVISOR):
        led = [row.team for row in viewer.current_assignments if row.role == Role.SUPERVISOR]
        everywhere = any(team is None for team in led)
        return Scope(viewer.organization, None if everywhere else frozenset(team.pk for team in led if team))
    raise PermissionRefused


def check_can_report(viewer: Worker) -> None:
    if not viewer.holds(*REPORT_ROLES):
        raise PermissionRefused


def check_can_add_costs(viewer: Worker) -> None:
    if not viewer.holds(*COST_ROLES):
        raise PermissionRefused
