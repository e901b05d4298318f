"""Openings for tests, and sessions that have just proven who they are."""

import time
from datetime import datetime
from uuid import UUID

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY as METHODS_KEY
from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY as USER_KEY
from django.contrib.auth import SESSION_KEY
from django.test import Client

from tuque.accounts.models import Worker
from tuque.breakglass import services
from tuque.breakglass.models import Opening
from tuque.core.clock import now

WORDS = "Nobody was told where to find them"


def opening(by: Worker, subject_id: UUID, *, at: datetime | None = None, words: str = WORDS) -> Opening:
    return services.open_in_emergency(subject_id=subject_id, reason="danger", words=words, by=by, at=at or now())


def prove(client: Client, *, seconds_ago: float = 0) -> Client:
    """As if the worker had given their password again."""
    session = client.session
    session[USER_KEY] = session[SESSION_KEY]
    session[METHODS_KEY] = [{"method": "password", "at": time.time() - seconds_ago, "reauthenticated": True}]
    session.save()
    return client
