"""Turning results into pages: a whole page, or the part that HTMX asked for."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string


def render_page(request: HttpRequest, page: str, context: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    return HttpResponse(render_to_string(page, dict(context), request=request), status=status)


def render_part(
    request: HttpRequest, *, page: str, part: str, context: Mapping[str, object], status: int = 200
) -> HttpResponse:
    """`part` for HTMX and the whole `page` for everyone else: the part is the very include that the page uses."""
    wanted = part if getattr(request, "htmx", False) else page
    return render_page(request, wanted, context, status=status)


def problem_page(request: HttpRequest, *, code: str, status: int, message: str) -> HttpResponse:
    """What is wrong and what to do, as a page, as a part for HTMX or as JSON for a program (RFC 9457).

    Safe without a database: it reads nothing.
    """
    if wants_json(request):
        answer = {"type": "about:blank", "status": status, "code": code, "detail": message}
        return JsonResponse(answer, status=status, content_type="application/problem+json")
    template = "web/_problem.html" if request.headers.get("HX-Request") else "web/problem.html"
    body = render_to_string(template, {"code": code, "message": message, "status": status, "language_choice": True})
    return HttpResponse(body, status=status)


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks: a browser names text/html first, and HTMX takes what it is given."""
    accepted = request.headers.get("Accept", "")
    return "json" in accepted and "text/html" not in accepted
