"""Views are closed: each says who may enter, or why anyone may. A test fails for a view that says neither."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _

from tuque.accounts import kept
from tuque.accounts.roles import Role
from tuque.core.clock import now
from tuque.core.problems import PermissionRefused

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
PAGE_METHODS = ("GET", "HEAD", "POST")


def public(*, reason: str) -> Callable[[View], View]:
    """Anyone may enter, for `reason`."""

    def mark(view: View) -> View:
        @wraps(view)
        def open_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in PAGE_METHODS:
                return HttpResponseNotAllowed(PAGE_METHODS)
            return view(request, *args, **kwargs)

        open_view.public_reason = reason  # type: ignore[attr-defined]
        return open_view  # type: ignore[return-value]

    return mark


def roles_allowed(*roles: Role, without_factor_too: bool = False) -> Callable[[View], View]:
    """Only workers who hold one of `roles` may enter; others get 403, and visitors the sign-in page.

    Whoever must add a second factor first is sent to do it, unless `without_factor_too`.
    """

    def close(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            worker = getattr(request, "worker", None)
            if worker is None:
                return to_sign_in(request)
            if roles and not worker.holds(*roles):
                raise PermissionRefused
            if worker.factor_due_since and not without_factor_too:
                return redirect("accounts:welcome")
            if request.method not in PAGE_METHODS:
                return HttpResponseNotAllowed(PAGE_METHODS)
            return view(request, *args, **kwargs)

        guarded.allowed_roles = frozenset(roles) or frozenset(Role)  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return close


def leave_nothing(response: HttpResponseBase) -> None:
    """Have the browser forget the pages and whatever else it kept. The language stays: it is a cookie of the reader's."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and from there back here; what a form of ours sent is kept until then."""
    target = request.get_full_path()
    if kept.keep(request, at=now()):
        target = reverse("accounts:kept")
        messages.info(request, _("You were signed out meanwhile. Sign in: what you wrote is kept."))
    response = redirect_to_login(target, resolve_url("account_login"))
    if settings.SESSION_COOKIE_NAME in request.COOKIES:  # a session was here, and has ended
        leave_nothing(response)
    return response


def signed_in(view: View) -> View:
    """Any worker may enter."""
    return roles_allowed()(view)


def own_account(view: View) -> View:
    """Any worker may enter, also to add the second factor that they must have before anything else opens."""
    return roles_allowed(without_factor_too=True)(view)
