"""Turning results into pages: a whole page, or the part that HTMX asked for."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string


def render_page(request: HttpRequest, page: str, context: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    return HttpResponse(render_to_string(page, dict(context), request=request), status=status)


def render_part(
    request: HttpRequest, *, page: str, part: str, context: Mapping[str, object], status: int = 200
) -> HttpResponse:
    """`part` for HTMX and the whole `page` for everyone else: the part is the very include that the page uses."""
    wanted = part if getattr(request, "htmx", False) else page
    return render_page(request, wanted, context, status=status)


def problem_page(request: HttpRequest, *, code: str, status: int, message: str, emergency: str = "") -> HttpResponse:
    """What is wrong and what to do, as a page, as a part for HTMX or as JSON for a program (RFC 9457).

    `emergency` is the address where what was refused may be opened in an emergency, if there is one.
    Safe without a database: it reads nothing. The page changes its language by going where the reader came from.
    """
    if wants_json(request):
        answer = {"type": "about:blank", "status": status, "code": code, "detail": message}
        return JsonResponse(answer, status=status, content_type="application/problem+json")
    template = "web/_problem.html" if request.headers.get("HX-Request") else "web/problem.html"
    context = {"code": code, "message": message, "status": status, "emergency": emergency}
    context |= {"next": page_asked_for(request), "csrf_token": get_token(request)}
    return HttpResponse(render_to_string(template, context), status=status)


def page_asked_for(request: HttpRequest) -> str:
    """The page to show again in another language: a form's own address may only take forms."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc and came_from.netloc == request.META.get("HTTP_HOST"):
        return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
    return "/"


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks: a browser names text/html first, and HTMX takes what it is given."""
    accepted = request.headers.get("Accept", "")
    return "json" in accepted and "text/html" not in accepted
