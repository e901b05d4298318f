"""To the organization's own sign-in and back."""

import requests
from allauth.socialaccount.providers.openid_connect import views
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tuque.accounts.access import public
from tuque.core.problems import Problem


class SingleSignOnAway(Problem):
    code = "accounts.single_sign_on_away"
    status = 503

    def message(self) -> str:
        return _(
            "The sign-in service of your organization does not answer just now. Wait a minute and try again, "
            "or use your password or your passkey."
        )


@public(reason="The way to sign in with the organization's own service.")
def leave(request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        answer: HttpResponse = views.login(request, provider_id)
    except requests.RequestException as problem:
        raise SingleSignOnAway from problem
    return answer


@public(reason="Where the organization's sign-in service sends people back to.")
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        answer: HttpResponse = views.callback(request, provider_id)
    except requests.RequestException as problem:
        raise SingleSignOnAway from problem
    return answer
