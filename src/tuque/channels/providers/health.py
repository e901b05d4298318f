"""How each account is: silent for longer than is usual, knocked at by strangers, with letters that could not be read."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from tuque.accounts.api import Worker
from tuque.channels.providers import accounts
from tuque.channels.providers.models import Account, Delivery, Envelope, Outcome
from tuque.channels.providers.silence import WEEKS, Silence, judge, usual_at

DAY = timedelta(days=1)
TROUBLED = (Outcome.UNREADABLE, Outcome.UNCONFIRMED, Outcome.CONFLICT)


@dataclass(frozen=True)
class Health:
    account: Account
    silence: Silence
    heard_today: int
    sent_today: int
    failed_today: int
    troubled: int


def list_health(viewer: Worker, *, at: datetime) -> list[Health]:
    return [health_of(account, at=at) for account in accounts.list_accounts(viewer)]


def health_of(account: Account, *, at: datetime) -> Health:
    """Three questions of the database; nothing of people is in the answer."""
    heard = account.envelopes.filter(is_message=True)
    arrivals = heard.filter(received_at__gte=at - timedelta(weeks=WEEKS, hours=1)).values_list("received_at", flat=True)
    usual = usual_at(arrivals, at=at, zone=account.line.zone, since=account.created_at)
    ours = Delivery.objects.filter(account=account, queued_at__gte=at - DAY).aggregate(
        sent=Count("pk", filter=~Q(state="failed")), failed=Count("pk", filter=Q(state="failed"))
    )
    return Health(
        account=account,
        silence=judge(last=account.last_heard_at, since=account.created_at, at=at, usual=usual),
        heard_today=heard.filter(received_at__gte=at - DAY).count(),
        sent_today=ours["sent"],
        failed_today=ours["failed"],
        troubled=Envelope.objects.filter(account=account, outcome__in=TROUBLED).count(),
    )


def odd_silences(organization_id: int, *, at: datetime) -> list[Health]:
    """For whoever watches over the line: the accounts of which nothing is heard for longer than chance explains."""
    rows = Account.objects.filter(organization_id=organization_id, retired_at__isnull=True)
    rows = rows.exclude(provider=accounts.MAILBOX).select_related("line")  # letters come when they come
    return [found for found in (health_of(row, at=at) for row in rows) if found.silence.is_odd]
