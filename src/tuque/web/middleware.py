"""What every response carries, and how a problem becomes a page."""

from collections.abc import Callable

from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from tuque.core.pages import problem_page
from tuque.core.problems import Problem

Handler = Callable[[HttpRequest], HttpResponse]


class SafeHeaders:
    """Nothing signed-in is kept by a cache, and a page may use only what it needs of the device."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy",
            "camera=(self), microphone=(), geolocation=(self), payment=(), usb=(), interest-cohort=()",
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class ProblemPages:
    """Problems raised by services and selectors, and a database that is away, as pages in the reader's language."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Problem):
            return problem_page(request, code=exception.code, status=exception.status, message=exception.message())
        if isinstance(exception, OperationalError | DatabaseError):
            return storage_problem(request, exception)
        return None


def storage_problem(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """Database away or disk full: nothing was saved, and the reader is told so with what to do."""
    words = str(exception).lower()
    if "disk is full" in words or "no space left" in words:
        code = "core.disk_full"
        message = _(
            "The disk of the server is full: nothing was saved. Keep this page open, tell your administrator, then try again."
        )
    elif isinstance(exception, OperationalError):
        code = "core.database_away"
        message = _(
            "The database cannot be reached just now: nothing was saved. Keep this page open and try again in a minute."
        )
    else:
        return None
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"code": code, "detail": message}, status=503)
    return problem_page(request, code=code, status=503, message=message)
