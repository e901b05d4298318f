"""The addresses of django-allauth that are used, each open or closed as our own are. The rest do not exist here."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as social
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from tuque.accounts.access import leave_nothing, own_account, public
from tuque.accounts.views import single_sign_on

entrance = public(reason="Part of the way in: whoever comes here is not signed in yet.")
way_out = public(reason="Signing out must always work, even when the session has just ended.")


def whole(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A change and its audit record are kept together or not at all. Only for POST: a page read takes no lock."""
    together = transaction.atomic(view)

    @wraps(view)
    def chosen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return (together if request.method == "POST" else view)(request, *args, **kwargs)

    return chosen


def clearing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Whoever signs out leaves nothing in the browser for the next person at the same screen."""

    @wraps(view)
    def cleared(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            leave_nothing(response)
        return response

    return cleared


urlpatterns = [
    path("login/", entrance(account.login), name="account_login"),
    path("logout/", way_out(clearing(account.logout)), name="account_logout"),
    path("inactive/", entrance(account.account_inactive), name="account_inactive"),
    path("confirm/", own_account(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", own_account(whole(account.password_change)), name="account_change_password"),
    path("password/set/", own_account(whole(account.password_set)), name="account_set_password"),
    path("password/reset/", entrance(account.password_reset), name="account_reset_password"),
    path("password/reset/sent/", entrance(account.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        entrance(whole(account.password_reset_from_key)),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/done/",
        entrance(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("factors/", own_account(factors.index), name="mfa_index"),
    path("factors/authenticate/", entrance(factors.authenticate), name="mfa_authenticate"),
    path("factors/confirm/", own_account(factors.reauthenticate), name="mfa_reauthenticate"),
    path("factors/app/add/", own_account(whole(app.activate_totp)), name="mfa_activate_totp"),
    path("factors/app/remove/", own_account(whole(app.deactivate_totp)), name="mfa_deactivate_totp"),
    path("factors/codes/", own_account(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("factors/codes/renew/", own_account(whole(codes.generate_recovery_codes)), name="mfa_generate_recovery_codes"),
    path("factors/codes/download/", own_account(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("passkeys/", own_account(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("passkeys/add/", own_account(whole(passkeys.add_webauthn)), name="mfa_add_webauthn"),
    path("passkeys/confirm/", own_account(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("passkeys/<int:pk>/remove/", own_account(whole(passkeys.remove_webauthn)), name="mfa_remove_webauthn"),
    path("passkeys/<int:pk>/name/", own_account(whole(passkeys.edit_webauthn)), name="mfa_edit_webauthn"),
    path("passkeys/login/", entrance(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("single-sign-on/cancelled/", entrance(social.login_cancelled), name="socialaccount_login_cancelled"),
    path("single-sign-on/error/", entrance(social.login_error), name="socialaccount_login_error"),
    path("single-sign-on/<slug:provider_id>/", single_sign_on.leave, name="openid_connect_login"),
    path("single-sign-on/<slug:provider_id>/back/", single_sign_on.come_back, name="openid_connect_callback"),
]
