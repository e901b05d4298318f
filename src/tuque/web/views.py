"""The way in: each worker lands on the one home screen made for their work."""

import sys

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tuque.accounts.access import public, signed_in, to_sign_in
from tuque.accounts.api import kept
from tuque.accounts.middleware import WorkerRequest
from tuque.core.pages import problem_page, render_page
from tuque.web import built, home, troubles


@signed_in
@require_GET
def home_page(request: WorkerRequest) -> HttpResponse:
    """Send the worker to the home screen of their first role, or say that they have none yet."""
    address = home.address_for(request.worker)
    if address:
        return redirect(address)
    return render_page(request, "web/no_role.html", {})


@public(reason="The language must be readable before signing in.")
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language for this browser, and for the worker when one is signed in."""
    language = request.POST.get("language", "")
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    if language in dict(settings.LANGUAGES):
        worker = getattr(request, "worker", None)
        if worker is not None:
            home.choose_language(worker, language)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            httponly=True,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return response


@public(reason="A monitor asks whether pages are served; it learns nothing else.")
def healthy(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@public(reason="A script that anyone's browser runs; it holds nothing.")
@require_GET
def finder_worker(request: HttpRequest) -> HttpResponse:
    """The worker of the finder's copy, at an address that does not change: a browser looks there for a newer one."""
    response = _script("workers/finder-offline.ts")
    response.headers["Service-Worker-Allowed"] = "/find"
    return response


@public(reason="Pages of other sites that show a finder of ours load it; it holds nothing.")
@require_GET
def finder_embed(request: HttpRequest) -> HttpResponse:
    """The script that makes a finder inside another site's page as tall as it is."""
    script = _script("workers/embed.ts").content
    # In a function of its own: its names are nobody's on a page that is not ours.
    response = HttpResponse(b"(function(){" + script + b"})();", content_type="text/javascript; charset=utf-8")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _script(source: str) -> HttpResponse:
    names = built.files_of(source)
    if not names:
        raise Http404
    return HttpResponse((built.FOLDER / names[0]).read_bytes(), content_type="text/javascript; charset=utf-8")


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was opened too long ago or elsewhere. What a form of ours sent can be sent again; nothing is lost."""
    worker = getattr(request, "worker", None)
    found = kept.read(request, of=worker)
    if found is not None:
        if worker is None:
            return to_sign_in(request)
        return render_page(request, "accounts/kept.html", {"kept": found}, status=403)
    return problem_page(
        request,
        code="web.form_expired",
        status=403,
        message=_(
            "This page was open too long, so nothing was saved. Go back, copy what you wrote, reload and send again."
        ),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    message = _("There is nothing here, or it is not yours to see. Go back, or ask your supervisor.")
    return problem_page(request, code="core.not_found", status=404, message=message)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    message = _("Your role does not allow this. Ask your supervisor if you need it for your work.")
    return problem_page(request, code="core.permission_refused", status=403, message=message)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return troubles.bad_request(request, exception)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    message = _("Too many requests came from here in a short time. Wait a few minutes, then try again.")
    return problem_page(request, code="web.too_many_requests", status=429, message=message)


def broken(request: HttpRequest) -> HttpResponse:
    """A failure of ours; or storage that failed before any view was reached, while the session was being read."""
    answer = troubles.storage(request, sys.exc_info()[1])
    if answer is not None:
        return answer
    message = _(
        "Something went wrong on our side, and nothing was saved. Go back and try again; if it happens again, tell your administrator."
    )
    return problem_page(request, code="web.broken", status=500, message=message)
