"""Accounts made for a test, and deliveries that knock at their address as a provider would."""

import hashlib
import secrets
from urllib.parse import urlsplit

from conftest import NOON
from django.test import Client

from tuque.channels.models import Line
from tuque.channels.providers.models import Account
from tuque.channels.providers.tests import recorded
from tuque.channels.tests import factories
from tuque.core import outbox

ORIGIN = "https://testserver"


def account(cast, provider="twilio", *, line: Line | None = None, address=None, language="en", origin=ORIGIN, at=NOON):
    """With what the recorded deliveries are signed with. Without a service: what is only prepared leaves no audit record."""
    path = secrets.token_urlsafe(32)
    return Account.objects.create(
        organization=cast.downtown,
        provider=provider,
        line=line or factories.line(cast),
        address=address or ("111111" if provider == "messenger" else recorded.LINE),
        language=language,
        credentials=recorded.CREDENTIALS[provider],
        path=path,
        path_hash=hashlib.sha256(path.encode()).hexdigest(),
        origin=origin,
        created_at=at,
    )


def knock(account, delivered, *, client: Client | None = None):
    """The answer to a delivery that was recorded for any address, sent to this account's own."""
    parts = urlsplit(account.webhook)
    query = urlsplit(delivered.url).query
    headers = {name: value for name, value in delivered.headers.items() if name != "content-type"}
    return (client or Client()).generic(
        delivered.method,
        parts.path + (f"?{query}" if query else ""),
        delivered.body,
        content_type=delivered.headers.get("content-type", ""),
        headers=headers,
        secure=True,
    )


def twilio(account, fields, **values):
    """Signed for this account's own address."""
    return knock(account, recorded.twilio(fields, url=account.webhook, **values))


def work(*, clock=None):
    """What the worker behind the pages does, until nothing is due."""
    done = 0
    while tried := outbox.deliver_due(**({"clock": clock} if clock else {})):
        done += tried
    return done
