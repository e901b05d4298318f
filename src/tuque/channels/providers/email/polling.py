"""Once a minute: what came into the mailbox is kept, then worked on by the outbox as any provider's delivery is."""

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from tuque.accounts.api import Organization
from tuque.audit import api as audit
from tuque.channels import limits
from tuque.channels.codes import Channel
from tuque.channels.lines import find_line_of
from tuque.channels.models import Line
from tuque.channels.providers import receiving
from tuque.channels.providers.contract import Said
from tuque.channels.providers.email import mailbox
from tuque.channels.providers.email.receiving import delivered_of, read
from tuque.channels.providers.models import Account
from tuque.core import wall
from tuque.core.clock import now

logger = logging.getLogger(__name__)
CODE = "email"


def poll() -> int:
    """Look once; how many letters there were. A mailbox that does not answer is noted, and looked at again."""
    try:
        box = mailbox.from_url(settings.MAILBOX_URL)
    except ValueError:
        logger.warning("channels.mailbox_setting_unreadable")
        return 0
    if box is None:
        return 0
    with wall.system(wall.Purpose.DOORSTEP):
        line = find_line_of(box.line)
    if line is None:
        logger.warning("channels.mailbox_without_line")
        return 0
    with wall.within(line.organization_id):
        account = account_of(line, box, at=now())
        error, count = "", 0
        try:
            count = mailbox.look(box, lambda raw: keep(account, raw, at=now()))
        except mailbox.Unreachable as problem:
            error = problem.code
            logger.warning("channels.mailbox_away %s", error)
        Account.objects.filter(pk=account.pk).update(tried_at=now(), tried_error=error)
    return count


@dataclass(frozen=True)
class Seen:
    """When the mailbox was last looked into, and what went wrong then."""

    at: datetime
    error: str


def last_look() -> Seen | None:
    """Asked on the doorstep by the doctor; None before the first look."""
    with wall.system(wall.Purpose.DOORSTEP):
        row = (
            Account.objects.filter(provider=CODE, retired_at__isnull=True, tried_at__isnull=False)
            .order_by("-tried_at")
            .first()
        )
    return Seen(row.tried_at, row.tried_error) if row is not None and row.tried_at is not None else None


def check_setting() -> None:
    """Raises ValueError for an address of a mailbox that cannot be read."""
    mailbox.from_url(settings.MAILBOX_URL)


def keep(account: Account, raw: bytes, *, at: datetime) -> None:
    """Before it is marked as seen: a crash in between brings it again, and the same letter is kept once."""
    delivered = delivered_of(raw, at=at)
    told = [event for event in read(delivered) if isinstance(event, Said)]
    if all(limits.has_room_for_letter(event.sender) for event in told):
        receiving.keep(account, delivered, [(event.id, True) for event in told])
    else:
        Account.objects.filter(pk=account.pk).update(refused=F("refused") + 1, refused_at=at)


def site_address() -> str:
    """Where the public finds this site; nothing where no name was set for the world."""
    found = next((one for one in settings.CSRF_TRUSTED_ORIGINS if "*" not in one and "://." not in one), "")
    return str(found)


@transaction.atomic
def account_of(line: Line, box: mailbox.Mailbox, *, at: datetime) -> Account:
    """The mailbox as an account of the line; made at the first look, since its address is the administrator's setting."""
    found = Account.objects.filter(line=line, provider=CODE, address=box.address, retired_at__isnull=True).first()
    if found is not None:
        return found
    path = secrets.token_urlsafe(32)
    account = Account.objects.create(
        organization_id=line.organization_id,
        provider=CODE,
        line=line,
        address=box.address,
        language=next(iter(line.languages), "en"),
        path=path,
        path_hash=hashlib.sha256(path.encode()).hexdigest(),
        origin=site_address(),
        created_at=at,
    )
    organization = Organization.objects.get(pk=line.organization_id)
    audit.record("channels.mailbox_added", organization=organization, subject=account, at=at)
    if Channel.EMAIL not in line.channels:
        Line.objects.filter(pk=line.pk).update(channels=[*line.channels, Channel.EMAIL.value])
    return account
