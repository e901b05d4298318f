"""Writes that may be sent twice: the first answer again for the same body, 409 for another one, both kept."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tuque.core.inserting import insert
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
    Two senders at the same instant: one writes, the other waits for it and gets its answer. `foreseen` is the answer that
    `write` will give when it succeeds, where that is known before: one statement less.
    """
    digest = body_hash(body)
    try:
        with transaction.atomic(durable=True):
            # Written first, so that a second sender waits here instead of doing the work too.
            trace = RepeatableWrite(scope=scope, key=key, body_hash=digest, status=0, created_at=at)
            if foreseen is not None:
                trace.status, trace.answer = foreseen.status, dict(foreseen.body)
            insert(trace)
            answer = write()
            if answer != foreseen:
                trace.status, trace.answer = answer.status, dict(answer.body)
                trace.save(update_fields=["status", "answer"])
            return answer
    except IntegrityError:
        first = RepeatableWrite.objects.filter(scope=scope, key=key).first()
        if first is None:
            raise
    if first.body_hash == digest:
        return Answer(status=first.status, body=first.answer, is_repeat=True)
    ConflictingWrite.objects.get_or_create(
        first=first,
        body_hash=digest,
        defaults={"organization": organization, "body": dict(body), "received_at": at},
    )
    raise AlreadySentDifferently


def body_hash(body: Mapping[str, object]) -> str:
    """SHA-256 of the body, the same whatever the order of its keys."""
    written = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(written.encode()).hexdigest()
