"""What a provider delivers: proven, kept, and only then answered. Nothing here waits for anyone else.

A person in distress is behind it: no right, no limit and no closed line stands in its way.
"""

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import F

from tuque.channels.providers.contract import Delivered, Refused, Reply, Said, Unreadable
from tuque.channels.providers.models import Account, Envelope
from tuque.channels.providers.outside import fingerprint
from tuque.core import outbox

TOPIC = "channels.envelope"


def find_account(path: str) -> Account | None:
    """The account behind an address of ours: asked on the doorstep."""
    hashed = hashlib.sha256(path.encode()).hexdigest()
    return Account.objects.filter(path_hash=hashed, retired_at__isnull=True).first()


def receive(account: Account, delivered: Delivered) -> Reply:
    """Keep what is told, once, and say what the provider waits to hear. Raises Refused: not proven, and nothing is kept."""
    provider, credentials = account.kind, account.credentials
    try:
        shaken = provider.handshake(delivered, credentials)
        if shaken is not None:
            return shaken
        provider.verify(delivered, credentials)
    except Refused:
        _count_refused(account, at=delivered.at)
        raise
    try:
        told = [(event.id, isinstance(event, Said)) for event in provider.read(delivered)]
    except Unreadable:
        told = [(f"unreadable:{hashlib.sha256(delivered.body + delivered.url.encode()).hexdigest()}", False)]
    keep(account, delivered, told)
    return provider.reply


@transaction.atomic
def keep(account: Account, delivered: Delivered, told: list[tuple[str, bool]]) -> None:
    """An envelope for each thing told. What was told before is kept once: the second adds nothing."""
    prints = {fingerprint(account, provider_id): is_message for provider_id, is_message in told}
    known = set(Envelope.objects.filter(account=account, fingerprint__in=prints).values_list("fingerprint", flat=True))
    rows = [
        Envelope(
            organization_id=account.organization_id,
            account=account,
            fingerprint=one,
            is_message=is_message,
            raw=raw_of(delivered),
            received_at=delivered.at,
        )
        for one, is_message in prints.items()
        if one not in known
    ]
    # Two deliveries of the same thing at once: the second's rows are dropped, and its messages find nothing to do.
    Envelope.objects.bulk_create(rows, ignore_conflicts=True)
    for row in rows:
        outbox.post(TOPIC, {"envelope": str(row.public_id)}, at=delivered.at, organization_id=account.organization_id)
    Account.objects.filter(pk=account.pk).update(last_heard_at=delivered.at)


def raw_of(delivered: Delivered) -> dict[str, str]:
    """The request, as it can be read again. It is proven: its bytes are text, or are kept as far as they are."""
    return {
        "method": delivered.method,
        "url": delivered.url,
        "type": delivered.headers.get("content-type", ""),
        "body": delivered.body.decode(errors="replace"),
    }


def delivered_of(raw: dict[str, str], *, at: datetime) -> Delivered:
    headers = {"content-type": raw["type"]}
    return Delivered(method=raw["method"], url=raw["url"], headers=headers, body=raw["body"].encode(), at=at)


def _count_refused(account: Account, *, at: datetime) -> None:
    Account.objects.filter(pk=account.pk).update(refused=F("refused") + 1, refused_at=at)
