"""Who works here: roles given and ended, workers disabled and enabled."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from tuque.accounts import permissions, trail
from tuque.accounts.models import RoleAssignment, Team, Worker
from tuque.accounts.roles import Role
from tuque.accounts.services import sessions
from tuque.core.problems import NotFound, Problem


@dataclass
class RoleAlreadyHeld(Problem):
    code = "accounts.role_already_held"
    status = 409
    worker: Worker
    role: Role

    def message(self) -> str:
        return _("%(name)s already has the role “%(role)s” there. Nothing was changed.") % {
            "name": self.worker.name,
            "role": self.role.label,
        }


@dataclass
class WouldLockOneselfOut(Problem):
    code = "accounts.would_lock_oneself_out"
    status = 409

    def message(self) -> str:
        return _(
            "You would no longer be able to come back to this page. Ask another director or administrator to do it."
        )


@transaction.atomic
def give_role(*, worker: Worker, role: Role, team: Team | None, by: Worker, at: datetime) -> RoleAssignment:
    """Give `role` in `team`, or in the whole organization without one. Raises RoleAlreadyHeld."""
    permissions.check_can_manage_people(by, of=worker.organization)
    if team is not None and team.organization_id != worker.organization_id:
        raise NotFound
    Worker.objects.select_for_update().get(pk=worker.pk)  # two directors may press at once
    if worker.role_assignments.filter(role=role, team=team, ends_at__isnull=True).exists():
        raise RoleAlreadyHeld(worker=worker, role=role)
    assignment = RoleAssignment.objects.create(
        worker=worker, organization=worker.organization, team=team, role=role, starts_at=at
    )
    trail.record("accounts.role_given", at=at, by=by, subject=worker, details=_role(assignment))
    return assignment


@transaction.atomic
def end_role(*, worker: Worker, role: Role, team: Team | None, by: Worker, at: datetime) -> None:
    """End a role held now. Open streams close, and open again with what is left. Raises NotFound, WouldLockOneselfOut."""
    permissions.check_can_manage_people(by, of=worker.organization)
    held = list(worker.role_assignments.select_for_update().filter(ends_at__isnull=True))
    ending = [row for row in held if row.role == role and row.team_id == (team.pk if team else None)]
    if not ending:
        raise NotFound
    left = {Role(row.role) for row in held if row not in ending}
    if worker.pk == by.pk and left.isdisjoint(permissions.MAY_MANAGE_PEOPLE):
        raise WouldLockOneselfOut
    for row in ending:
        row.ends_at = at
        row.save(update_fields=["ends_at"])
        trail.record("accounts.role_ended", at=at, by=by, subject=worker, details=_role(row))
    sessions.close_streams(worker, hashes=[""], at=at)


@transaction.atomic
def disable_worker(*, worker: Worker, reason: str, by: Worker, at: datetime) -> None:
    """Shut `worker` out everywhere: the next request is refused and open streams close. Records stay theirs."""
    permissions.check_can_manage_people(by, of=worker.organization)
    if worker.pk == by.pk:
        raise WouldLockOneselfOut
    changed = Worker.objects.filter(pk=worker.pk, is_active=True).update(
        is_active=False, disabled_at=at, disabled_reason=reason
    )
    if not changed:
        return
    sessions.forget(UserSession.objects.filter(user=worker))
    sessions.close_streams(worker, hashes=[""], at=at)
    trail.record("accounts.worker_disabled", at=at, by=by, subject=worker, details={"reason": reason})


@transaction.atomic
def enable_worker(*, worker: Worker, by: Worker, at: datetime) -> None:
    permissions.check_can_manage_people(by, of=worker.organization)
    changed = Worker.objects.filter(pk=worker.pk, is_active=False).update(
        is_active=True, disabled_at=None, disabled_reason=""
    )
    if changed:
        trail.record("accounts.worker_enabled", at=at, by=by, subject=worker)


def _role(assignment: RoleAssignment) -> dict[str, object]:
    return {
        "role": str(assignment.role),
        "team": str(assignment.team.public_id) if assignment.team else "",
    }
