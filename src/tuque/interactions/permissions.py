"""Who may do what with the log: the only place of this room that compares roles.

| role | reads | writes |
|---|---|---|
| field worker, case worker | own records and those of own teams | own records |
| supervisor | records of own teams (of the organization, when in no team) | those, and own |
| director | the organization's | all of them |
| dispatcher | the organization's | none |
| analyst | the organization's, without notes, names or photos | none |
| responder | none | contacts of the line, by the console |
| the others | none | none |
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tuque.accounts.api import Role, Worker
from tuque.core.problems import NotFound, PermissionRefused
from tuque.interactions.models import Interaction

FIELD = (Role.FIELD_WORKER, Role.SUPERVISOR, Role.DIRECTOR)
DESK = (Role.CASE_WORKER, Role.SUPERVISOR, Role.DIRECTOR)
WRITERS = (Role.FIELD_WORKER, Role.CASE_WORKER, Role.SUPERVISOR, Role.DIRECTOR)
RECORDERS = (*WRITERS, Role.RESPONDER)  # a responder by the console, which shows them nothing of the log
READERS = (*WRITERS, Role.DISPATCHER, Role.ANALYST)
# The table above, for those who ask who sees what.
IN_WORDS = [
    (Role.FIELD_WORKER.label, _("Their own records and those of their teams, with notes, names and photos.")),
    (Role.CASE_WORKER.label, _("Their own records and those of their teams, with notes, names and photos.")),
    (
        Role.SUPERVISOR.label,
        _("The records of their teams, or all of them when in no team, with notes, names and photos."),
    ),
    (Role.DIRECTOR.label, _("All records, with notes, names and photos.")),
    (Role.DISPATCHER.label, _("All records, with notes, names and photos; changes none.")),
    (Role.ANALYST.label, _("All records, without notes, names or photos; changes none.")),
    (Role.PRIVACY_OFFICER.label, _("No record; who looked at what, and the people whose consent they look after.")),
    (_("Every other role"), _("No record.")),
]


@dataclass(frozen=True)
class Reach:
    """Which records a worker may read: the organization's, or their own and those of `team_ids`; `details` is whether
    notes, names and photos come with them."""

    organization_id: int
    worker_id: int
    everything: bool
    team_ids: tuple[int, ...]
    own: bool
    details: bool

    def holds(self, interaction: Interaction) -> bool:
        if interaction.organization_id != self.organization_id:
            return False
        return (
            self.everything
            or interaction.team_id in self.team_ids
            or (self.own and interaction.recorded_by_id == self.worker_id)
        )


def reach_of(worker: Worker) -> Reach:
    # Of a team that was retired nothing more is reached; and whoever led it does not lead all for that.
    in_no_team = all(row.team_id is None for row in worker.current_assignments)
    team_ids = tuple(team.pk for team in worker.teams)
    return reach_with(worker, roles=worker.roles, team_ids=team_ids, in_no_team=in_no_team)


def reach_with(worker: Worker, *, roles: frozenset[Role], team_ids: tuple[int, ...], in_no_team: bool) -> Reach:
    """The reach of those roles, in those teams: of now, or of another time."""
    writes = not roles.isdisjoint(WRITERS)
    leads_all = Role.SUPERVISOR in roles and in_no_team
    return Reach(
        organization_id=worker.organization_id,
        worker_id=worker.pk,
        everything=leads_all or not roles.isdisjoint({Role.DIRECTOR, Role.DISPATCHER, Role.ANALYST}),
        team_ids=team_ids if writes else (),
        own=writes,
        details=writes or Role.DISPATCHER in roles,
    )


def can_record(worker: Worker) -> bool:
    return worker.holds(*WRITERS)


def can_change(worker: Worker, interaction: Interaction) -> bool:
    """Correct or void: whoever recorded it, a supervisor of its team, the director."""
    reach = reach_of(worker)
    if not can_record(worker) or not reach.holds(interaction):
        return False
    if interaction.recorded_by_id == worker.pk or worker.holds(Role.DIRECTOR):
        return True
    return worker.holds(Role.SUPERVISOR)


def can_settle(worker: Worker) -> bool:
    """Whether an imported row or the correction made here holds: whoever may change every record."""
    return worker.holds(Role.DIRECTOR)


def check_can_settle(worker: Worker) -> None:
    if not can_settle(worker):
        raise PermissionRefused


def check_can_record(worker: Worker) -> None:
    if not worker.holds(*RECORDERS):
        raise PermissionRefused


def check_can_change(worker: Worker, interaction: Interaction) -> None:
    if not reach_of(worker).holds(interaction):
        raise NotFound
    if not can_change(worker, interaction):
        raise PermissionRefused
