"""Who may read figures: the only place of this room that compares roles.

| role | boards and maps | reports and unit costs |
|---|---|---|
| director, analyst | of the organization | reads; the director adds costs |
| dispatcher | of the organization | - |
| supervisor | of the teams they lead; of the organization when they are in no team | - |
| others | - | - |

No figure counts a record that its reader could not open: what a supervisor may see is never wider than their reach in the log.
"""

from dataclasses import dataclass

from tuque.accounts.api import Organization, Role, Worker
from tuque.core.problems import PermissionRefused
from tuque.interactions import api as interactions

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
        reach = interactions.reach_of(viewer)
        if reach.everything:
            return Scope(viewer.organization, None)
        led = {row.team_id for row in viewer.current_assignments if row.role == Role.SUPERVISOR}
        return Scope(viewer.organization, frozenset(key for key in reach.team_ids if None in led or key in led))
    raise PermissionRefused


def check_can_report(viewer: Worker) -> None:
    if not viewer.holds(*REPORT_ROLES):
        raise PermissionRefused


def check_can_add_costs(viewer: Worker) -> None:
    if not viewer.holds(*COST_ROLES):
        raise PermissionRefused
