"""The demonstration's pocket phones: two people who may write to the line at any time."""

from datetime import datetime

from tuque.accounts.models import Organization, Worker
from tuque.channels.codes import Channel
from tuque.channels.models import Line
from tuque.channels.providers import accounts
from tuque.channels.providers.models import Account
from tuque.channels.providers.pocket import network

NUMBER = "+12045550190"
NOWHERE_YET = "http://127.0.0.1"  # the page of the phones says where the site is


def fill(organization: Organization, *, at: datetime) -> None:
    """Make them on first use."""
    lines = Line.objects.filter(organization=organization, is_in_use=True).order_by("pk")
    line = next((one for one in lines if Channel.TEXT in one.channels), None)
    if line is None or Account.objects.filter(organization=organization).exists():
        return
    dana = Worker.objects.get(organization=organization, email="dana@demo.example")
    account = accounts.add_account(
        provider="pocket", line=line, address=NUMBER, language="en", given={}, origin=NOWHERE_YET, by=dana, at=at
    )
    for _ in range(2):
        network.add_phone(account, by=dana)
