"""What django-allauth tells by signals, written into the audit; and what follows: other sessions end."""

import hashlib
from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as factor_signals
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import signals as auth_signals
from django.core.cache import caches
from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_save
from django.http import HttpRequest

from tuque.accounts import trail
from tuque.accounts.models import Worker
from tuque.accounts.services import sessions
from tuque.core.clock import now

MEANS = {"socialaccount": "single_sign_on", "password": "password", "password_reset": "password_reset"}


def connect() -> None:
    account_signals.user_logged_in.connect(_signed_in)
    auth_signals.user_logged_in.connect(_seen)
    auth_signals.user_logged_out.connect(_signed_out)
    account_signals.password_changed.connect(_password_changed)
    account_signals.password_set.connect(_password_changed)
    account_signals.password_reset.connect(_password_reset)
    # The rows themselves, since allauth sends its own signals only after the commit.
    post_save.connect(_factor_added, sender=Authenticator)
    post_delete.connect(_factor_removed, sender=Authenticator)
    factor_signals.authentication_failed.connect(_code_refused)
    pre_save.connect(_without_address, sender=UserSession)


def seen_key(session_key: str) -> str:
    return "seen:" + hashlib.sha256(session_key.encode()).hexdigest()


def _signed_in(*, request: HttpRequest, user: Worker, **_more: Any) -> None:
    methods: list[dict[str, Any]] = request.session.get("account_authentication_methods", [])
    if methods:  # proven a moment ago: what protects the account may be changed without proving it twice
        methods[-1]["reauthenticated"] = True
        request.session["account_authentication_methods"] = methods
    means = "+".join(sorted({_means(entry) for entry in methods})) or "password"
    with transaction.atomic():
        trail.record("accounts.signed_in", at=now(), by=user, subject=user, details={"means": means})


def _means(entry: dict[str, Any]) -> str:
    method = str(entry.get("method", ""))
    return MEANS.get(method) or str(entry.get("type", method))


def _seen(*, request: HttpRequest | None = None, **_more: Any) -> None:
    if request is not None and request.session.session_key:
        caches["quick"].set(seen_key(request.session.session_key), True, 300)


def _signed_out(*, request: HttpRequest, user: Worker | None, **_more: Any) -> None:
    if not isinstance(user, Worker):
        return
    key = request.session.session_key or ""
    with transaction.atomic():
        sessions.forget(UserSession.objects.filter(user=user, session_key=key))
        sessions.close_streams(user, hashes=[sessions.session_hash(key)], at=now())
        trail.record("accounts.signed_out", at=now(), by=user, subject=user)


def _password_changed(*, request: HttpRequest, user: Worker, **_more: Any) -> None:
    with transaction.atomic():
        trail.record("accounts.password_changed", at=now(), by=user, subject=user)
        sessions.end_other_sessions(worker=user, current_key=request.session.session_key or "", at=now())


def _password_reset(*, user: Worker, **_more: Any) -> None:
    with transaction.atomic():
        trail.record("accounts.password_reset", at=now(), by=user, subject=user)
        sessions.end_every_session(worker=user, by=user, at=now())


def _factor_added(*, instance: Authenticator, created: bool, **_more: Any) -> None:
    renewed = instance.type == Authenticator.Type.RECOVERY_CODES
    if created:
        _record_factor("accounts.recovery_codes_renewed" if renewed else "accounts.factor_added", instance)
    if created and not renewed:
        Worker.objects.filter(pk=instance.user_id, factor_due_since__isnull=False).update(factor_due_since=None)


def _factor_removed(*, instance: Authenticator, **_more: Any) -> None:
    if instance.type != Authenticator.Type.RECOVERY_CODES and not hasattr(instance, "taken_away"):
        _record_factor("accounts.factor_removed", instance)


def _record_factor(action: str, factor: Authenticator) -> None:
    with transaction.atomic():
        trail.record(action, at=now(), by=factor.user, subject=factor.user, details={"factor": str(factor.type)})


def _code_refused(*, user: Worker, authenticator: Authenticator, **_more: Any) -> None:
    with transaction.atomic():
        trail.record(
            "accounts.sign_in_failed",
            at=now(),
            organization=user.organization,
            subject=user,
            actor_kind="public",
            details={"means": str(authenticator.type)},
        )


def _without_address(*, instance: UserSession, **_more: Any) -> None:
    """The address of a worker's phone says where they live: it is kept nowhere."""
    instance.ip = "0.0.0.0"  # noqa: S104  not bound to: the column does not take an empty value
