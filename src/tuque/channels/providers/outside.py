"""How each account's provider is reached: by public addresses alone; the pocket network, which is ourselves, by our own."""

import hashlib

from tuque.channels.providers.contract import Credentials, Http
from tuque.channels.providers.models import Account
from tuque.core import outgoing

# Where a provider is looked for instead: a server of the tests.
ELSEWHERE: dict[str, str] = {}


def way_to(account: Account) -> tuple[Credentials, Http, str]:
    """What `send`, `confirm` and `try_out` of the account's provider ask for."""
    ours = account.origin if account.provider == "pocket" else ELSEWHERE.get(account.provider, "")
    session = outgoing.session(trusted=[ours] if ours else [])
    return account.credentials, session, ours or account.kind.api


def fingerprint(account: Account, provider_id: str) -> str:
    """What stands for a provider's id: some hold the person's number in plain letters."""
    return hashlib.sha256(f"{account.public_id}:{provider_id}".encode()).hexdigest()
