"""Teams of an organization: added, renamed, retired. A retired team keeps its past and takes nothing new."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tuque.accounts import permissions, trail
from tuque.accounts.models import Team, Worker
from tuque.core.problems import Problem


@dataclass
class TeamNameTaken(Problem):
    code = "accounts.team_name_taken"
    status = 409
    name: str

    def message(self) -> str:
        return _("There is already a team named “%(name)s”. Choose another name, or rename that one first.") % {
            "name": self.name
        }


@transaction.atomic
def add_team(*, name_en: str, name_fr: str, by: Worker, at: datetime) -> Team:
    """Add a team to the organization of `by`. Its code, used in imports and exports, comes from the English name."""
    permissions.check_can_manage_people(by, of=by.organization)
    _check_name_is_free(by, name_en, name_fr)
    team = Team.objects.create(
        organization=by.organization, code=_free_code(by, name_en), name_en=name_en, name_fr=name_fr
    )
    trail.record("accounts.team_added", at=at, by=by, subject=team)
    return team


@transaction.atomic
def rename_team(*, team: Team, name_en: str, name_fr: str, by: Worker, at: datetime) -> None:
    permissions.check_can_manage_people(by, of=team.organization)
    _check_name_is_free(by, name_en, name_fr, but=team)
    team.name_en, team.name_fr = name_en, name_fr
    team.save(update_fields=["name_en", "name_fr"])
    trail.record("accounts.team_renamed", at=at, by=by, subject=team)


@transaction.atomic
def retire_team(*, team: Team, by: Worker, at: datetime) -> None:
    permissions.check_can_manage_people(by, of=team.organization)
    if Team.objects.filter(pk=team.pk, is_active=True).update(is_active=False):
        trail.record("accounts.team_retired", at=at, by=by, subject=team)


@transaction.atomic
def restore_team(*, team: Team, by: Worker, at: datetime) -> None:
    permissions.check_can_manage_people(by, of=team.organization)
    if Team.objects.filter(pk=team.pk, is_active=False).update(is_active=True):
        trail.record("accounts.team_restored", at=at, by=by, subject=team)


def _check_name_is_free(by: Worker, *names: str, but: Team | None = None) -> None:
    for other in by.organization.teams.all():
        if other == but:
            continue
        for name in names:
            if name.casefold() in {other.name_en.casefold(), other.name_fr.casefold()}:
                raise TeamNameTaken(name=name)


def _free_code(by: Worker, name: str) -> str:
    stem = slugify(name)[:34] or "team"
    taken = set(by.organization.teams.values_list("code", flat=True))
    return next(code for n in range(len(taken) + 2) if (code := stem if n == 0 else f"{stem}-{n + 1}") not in taken)
