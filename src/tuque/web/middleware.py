"""What every response carries, and how a problem becomes a page."""

from collections.abc import Callable

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from tuque.core.problems import Problem
from tuque.web import refusals, troubles

FOR_PROGRAMS = ("/api/", "/openrosa/")
Handler = Callable[[HttpRequest], HttpResponse]


class SafeHeaders:
    """Nothing signed-in is kept by a cache, and a page may use only what it needs of the device."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy",
            "camera=(self), microphone=(self), geolocation=(self), payment=(), usb=(), interest-cohort=()",
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # A static file says by itself how long it may be kept; a static address that holds none is a page like another.
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class NothingInTheClear:
    """A program that speaks without TLS to a site that has it is refused. A redirect, as pages give, would serve it well and
    hide that its key travels in the clear each time."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECURE_SSL_REDIRECT and not request.is_secure() and request.path.startswith(FOR_PROGRAMS):
            why = _(
                "This site speaks to programs over HTTPS alone. Change the address to https:// and make a new key: the one that was sent may be known to others."
            )
            said = {"type": "about:blank", "status": 403, "code": "web.in_the_clear", "detail": why}
            return JsonResponse(said, status=403, content_type="application/problem+json")
        return self.get_response(request)


class PolicyHeader(CSPMiddleware):
    """The policy of pages, for every answer that has none of its own."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return response if HEADER in response else super().process_response(request, response)


class ProblemPages:
    """Problems raised by services and selectors, and storage that fails, as pages in the reader's language."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if troubles.declared_length(request) > settings.LARGEST_BODY:
            return troubles.too_large(request)
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            page = troubles.method_refused(request)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Problem):
            refusals.note(request, exception)
            return troubles.problem(request, exception)
        return troubles.storage(request, exception)
