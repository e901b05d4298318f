"""Proving again, a few minutes ago at most, that it is really you: asked before what must never be done by a found phone."""

from datetime import datetime

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from tuque.accounts.models import Worker


def is_fresh(request: HttpRequest, *, at: datetime) -> bool:
    """Whether this session proved who it is (password, code or passkey) within five minutes; signing in counts.

    Stricter than django-allauth's own question: whoever signs in elsewhere alone is not taken at their word.
    """
    worker = getattr(request, "worker", None)
    if worker is None:
        return False
    records = get_authentication_records(request, worker)
    proven = [float(record["at"]) for record in records if record.get("reauthenticated")]
    return bool(proven) and 0 <= at.timestamp() - proven[-1] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def can_confirm(worker: Worker) -> bool:
    """Whether there is something to prove it with here: whoever signs in elsewhere alone has to sign in again."""
    return bool(get_reauthentication_flows(worker))


def address(*, next_page: str) -> str:
    """Where it is proven; the reader comes back to `next_page`."""
    return f"{reverse('account_reauthenticate')}?{urlencode({REDIRECT_FIELD_NAME: next_page})}"
