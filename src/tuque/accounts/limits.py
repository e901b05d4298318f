"""Counting attempts by the table in `tuque.core.limits`: closed limits in the database, open ones in memory or Redis."""

import time

from allauth.core.internal import ratelimit
from django.core.cache import caches
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tuque.accounts.models import Worker
from tuque.core.limits import LIMITS, Fails, Limit, Per
from tuque.core.problems import Problem


class TooOften(Problem):
    code = "accounts.too_often"
    status = 429

    def message(self) -> str:
        return _(
            "This was asked for too many times in a short while, so it was not done. Wait a few minutes, then try again."
        )


def check(request: HttpRequest, purpose: str) -> None:
    """Count one attempt at `purpose`. Raises TooOften when there were too many, or when a closed limit cannot count."""
    limits = LIMITS[purpose]
    worker = getattr(request, "worker", None)
    if any(limit.fails is Fails.CLOSED for limit in limits):
        allowed = bool(ratelimit.consume(request, app="allauth.account", action=purpose, user=worker, limit_get=True))
    else:
        allowed = all(_has_room(limit, purpose, _whose(limit, request, worker)) for limit in limits)
    if not allowed:
        raise TooOften


def _whose(limit: Limit, request: HttpRequest, worker: Worker | None) -> str:
    """Whose attempts are counted together, as a key."""
    if limit.per is Per.ADDRESS:
        return str(ratelimit.get_ip(request))
    return str(worker.pk) if worker else ""


def _has_room(limit: Limit, purpose: str, whose: str) -> bool:
    """Whether this window of time has room for one more. Two at the same instant may count as one: it fails open."""
    window = int(time.time() // limit.seconds)
    key = f"limit:{purpose}:{whose}:{window}"
    counted = int(caches["quick"].get(key, 0)) + 1
    caches["quick"].set(key, counted, limit.seconds)
    return counted <= limit.amount
