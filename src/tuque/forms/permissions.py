"""Who may configure: the director and the administrator everything, a team lead what belongs to the teams they lead."""

from tuque.accounts.api import Organization, Role, Team, Worker
from tuque.core.problems import NotFound, PermissionRefused

EVERYTHING = (Role.DIRECTOR, Role.ADMINISTRATOR)
SHAPERS = (*EVERYTHING, Role.SUPERVISOR)


def check_can_configure(worker: Worker | None, organization: Organization, team: Team | None = None) -> None:
    """Raises NotFound for another organization's definitions, PermissionRefused for what `worker` does not configure.

    `team` is whose definition it is; None for one of the whole organization.
    """
    if worker is None:
        return  # a command or the first installation
    if worker.organization_id != organization.pk:
        raise NotFound
    if not can_configure(worker, team):
        raise PermissionRefused


def can_configure(worker: Worker, team: Team | None) -> bool:
    """Within the worker's own organization."""
    return worker.holds(*EVERYTHING) or (team is not None and any(team.pk == led.pk for led in led_teams(worker)))


def led_teams(worker: Worker) -> list[Team]:
    """The active teams that `worker` leads."""
    led = (row.team for row in worker.current_assignments if row.role == Role.SUPERVISOR)
    return list({team.pk: team for team in led if team is not None and team.is_active}.values())
