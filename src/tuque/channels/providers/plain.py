"""One text message to someone who is in no conversation: a service that they were referred to. Nothing of it is kept here.

What they answer arrives as any message to the number does.
"""

from uuid import UUID

from tuque.accounts.api import Organization
from tuque.channels.codes import Channel
from tuque.channels.providers import contract
from tuque.channels.providers.contract import Outgoing
from tuque.channels.providers.models import Account
from tuque.channels.providers.outside import way_to
from tuque.referrals import api as referrals


class PlainTexts:
    """Sends from the organization's first number that carries text messages and may begin one."""

    def can_send(self, organization: Organization) -> bool:
        return _account_of(organization) is not None

    def send(self, organization: Organization, *, to: str, text: str, message_id: UUID) -> None:
        account = _account_of(organization)
        if account is None:
            raise referrals.NotSent(is_final=True)
        outgoing = Outgoing(sender=account.address, to=to, text=text, callback=account.webhook, id=str(message_id))
        try:
            account.kind.send(outgoing, *way_to(account))
        except contract.NotSent as problem:
            raise referrals.NotSent(is_final=problem.is_final) from None
        except (OSError, KeyError, TypeError, IndexError):  # no answer, or one in another form than documented
            raise referrals.NotSent(is_final=False) from None


def _account_of(organization: Organization) -> Account | None:
    accounts = Account.objects.filter(organization=organization, retired_at=None).order_by("created_at", "pk")
    return next((one for one in accounts if one.kind.channel == Channel.TEXT and not one.kind.window_hours), None)
