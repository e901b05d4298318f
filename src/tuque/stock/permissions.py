"""Who may do what with the stock: the only place of this room that compares roles.

| role | what is left, history | receives, moves, counts, throws away | whose donation | sets up |
|---|---|---|---|---|
| field worker, case worker | the organization's | yes; undoes their own | their own receipts | - |
| supervisor | the organization's | yes; undoes all | yes | their team's stores and alarms; follows items |
| director | the organization's | yes; undoes all | yes | yes |
| dispatcher | the organization's | - | - | - |
| others | - | - | - | - |
"""

from tuque.accounts.api import Role, Team, Worker
from tuque.core.problems import PermissionRefused
from tuque.forms import api as forms
from tuque.stock.models import Act, Store

KEEPERS = (Role.FIELD_WORKER, Role.CASE_WORKER, Role.SUPERVISOR, Role.DIRECTOR)
READERS = (*KEEPERS, Role.DISPATCHER)
LEADS = (Role.SUPERVISOR, Role.DIRECTOR)
EVERYTHING = (Role.DIRECTOR,)
CONFIGURES = (*EVERYTHING, Role.SUPERVISOR)


def check_can_read(worker: Worker) -> None:
    if not worker.holds(*READERS):
        raise PermissionRefused


def check_can_keep(worker: Worker) -> None:
    if not worker.holds(*KEEPERS):
        raise PermissionRefused


def can_keep(worker: Worker) -> bool:
    return worker.holds(*KEEPERS)


def can_configure(worker: Worker) -> bool:
    return worker.holds(*CONFIGURES)


def check_can_configure(worker: Worker) -> None:
    """Raises LeadsNoTeam for a lead without a team, PermissionRefused for other roles."""
    if not can_configure(worker):
        raise PermissionRefused
    if not can_configure_everything(worker) and not forms.led_teams(worker):
        raise forms.LeadsNoTeam


def can_configure_everything(worker: Worker) -> bool:
    return worker.holds(*EVERYTHING)


def can_configure_store(worker: Worker, store: Store) -> bool:
    """A lead sets up the stores of the teams they lead, and no other."""
    return can_configure_everything(worker) or store.team_id in {team.pk for team in forms.led_teams(worker)}


def check_team_of_store(worker: Worker, team: Team | None) -> None:
    """Whether a store may be given to `team`: for a lead, one that they lead."""
    if not can_configure_everything(worker) and team not in forms.led_teams(worker):
        raise PermissionRefused


def can_see_donor(worker: Worker, act: Act) -> bool:
    return worker.holds(*LEADS) or (act.by_id == worker.pk and can_keep(worker))


def can_undo(worker: Worker, act: Act) -> bool:
    return worker.holds(*LEADS) or (act.by_id == worker.pk and can_keep(worker))


def check_can_undo(worker: Worker, act: Act) -> None:
    if not can_undo(worker, act):
        raise PermissionRefused
