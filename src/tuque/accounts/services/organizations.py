"""How an organization begins, from the command line: nobody is signed in yet."""

import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_slug
from django.db import transaction
from django.utils.translation import gettext as _

from tuque.accounts import trail
from tuque.accounts.models import Organization
from tuque.accounts.roles import OFFERED, Role
from tuque.accounts.services import invitations
from tuque.core import wall
from tuque.core.crypto import keyring
from tuque.core.problems import Problem


@dataclass
class ValueRefused(Problem):
    code = "accounts.value_refused"
    value: str
    allowed: str

    def message(self) -> str:
        return _("“%(value)s” cannot be used here. Expected: %(allowed)s.") % {
            "value": self.value,
            "allowed": self.allowed,
        }


@transaction.atomic
def create(*, code: str, name: str, time_zone: str, at: datetime) -> Organization:
    """Raises ValueRefused for a code that is taken or unreadable, or an unknown time zone; RootKeyTrouble."""
    try:
        validate_slug(code)
    except ValidationError as problem:
        raise ValueRefused(value=code, allowed=_("letters, digits and hyphens")) from problem
    if Organization.objects.filter(code=code).exists():
        raise ValueRefused(value=code, allowed=_("a code that no organization has yet"))
    if time_zone and time_zone not in zoneinfo.available_timezones():
        raise ValueRefused(value=time_zone, allowed="America/Winnipeg, America/Toronto…")
    organization = Organization.objects.create(
        code=code, name=name, time_zone=time_zone or settings.TIME_ZONE, created_at=at
    )
    with wall.within(organization.pk):
        # With its key from the first moment: a key made within a long import would be asked for at each row until it ends.
        keyring.current(organization.pk)
    trail.record(
        "accounts.organization_created",
        at=at,
        organization=organization,
        subject=organization,
        actor_ref="create-organization",
    )
    return organization


def invite_first(*, code: str, email: str, name: str, language: str, roles: Iterable[str], at: datetime) -> str:
    """Invite someone to the organization `code`. Returns the secret of the link. Raises ValueRefused, AddressTaken."""
    organization = Organization.objects.filter(code=code).first()
    if organization is None:
        known = ", ".join(Organization.objects.order_by("code").values_list("code", flat=True)) or "-"
        raise ValueRefused(value=code, allowed=known)
    try:
        validate_email(email)
    except ValidationError as problem:
        raise ValueRefused(value=email, allowed=_("an e-mail address")) from problem
    if language not in dict(settings.LANGUAGES):
        raise ValueRefused(value=language, allowed=", ".join(dict(settings.LANGUAGES)))
    unknown = next((role for role in roles if role not in dict(OFFERED)), None)
    if unknown is not None:
        raise ValueRefused(value=unknown, allowed=", ".join(dict(OFFERED)))
    with wall.within(organization.pk):
        _invitation, token = invitations.invite(
            organization=organization,
            email=email,
            name=name,
            language=language,
            roles=[Role(role) for role in roles],
            team=None,
            by=None,
            at=at,
        )
    return token
