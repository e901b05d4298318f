"""Every write to tokens and devices: made, used, revoked."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from tuque.accounts.api import Team, Worker
from tuque.audit import api as audit
from tuque.core.problems import NotFound, Problem
from tuque.releases import permissions, selectors
from tuque.releases.models import ApiToken, Device
from tuque.releases.openrosa import digest
from tuque.releases.scopes import Scope

LONGEST = timedelta(days=366)
PREFIX = "tuque_"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that another is taken for


@dataclass
class TokenUnusable(Problem):
    """A token without a scope, or for longer than a year."""

    code = "releases.token_unusable"
    status = 422

    def message(self) -> str:
        return _("Choose at least one thing that the token may do, and an end within a year.")


@transaction.atomic
def create_token(
    *, name: str, scopes: Sequence[Scope], expires_at: datetime, by: Worker, at: datetime
) -> tuple[ApiToken, str]:
    """A token and its secret, which is shown once and cannot be read back. Raises PermissionRefused or TokenUnusable."""
    permissions.check_can_manage_tokens(by)
    if not scopes or not at < expires_at <= at + LONGEST:
        raise TokenUnusable
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        organization=by.organization,
        name=name,
        token_hash=selectors.hash_secret(secret),
        scopes=sorted(set(scopes)),
        created_by=by,
        created_at=at,
        expires_at=expires_at,
    )
    audit.record("releases.token_created", by=by, subject=token, at=at, details={"scopes": token.scopes})
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Worker, at: datetime) -> None:
    """The token opens nothing any more, half a second later at most. Revoking twice changes nothing."""
    permissions.check_can_manage_tokens(by)
    selectors.tokens_read.forget()
    if ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=at):
        audit.record("releases.token_revoked", by=by, subject=token, at=at)


def mark_used(token: ApiToken, *, at: datetime) -> None:
    """Keep when the token was last used, to the minute: one write a minute at most."""
    if token.last_used_at is None or at - token.last_used_at > timedelta(minutes=1):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)
        token.last_used_at = at  # it may be remembered for the next request


@transaction.atomic
def create_device(*, name: str, team: Team | None, by: Worker, at: datetime) -> tuple[Device, str]:
    """A device of `by`, good for a year, and its password: shown once. Raises PermissionRefused, or NotFound for a team
    that is not theirs."""
    permissions.check_can_have_devices(by)
    if team is not None and team not in by.teams:
        raise NotFound
    username, password = _letters(8), "-".join(_letters(4) for _part in range(5))
    device = Device.objects.create(
        organization=by.organization,
        worker=by,
        team=team,
        name=name,
        username=username,
        digest_secret=digest.secret_of(username, password),
        created_at=at,
        expires_at=at + LONGEST,
    )
    audit.record("releases.device_created", by=by, subject=device, at=at)
    return device, password


@transaction.atomic
def revoke_device(device: Device, *, by: Worker, at: datetime) -> None:
    """The device opens nothing any more, at once. Revoking twice changes nothing."""
    permissions.check_can_revoke_device(by, device)
    if Device.objects.filter(pk=device.pk, revoked_at__isnull=True).update(revoked_at=at):
        audit.record("releases.device_revoked", by=by, subject=device, at=at)


def mark_device_used(device: Device, *, at: datetime) -> None:
    """Keep when the device last called, to the minute."""
    if device.last_used_at is None or at - device.last_used_at > timedelta(minutes=1):
        Device.objects.filter(pk=device.pk).update(last_used_at=at)


def _letters(number: int) -> str:
    return "".join(secrets.choice(LETTERS) for _place in range(number))
