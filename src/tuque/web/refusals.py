"""What a worker tried and their role does not allow, kept in the audit: by the name of the address, never by what was asked."""

from django.core.cache import caches
from django.db import DatabaseError, transaction
from django.http import HttpRequest

from tuque.audit import api as audit
from tuque.core.clock import now
from tuque.core.problems import Problem

ONCE_IN_SECONDS = 60  # for one worker and one address: whoever presses again and again does not fill the audit


def note(request: HttpRequest, problem: Problem) -> None:
    """Record the refusal. When it cannot be recorded the answer is a refusal all the same: nothing was shown."""
    worker, asked_for = getattr(request, "worker", None), request.resolver_match
    if problem.status != 403 or worker is None or asked_for is None:
        return
    if not caches["quick"].add(f"refused:{worker.pk}:{asked_for.view_name}", True, ONCE_IN_SECONDS):
        return
    details = {"address": asked_for.view_name, "method": str(request.method)}
    try:
        with transaction.atomic():
            audit.record("web.refused", by=worker, at=now(), details=details)
    except (audit.NotRecorded, DatabaseError):
        return
