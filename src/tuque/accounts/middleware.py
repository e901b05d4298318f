"""Who is asking: `request.worker`, the language they read, and the time by which their organization lives."""

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from tuque.accounts.journal import seen_key
from tuque.accounts.models import Worker
from tuque.accounts.services import sessions
from tuque.core import wall
from tuque.core.clock import now

SEEN_EVERY_SECONDS = 300


class WorkerRequest(HttpRequest):
    """A request that a view behind `roles_allowed` receives: someone is signed in."""

    worker: Worker
    htmx: object


class WorkerMiddleware:
    """Set `request.worker` (None for a visitor); pages are read in the worker's own language, and every time on them is that of
    their organization, as what is written in a form is. A visitor reads in the site's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        worker = user if isinstance(user, Worker) and user.is_authenticated else None
        if worker is not None and not note_seen(request.session.session_key or "", of=worker):
            end_unused(request, worker)
            worker = None
        request.worker = worker  # type: ignore[attr-defined]
        if worker is not None:
            wall.step_in(worker.organization_id, worker_id=worker.pk)
        if worker is not None and worker.language in dict(settings.LANGUAGES):
            translation.activate(worker.language)
            request.LANGUAGE_CODE = worker.language
        with timezone.override(worker.organization.zone if worker is not None else None):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or "en")
        return response


def note_seen(session_key: str, *, of: Worker) -> bool:
    """Keep when a session was last used, at most once in five minutes: a page must not cost a write. False when it was left
    unused for longer than TUQUE_IDLE_MINUTES."""
    quick, key, at = caches["quick"], seen_key(session_key), now()
    if quick.get(key):
        return True
    try:
        with wall.within(of.organization_id, worker_id=of.pk):
            kept = UserSession.objects.filter(session_key=session_key)
            used = kept.filter(last_seen_at__gte=at - settings.SESSION_IDLE).update(last_seen_at=at)
            if not used and kept.exists():
                return False
    except OperationalError:
        return True  # a full disk or a busy database: reading goes on, this one line is stale
    quick.set(key, True, SEEN_EVERY_SECONDS)
    return True


def end_unused(request: HttpRequest, worker: Worker) -> None:
    """Whoever finds the phone is asked to sign in; what its owner had written is kept for them (`kept`)."""
    with wall.within(worker.organization_id, worker_id=worker.pk):
        sessions.end_unused(worker=worker, session_key=request.session.session_key or "", at=now())
    request.session.flush()
    request.user = AnonymousUser()
