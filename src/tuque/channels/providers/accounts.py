"""Setting accounts up. What a provider gave is sealed and never shown again; an address of ours is made once."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.channels.models import Line
from tuque.channels.providers import permissions
from tuque.channels.providers.contract import NotSent
from tuque.channels.providers.models import Account
from tuque.channels.providers.outside import way_to
from tuque.channels.providers.registry import PROVIDERS
from tuque.core.problems import NotFound

MAILBOX = "email"  # a setting of the administrator, not a page's


def list_accounts(viewer: Worker) -> list[Account]:
    permissions.check_can_set_up(viewer)
    rows = Account.objects.filter(organization_id=viewer.organization_id, retired_at__isnull=True).exclude(
        provider=MAILBOX
    )
    return list(rows.select_related("line").order_by("line__code", "pk"))


def get_account(public_id: UUID, *, viewer: Worker) -> Account:
    permissions.check_can_set_up(viewer)
    rows = Account.objects.filter(organization_id=viewer.organization_id, retired_at__isnull=True).exclude(
        provider=MAILBOX
    )
    found = rows.select_related("line").filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def add_account(
    *,
    provider: str,
    line: Line,
    address: str,
    language: str,
    given: Mapping[str, str],
    origin: str,
    by: Worker,
    at: datetime,
) -> Account:
    """`given` is what the provider's own page shows; what is ours to make is made here."""
    permissions.check_can_set_up(by)
    made = {asked.name: secrets.token_urlsafe(24) for asked in PROVIDERS[provider].asked if asked.is_ours}
    path = secrets.token_urlsafe(32)
    account = Account.objects.create(
        organization_id=by.organization_id,
        provider=provider,
        line=line,
        address=address,
        language=language,
        credentials={**given, **made},
        path=path,
        path_hash=hashlib.sha256(path.encode()).hexdigest(),
        origin=origin,
        created_at=at,
    )
    audit.record("channels.account_added", by=by, subject=account, at=at, details={"provider": provider})
    return account


@transaction.atomic
def change_credentials(*, account: Account, given: Mapping[str, str], by: Worker, at: datetime) -> None:
    """What is left empty stays. The token before this one still counts, where the provider may yet sign with it."""
    permissions.check_can_set_up(by)
    row = Account.objects.select_for_update().get(pk=account.pk)
    before, after = dict(row.credentials), {name: value for name, value in given.items() if value}
    if "auth_token" in after and "previous_auth_token" not in after and before.get("auth_token") != after["auth_token"]:
        after["previous_auth_token"] = before.get("auth_token", "")
    row.credentials = before | after
    row.save(update_fields=["credentials"])
    audit.record("channels.account_changed", by=by, subject=row, at=at, details={"changed": sorted(after)})


@transaction.atomic
def retire(*, account: Account, by: Worker, at: datetime) -> None:
    """Its address is answered no more, and it sends no more."""
    permissions.check_can_set_up(by)
    Account.objects.filter(pk=account.pk).update(retired_at=at)
    audit.record("channels.account_retired", by=by, subject=account, at=at)


def try_out(*, account: Account, by: Worker, at: datetime) -> str:
    """Ask the provider who we are: what it calls us. Nothing is sent to anyone. Not inside a transaction. Raises NotSent."""
    permissions.check_can_set_up(by)
    error = ""
    try:
        return account.kind.try_out(*way_to(account))
    except NotSent as problem:
        error = problem.error
        raise
    except (OSError, KeyError, TypeError):
        error = "no_answer"
        raise NotSent(error, is_final=False) from None
    finally:
        with transaction.atomic():
            Account.objects.filter(pk=account.pk).update(tried_at=at, tried_error=error)
            audit.record("channels.account_tried", by=by, subject=account, at=at, details={"error": error})


def follow_origin(found: list[Account], *, origin: str) -> None:
    """The pocket network knocks at the very site that shows its page: a trial may be served elsewhere than the last time."""
    for account in found:
        if account.origin != origin:
            Account.objects.filter(pk=account.pk).update(origin=origin)
