"""Ending sessions: the rows go at once, and the open streams that they hold are told to close."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from tuque.accounts import trail
from tuque.accounts.models import SignOut, Worker
from tuque.core import bell
from tuque.core.problems import NotFound

BELL = "signouts"
A_DAY = timedelta(days=1)


def session_hash(key: str) -> str:
    """How a session is named in pages and tables: its key alone would open it."""
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def end_session(*, worker: Worker, named: str, by: Worker, at: datetime) -> None:
    """End one session of `worker`, named by its hash. Raises NotFound when they have none such."""
    session = next(
        (row for row in UserSession.objects.filter(user=worker) if session_hash(row.session_key) == named), None
    )
    if session is None:
        raise NotFound
    forget([session])
    close_streams(worker, hashes=[named], at=at)
    trail.record("accounts.session_ended", at=at, by=by, subject=worker)


@transaction.atomic
def end_unused(*, worker: Worker, session_key: str, at: datetime) -> None:
    """End a session of `worker` that was left unused too long."""
    forget(UserSession.objects.filter(user=worker, session_key=session_key))
    close_streams(worker, hashes=[session_hash(session_key)], at=at)
    trail.record("accounts.session_left_unused", at=at, subject=worker)


@transaction.atomic
def end_other_sessions(*, worker: Worker, current_key: str, at: datetime) -> int:
    """End every session of `worker` but the one they are in. Returns how many ended."""
    others = list(UserSession.objects.filter(user=worker).exclude(session_key=current_key))
    forget(others)
    close_streams(worker, hashes=[session_hash(row.session_key) for row in others], at=at)
    trail.record("accounts.other_sessions_ended", at=at, by=worker, subject=worker, details={"count": len(others)})
    return len(others)


@transaction.atomic
def end_every_session(*, worker: Worker, by: Worker | None, at: datetime) -> None:
    forget(UserSession.objects.filter(user=worker))
    close_streams(worker, hashes=[""], at=at)
    trail.record("accounts.sessions_ended", at=at, by=by, subject=worker)


def forget(sessions: Iterable[UserSession]) -> None:
    rows = list(sessions)
    Session.objects.filter(session_key__in=[row.session_key for row in rows]).delete()
    UserSession.objects.filter(pk__in=[row.pk for row in rows]).delete()


@transaction.atomic
def forget_expired(*, at: datetime) -> int:
    """Drop what no one can use any more: sessions past their end, their line in the list of devices, and old sign-outs,
    which open streams have read long ago. Returns how many sessions."""
    count, _ = Session.objects.filter(expire_date__lt=at).delete()
    is_there = Session.objects.filter(session_key=OuterRef("session_key"))
    # A device that signs in at this moment has its line before its session.
    UserSession.objects.filter(~Exists(is_there), created_at__lt=at - A_DAY).delete()
    SignOut.objects.filter(at__lt=at - A_DAY).exclude(pk=SignOut.objects.aggregate(last=Max("pk"))["last"]).delete()
    return count


def close_streams(worker: Worker, *, hashes: Iterable[str], at: datetime) -> None:
    """Have open streams close once this is committed; an empty hash means all that the worker holds."""
    SignOut.objects.bulk_create(SignOut(worker=worker, session_key_hash=named, at=at) for named in hashes)
    transaction.on_commit(lambda: bell.ring(BELL))
