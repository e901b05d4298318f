"""Invitations by link: made, withdrawn, accepted once. Only the hash of the link's secret is kept."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tuque.accounts import permissions, trail
from tuque.accounts.models import Invitation, Organization, RoleAssignment, Team, Worker
from tuque.accounts.roles import Role
from tuque.core import wall
from tuque.core.problems import NotFound, Problem
from tuque.core.wall import Purpose

LIFETIME = timedelta(days=7)


@dataclass
class AddressTaken(Problem):
    code = "accounts.address_taken"
    status = 409
    email: str

    def message(self) -> str:
        return _(
            "%(email)s already belongs to an account. Use another address, or look for this person in the list, "
            "the disabled ones included."
        ) % {"email": self.email}


@dataclass
class InvitationClosed(Problem):
    """The link was used, withdrawn or kept too long."""

    code = "accounts.invitation_closed"
    status = 410
    invitation: Invitation

    def message(self) -> str:
        if self.invitation.accepted_at:
            return _("This invitation was already used. Sign in with your e-mail address and the password you chose.")
        if self.invitation.withdrawn_at:
            return _(
                "This invitation was withdrawn, or a newer one replaced it. Look for a newer link, or ask for one."
            )
        day = date_format(localtime(self.invitation.expires_at, self.invitation.organization.zone), "DATE_FORMAT")
        return _(
            "This invitation could be used until %(day)s. Ask the person who sent it for a new link: it takes a minute."
        ) % {"day": day}


@dataclass
class InvitationUnknown(Problem):
    code = "accounts.invitation_unknown"
    status = 404

    def message(self) -> str:
        return _(
            "This invitation link is not known here. Check that the whole address was copied, "
            "or ask the person who sent it for a new link."
        )


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(
    *,
    organization: Organization,
    email: str,
    name: str,
    language: str,
    roles: Iterable[Role],
    team: Team | None,
    by: Worker | None,
    at: datetime,
) -> tuple[Invitation, str]:
    """An invitation and its secret, shown this once. An earlier open one to the same address is withdrawn.

    `by` is None for the command line alone. Raises AddressTaken.
    """
    if by is not None:
        permissions.check_can_manage_people(by, of=organization)
    if team is not None and team.organization_id != organization.pk:
        raise NotFound
    with wall.system(Purpose.DOORSTEP):  # an address signs in once for the whole site
        is_taken = Worker.objects.filter(email__iexact=email).exists()
    if is_taken:
        raise AddressTaken(email=email)
    open_ones = organization.invitations.filter(email__iexact=email, accepted_at=None, withdrawn_at=None)
    for earlier in open_ones.filter(expires_at__gt=at):
        _withdraw(earlier, by=by, at=at)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organization=organization,
        email=email.lower(),
        name=name,
        language=language,
        roles=sorted(role.value for role in roles),
        team=team,
        token_hash=token_hash(token),
        invited_by=by,
        created_at=at,
        expires_at=at + LIFETIME,
    )
    trail.record("accounts.invitation_made", at=at, by=by, subject=invitation, details={"roles": invitation.roles})
    return invitation, token


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Worker, at: datetime) -> None:
    """Make the link useless. Raises InvitationClosed when it already is."""
    permissions.check_can_manage_people(by, of=invitation.organization)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not invitation.is_open(at=at):
        raise InvitationClosed(invitation=invitation)
    _withdraw(invitation, by=by, at=at)


def _withdraw(invitation: Invitation, *, by: Worker | None, at: datetime) -> None:
    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])
    trail.record("accounts.invitation_withdrawn", at=at, by=by, subject=invitation)


def get_open(token: str, *, at: datetime) -> Invitation:
    """The invitation that a link opens. Raises InvitationUnknown or InvitationClosed."""
    invitation = Invitation.objects.select_related("organization", "team").filter(token_hash=token_hash(token)).first()
    if invitation is None:
        raise InvitationUnknown
    if not invitation.is_open(at=at):
        raise InvitationClosed(invitation=invitation)
    return invitation


def accept(*, token: str, name: str, language: str, password: str, at: datetime) -> Worker:
    """Make the invited worker, with the roles of the invitation. Works once. Raises as `get_open` does, or AddressTaken."""
    hashed = make_password(password)  # slow on purpose: before the lock
    asked = get_open(token, at=at)
    try:
        with wall.within(asked.organization_id), transaction.atomic():
            Invitation.objects.select_for_update().filter(token_hash=token_hash(token)).first()
            invitation = get_open(token, at=at)
            return _make_worker(invitation, name=name, language=language, password=hashed, at=at)
    except IntegrityError as problem:
        raise AddressTaken(email=asked.email) from problem


def _make_worker(invitation: Invitation, *, name: str, language: str, password: str, at: datetime) -> Worker:
    worker = Worker.objects.create(
        organization=invitation.organization,
        email=invitation.email,
        name=name,
        language=language,
        password=password,
        created_at=at,
    )
    for role in invitation.roles:
        RoleAssignment.objects.create(
            worker=worker, organization=worker.organization, team=invitation.team, role=role, starts_at=at
        )
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    trail.record(
        "accounts.invitation_accepted", at=at, by=worker, subject=invitation, details={"roles": invitation.roles}
    )
    return worker
