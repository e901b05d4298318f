"""Turning results into pages: a whole page, or the part that HTMX asked for."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
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
    """The page that says what is wrong and what to do. Safe without a database: it reads nothing."""
    template = "web/_problem.html" if request.headers.get("HX-Request") else "web/problem.html"
    body = render_to_string(template, {"code": code, "message": message, "status": status, "language_choice": True})
    return HttpResponse(body, status=status)
