from datetime import timedelta

from tuque.accounts.models import Worker
from tuque.core.clock import now
from tuque.releases.scopes import Scope
from tuque.releases.services import create_token


def token(by: Worker, *scopes: Scope, days: int = 30) -> str:
    """The secret of a new token with these scopes (all of them when none is named)."""
    moment = now()
    _token, secret = create_token(
        name="Example", scopes=scopes or list(Scope), expires_at=moment + timedelta(days=days), by=by, at=moment
    )
    return secret
