"""Writes that may be sent twice: the first answer again for the same body, 409 for another one, both kept."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tuque.core.crypto import keyring
from tuque.core.crypto.sealing import Key
from tuque.core.inserting import insert, send_now, together
from tuque.core.json_text import compact
from tuque.core.models import ConflictingWrite, RepeatableWrite
from tuque.core.problems import Problem

if TYPE_CHECKING:
    from tuque.accounts.models import Organization


@dataclass(frozen=True)
class Answer:
    """What the sender was told: an HTTP status and a JSON body of ids and codes."""

    status: int
    body: Mapping[str, object] = field(default_factory=dict)
    is_repeat: bool = False


@dataclass
class AlreadySentDifferently(Problem):
    """The id was used before for another body. The other body is kept."""

    code = "core.already_sent_differently"
    status = 409

    def message(self) -> str:
        return _("This was already sent with other content. Both versions are kept: open the first one and correct it.")


def write_once(
    *,
    scope: str,
    key: UUID,
    body: Mapping[str, object],
    organization: "Organization",
    at: datetime,
    write: Callable[[], Answer],
    foreseen: Answer | None = None,
) -> Answer:
    """Run `write` once for this `scope` (who sends) and `key` (the client's UUIDv7), in one transaction with its trace.

    The same body again gets the first answer. Another body raises AlreadySentDifferently, and is kept.
    Two senders at the same instant: one writes, the other's rows are refused and it gets the first one's answer. `foreseen` is
    the answer that `write` will give when it succeeds, where that is known before: all rows then travel in one message.
    """
    digest = _digest(body, keyring.current(organization.pk))
    try:
        with together() if foreseen is not None else transaction.atomic(durable=True):
            # Written first: sent by itself, a second sender waits here instead of doing the work too.
            trace = RepeatableWrite(
                organization=organization, scope=scope, key=key, body_hash=digest, status=0, created_at=at
            )
            if foreseen is not None:
                trace.status, trace.answer = foreseen.status, dict(foreseen.body)
            insert(trace)
            answer = write()
            if answer != foreseen:
                send_now()
                trace.status, trace.answer = answer.status, dict(answer.body)
                trace.save(update_fields=["status", "answer"])
            return answer
    except IntegrityError:
        first = RepeatableWrite.objects.filter(scope=scope, key=key).first()
        if first is None:
            raise
    if first.body_hash == digest or first.body_hash in _former_digests(body, organization_id=organization.pk):
        return Answer(status=first.status, body=first.answer, is_repeat=True)
    ConflictingWrite.objects.get_or_create(
        first=first,
        body_hash=digest,
        defaults={"organization": organization, "body": dict(body), "received_at": at},
    )
    raise AlreadySentDifferently


def _digest(body: Mapping[str, object], key: Key) -> str:
    """What tells this body from another; without the key, no one can try words until one fits."""
    return key.mark("repeat", body_hash(body)).hex()


def _former_digests(body: Mapping[str, object], *, organization_id: int) -> list[str]:
    """The same under a key that is being replaced, and as it was before there were keys. Once a key is destroyed, what was
    sent under it and comes again is kept as another version: nothing is lost."""
    return [body_hash(body), *(_digest(body, key) for key in keyring.living(organization_id))]


def body_hash(body: Mapping[str, object]) -> str:
    """SHA-256 of the body, the same whatever the order of its keys."""
    return hashlib.sha256(compact(body, sort=True, default=str)).hexdigest()
