"""How django-allauth is used here: by invitation only, in our words, with every act recorded."""

import base64
from typing import Any
from urllib.parse import urlsplit

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tuque.accounts import trail
from tuque.accounts.models import Worker
from tuque.core import outgoing
from tuque.core.clock import now


class WorkerAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address and the password do not go together. Check both."),
        "too_many_login_attempts": _(
            "Too many attempts in an hour. Wait before you try again, or choose a new password with the link below."
        ),
        "enter_current_password": _("This is not your present password."),
        "incorrect_password": _("This is not your password."),
        "incorrect_code": _("This code is not the right one. Codes change every 30 seconds: type the one shown now."),
        "rate_limited": _("Too many attempts. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Recorded with the worker when the address is one of ours; an address that is not is kept nowhere."""
        worker = Worker.objects.filter(email__iexact=str(credentials.get("email", ""))).first()
        with transaction.atomic():
            trail.record(
                "accounts.sign_in_failed",
                at=now(),
                organization=worker.organization if worker else None,
                subject=worker,
                actor_kind="public",
                details={"means": "password"},
            )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of the worker it goes to, whichever language the page was read in."""
        user = context.get("user")
        with translation.override(user.language if isinstance(user, Worker) else translation.get_language()):
            super().send_mail(template_prefix, email, context)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return str(redirect("accounts:me").url)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors are encrypted with a key that is not in the database."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WorkerAdapter.error_messages["incorrect_code"],
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Tuque"}

    def generate_authenticator_name(self, *_whose: Any) -> str:
        """What the field proposes for a new passkey: one names the device that holds it."""
        return gettext("My device")


def _cipher() -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"tuque second factors")
    return Fernet(base64.urlsafe_b64encode(derived.derive(settings.SECRET_KEY.encode())))


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Whoever the provider names by a verified address signs in as the worker who has it. Nobody else, and no account
    is ever made or linked: the address alone decides, each time."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        return False

    def get_requests_session(self) -> requests.Session:
        """The provider may be in the organization's own network; what its answers point to may not, unless it is there."""
        providers: dict[str, Any] = settings.SOCIALACCOUNT_PROVIDERS
        applications = providers.get("openid_connect", {}).get("APPS", [])
        return outgoing.session(trusted=[origin_of(one["settings"]["server_url"]) for one in applications])

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(redirect("account_login"))
        verified = [address.email for address in sociallogin.email_addresses if address.verified is True]
        worker = Worker.objects.filter(email__iexact=verified[0]).first() if verified else None
        sociallogin.user = worker or Worker()
        if worker is None:
            with transaction.atomic():
                trail.record(
                    "accounts.sign_in_failed", at=now(), actor_kind="public", details={"means": "single_sign_on"}
                )


def origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
