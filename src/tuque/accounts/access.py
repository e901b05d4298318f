"""Views are closed: each says who may enter, or why anyone may. A test fails for a view that says neither."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url

from tuque.accounts.roles import Role
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
                return redirect_to_login(request.get_full_path(), resolve_url("account_login"))
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


def signed_in(view: View) -> View:
    """Any worker may enter."""
    return roles_allowed()(view)


def own_account(view: View) -> View:
    """Any worker may enter, also to add the second factor that they must have before anything else opens."""
    return roles_allowed(without_factor_too=True)(view)
