"""Who may configure: the director and the administrator everything, a team lead what belongs to the teams they lead."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuque.accounts.api import Organization, Role, Team, Worker
from tuque.core.problems import NotFound, PermissionRefused, Problem

EVERYTHING = (Role.DIRECTOR, Role.ADMINISTRATOR)
SHAPERS = (*EVERYTHING, Role.SUPERVISOR)


@dataclass
class LeadsNoTeam(Problem):
    """A lead shapes what belongs to their teams, and has none: said before anything is filled in."""

    code = "forms.leads_no_team"
    status = 403

    def message(self) -> str:
        return _(
            "You lead no team, and a supervisor adds only for the team they lead. Ask an administrator to give you the role "
            "“Supervisor” in your team (People, your name, Roles and teams), then come back."
        )


def check_leads_somewhere(worker: Worker) -> None:
    """Raises LeadsNoTeam for a lead who would be refused at the end of whatever page they open to add something."""
    if not worker.holds(*EVERYTHING) and not led_teams(worker):
        raise LeadsNoTeam


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
