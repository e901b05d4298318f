"""Problems and failures as answers that say what is wrong and what to do. None of them reads the database."""

from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tuque.breakglass import api as breakglass
from tuque.core.pages import problem_page
from tuque.core.problems import Problem
from tuque.core.storage import is_away, is_disk_full


def problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return problem_page(
        request,
        code=problem.code,
        status=problem.status,
        message=problem.message(),
        emergency=emergency_way(request, problem),
    )


def emergency_way(request: HttpRequest, problem: Problem) -> str:
    """Where what was refused may be opened in an emergency; alike for what is there and what is not."""
    worker, asked_for = getattr(request, "worker", None), request.resolver_match
    if problem.status not in {403, 404} or worker is None or asked_for is None:
        return ""
    if asked_for.view_name not in breakglass.homes() or not breakglass.can_open(worker):
        return ""
    return f"{reverse('breakglass:open')}?{urlencode({'code': str(asked_for.kwargs.get('public_id', ''))})}"


def storage(request: HttpRequest, exception: BaseException | None) -> HttpResponse | None:
    """Database away or disk full: nothing was saved, and the reader is told so. None for another exception."""
    if is_disk_full(exception):
        code = "core.disk_full"
        message = _(
            "The disk of the server is full: nothing was saved. Keep this page open, tell your administrator, then try again."
        )
    elif is_away(exception):
        code = "core.database_away"
        message = _(
            "The database cannot be reached just now: nothing was saved. Keep this page open and try again in a minute."
        )
    else:
        return None
    answer = problem_page(request, code=code, status=503, message=message)
    answer.headers["Retry-After"] = "60"
    return answer


def declared_length(request: HttpRequest) -> int:
    """The size that the sender announces, in bytes; 0 where it is not said or cannot be read."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    return int(announced) if announced.isascii() and announced.isdigit() else 0


def too_large(request: HttpRequest) -> HttpResponse:
    message = _("This is too large to be sent at once, so nothing was saved. Send a smaller file, or send it in parts.")
    return problem_page(request, code="web.too_large", status=413, message=message)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    if isinstance(exception, DisallowedHost):
        message = _(
            "This site is not known under the name in the address. Check how it is written; if it is right, ask the "
            "administrator to add that name to TUQUE_HOSTS."
        )
        return problem_page(request, code="web.host_unknown", status=400, message=message)
    message = _("The server could not read what was sent. Go back, reload the page and try again.")
    return problem_page(request, code="web.bad_request", status=400, message=message)


def method_refused(request: HttpRequest) -> HttpResponse:
    message = _("This address does not take that kind of request. Go back and use the buttons of the page.")
    return problem_page(request, code="web.method_refused", status=405, message=message)
