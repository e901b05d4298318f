"""A form sent by someone who was signed out meanwhile: what they wrote is kept, and theirs again once they sign in.

The page of a form says for whom it was drawn, signed (`accounts/_by.html`). Only what such a page sends is kept: sealed with
the organization's key, in the visitor's session, for an hour, for that worker alone. Files are not kept. An attacker's page
cannot make that signature, so nothing of theirs is ever offered to be sent.
"""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpRequest

from tuque.accounts.models import Worker
from tuque.core import wall
from tuque.core.crypto import keyring
from tuque.core.crypto.sealing import Place, Unreadable
from tuque.core.ids import new_id

KEPT_FOR = timedelta(hours=1)
DRAWN_FOR = timedelta(hours=24)
MOST_BYTES = 100_000
BY, NAME, SALT = "_by", "kept", "tuque.accounts.kept"
NEVER = {BY, "csrfmiddlewaretoken"}


@dataclass(frozen=True)
class Kept:
    """What was written, and the address it was sent to."""

    address: str
    fields: list[tuple[str, str]]
    with_files: bool


def drawn_for(worker: Worker) -> str:
    """Who a form is drawn for, as its page says it."""
    return signing.dumps([str(worker.public_id), worker.organization_id], salt=SALT)


def read(request: HttpRequest, *, of: Worker | None = None) -> Kept | None:
    """What a form of ours sent, drawn for `of` where it is given; None when it is no such form, or too long to keep."""
    drawn = _drawn(request)
    if drawn is None or (of is not None and drawn[0] != str(of.public_id)):
        return None
    fields = [(name, value) for name, values in request.POST.lists() if name not in NEVER for value in values]
    if sum(len(name) + len(value) for name, value in fields) > MOST_BYTES:
        return None
    return Kept(address=request.get_full_path(), fields=fields, with_files=any(request.FILES.values()))


def keep(request: HttpRequest, *, at: datetime) -> bool:
    """Keep what the form sent until its writer has signed in again; whether it was."""
    drawn, found = _drawn(request), read(request)
    if drawn is None or found is None:
        return False
    writer, organization_id = drawn
    key = str(new_id())
    body = json.dumps([writer, found.address, found.fields, found.with_files])
    with wall.within(organization_id):
        sealed = keyring.seal_at(body.encode(), _place(organization_id, key))
    until = (at + KEPT_FOR).timestamp()
    request.session[NAME] = {"id": key, "until": until, "sealed": b64encode(sealed).decode()}
    return True


def find(request: HttpRequest, *, worker: Worker, at: datetime) -> Kept | None:
    """What `worker` wrote before signing in again. What someone else wrote is forgotten."""
    kept = request.session.get(NAME)
    if kept is None:
        return None
    try:
        sealed = b64decode(kept["sealed"])
        writer, address, fields, with_files = json.loads(
            keyring.unseal_at(sealed, _place(worker.organization_id, kept["id"]))
        )
    except Unreadable:  # another organization's
        writer = ""
    if writer != str(worker.public_id) or at.timestamp() > kept["until"]:
        forget(request)
        return None
    return Kept(address=address, fields=[(name, value) for name, value in fields], with_files=with_files)


def forget(request: HttpRequest) -> None:
    request.session.pop(NAME, None)


def _drawn(request: HttpRequest) -> tuple[str, int] | None:
    """Whom the form was drawn for, and their organization; None for a page that is not ours, or a day old."""
    origin = request.headers.get("Origin")
    if request.method != "POST" or (origin and urlsplit(origin).netloc != request.get_host()):
        return None
    try:
        worker, organization_id = signing.loads(request.POST.get(BY, ""), salt=SALT, max_age=DRAWN_FOR)
    except signing.BadSignature:
        return None
    return worker, organization_id


def _place(organization_id: int, key: str) -> Place:
    return Place(organization_id, "session", key, NAME)
