"""Who is calling: a device by digest, or a program by its key. A session of the site opens nothing here."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from tuque.accounts.api import Team, Worker, limits
from tuque.core import wall
from tuque.core.clock import now
from tuque.core.problems import PermissionRefused, Problem
from tuque.core.wall import Purpose
from tuque.interactions import api as log
from tuque.releases import selectors, services
from tuque.releases.openrosa import digest, replies
from tuque.releases.scopes import Scope


@dataclass(frozen=True)
class Caller:
    """In whose name the device or program acts; `team` is the one that the device belongs to."""

    worker: Worker
    team: Team | None = None


@dataclass
class NotSignedIn(Problem):
    """`stale`: the handshake was right but too old, so that the client need not ask its user again."""

    code = "releases.not_signed_in"
    status = 401
    stale: bool = False

    def message(self) -> str:
        return _(
            "The name or the password of this device is not right, or was revoked. Make a new one on your page “Devices”."
        )


View = Callable[..., HttpResponse]


def for_devices(view: View) -> View:
    """Only known callers who may record enter; every answer, refusals included, is OpenRosa's XML."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with wall.system(Purpose.DOORSTEP):
                caller = _caller(request)
        except NotSignedIn as problem:
            refusal = replies.message(problem.message(), status=problem.status)
            refusal.headers["WWW-Authenticate"] = digest.challenge(stale=problem.stale)
            return refusal
        worker = caller.worker
        request.worker = worker  # type: ignore[attr-defined]
        with wall.within(worker.organization_id, worker_id=worker.pk), translation.override(worker.language):
            try:
                limits.check(request, "device")
                if not log.can_record(worker) or worker.factor_due_since:
                    raise PermissionRefused
                return view(request, caller, *args, **kwargs)
            except Problem as problem:
                return replies.message(problem.message(), status=problem.status)

    return guarded


def _caller(request: HttpRequest) -> Caller:
    header = request.headers.get("Authorization", "")
    scheme, _space, rest = header.partition(" ")
    if scheme.lower() == "bearer":
        return _by_key(rest.strip())
    given = digest.read_credentials(header)
    if given is None:
        raise NotSignedIn
    return _by_digest(given, request)


def _by_key(secret: str) -> Caller:
    moment = now()
    token = selectors.find_token_by_secret(secret, at=moment)
    if token is None or Scope.WRITE not in token.scopes:
        raise NotSignedIn
    with wall.within(token.organization_id):
        services.mark_used(token, at=moment)
    return Caller(worker=token.created_by)


def _by_digest(given: digest.Credentials, request: HttpRequest) -> Caller:
    moment = now()
    device = selectors.find_device(given.username, at=moment)
    if device is None or given.uri != request.get_full_path() or not digest.is_ours(given.nonce):
        raise NotSignedIn
    with wall.within(device.organization_id):
        if not digest.is_right(given, secret=device.digest_secret, method=request.method or ""):
            raise NotSignedIn
        # What was seen on its way cannot be sent again: each handshake is good once, within five minutes.
        if not digest.is_fresh(given.nonce) or not caches["quick"].add(
            f"digest:{given.use}", True, digest.LIVES_SECONDS
        ):
            raise NotSignedIn(stale=True)
        services.mark_device_used(device, at=moment)
        return Caller(worker=device.worker, team=device.team)
