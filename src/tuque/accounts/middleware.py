"""Who is asking: `request.worker`, and the language they read."""

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.cache import caches
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from tuque.accounts.journal import seen_key
from tuque.accounts.models import Worker
from tuque.core import wall
from tuque.core.clock import now

SEEN_EVERY_SECONDS = 300


class WorkerRequest(HttpRequest):
    """A request that a view behind `roles_allowed` receives: someone is signed in."""

    worker: Worker
    htmx: object


class WorkerMiddleware:
    """Set `request.worker` (None for a visitor) and read pages in the worker's own language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        worker = user if isinstance(user, Worker) and user.is_authenticated else None
        request.worker = worker  # type: ignore[attr-defined]
        if worker is not None:
            wall.step_in(worker.organization_id, worker_id=worker.pk)
            note_seen(request.session.session_key or "")
        if worker is not None and worker.language in dict(settings.LANGUAGES):
            translation.activate(worker.language)
            request.LANGUAGE_CODE = worker.language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or "en")
        return response


def note_seen(session_key: str) -> None:
    """Keep when a session was last used, at most once in five minutes: a page must not cost a write."""
    if not caches["quick"].add(seen_key(session_key), True, SEEN_EVERY_SECONDS):
        return
    try:
        UserSession.objects.filter(session_key=session_key).update(last_seen_at=now())
    except OperationalError:
        return  # a full disk or a busy database: reading goes on, this one line is stale
