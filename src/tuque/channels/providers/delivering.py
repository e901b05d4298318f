"""What waits for a person is sent, in order: the next only when the one before was taken, or refused for good.

A provider that gave no answer is asked again, after 5 s, 20 s, 80 s and so on. It may have taken the message the first time: then
the person reads it twice, which is better than never.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tuque.channels.codes import Author
from tuque.channels.providers import processing
from tuque.channels.providers.contract import NotSent, Outgoing, Sent, State
from tuque.channels.providers.email import answering
from tuque.channels.providers.models import Delivery, Reach, Stop
from tuque.channels.providers.outside import fingerprint, way_to
from tuque.core import outbox
from tuque.core.clock import now

LEASE = timedelta(minutes=1)


class TryLater(Exception):
    """The outbox comes back to it."""


def run(payload: Mapping[str, object], message_id: UUID) -> None:
    """What the outbox calls, within the organization: all that waits in one conversation."""
    while (delivery := claim_next(UUID(str(payload["conversation"])), at=now())) is not None:
        carry(delivery, at=now())


@transaction.atomic
def claim_next(conversation: UUID, *, at: datetime) -> Delivery | None:
    """The first that is not sent yet; None when there is none, or when another worker has it and will go on from there."""
    waiting = Delivery.objects.filter(
        conversation__public_id=conversation, state__in=[State.WAITING, State.SENDING]
    ).order_by("message__sequence")
    row = waiting.select_for_update(of=("self",)).select_related("conversation", "message").first()
    if row is None or (row.claimed_at is not None and at - row.claimed_at < LEASE):
        return None
    row.state, row.claimed_at, row.attempts = State.SENDING, at, row.attempts + 1
    row.save(update_fields=["state", "claimed_at", "attempts"])
    return row


def carry(delivery: Delivery, *, at: datetime) -> None:
    """Give it to the provider. Raises TryLater when it should be tried again."""
    reach = Reach.objects.select_related("account__line").filter(conversation_id=delivery.conversation_id).first()
    barred = bar_of(delivery, reach, at=at)
    if reach is None or barred:
        settle(delivery, error=barred, at=at)
        return
    account = reach.account
    outgoing = Outgoing(
        sender=account.address,
        to=processing.sender_of(account, delivery.conversation.address),
        text=delivery.message.text,
        callback=account.webhook,
        id=str(delivery.message.public_id),
        subject=answering.subject(account.line, delivery.conversation.language),
        is_automatic=delivery.message.author == Author.LINE,
    )
    try:
        sent = account.kind.send(outgoing, *way_to(account))
    except NotSent as problem:
        if problem.stopped:
            processing.refuse(delivery.conversation, at=at)
        if problem.is_final or delivery.attempts >= outbox.ATTEMPTS:
            settle(delivery, error=problem.error, at=at)
            return
        later(delivery, problem.error)
        raise TryLater from None
    except (OSError, KeyError, TypeError, IndexError):  # no answer, or one in another form than documented
        if delivery.attempts >= outbox.ATTEMPTS:
            settle(delivery, error="no_answer", at=at)
            return
        later(delivery, "no_answer")
        raise TryLater from None
    note_sent(delivery, reach, sent, at=at)


def bar_of(delivery: Delivery, reach: Reach | None, *, at: datetime) -> str:
    """Why it is not even tried; nothing when it is. A refusal of the network is tried: it may have been lifted."""
    if reach is None or not delivery.conversation.address:
        return "no_address"
    if reach.stop == Stop.MEANT:
        return "stop_meant"
    window = reach.account.kind.window_hours
    if window and at - reach.heard_at > timedelta(hours=window):
        return "outside_window"
    return ""


@transaction.atomic
def note_sent(delivery: Delivery, reach: Reach, sent: Sent, *, at: datetime) -> None:
    """What was told of it before we came to note it stays: a delivery may be told within milliseconds."""
    account = reach.account
    Delivery.objects.filter(pk=delivery.pk).update(
        account=account, fingerprint=fingerprint(account, sent.id), sent_at=at, error=""
    )
    processing.note_state(delivery.pk, sent.state, error="", at=at)
    # The network carries our messages again.
    Reach.objects.filter(pk=reach.pk, stop=Stop.REFUSED).update(stop=Stop.NO, stop_at=None)


def settle(delivery: Delivery, *, error: str, at: datetime) -> None:
    """It will not be sent: the responder sees it, in red."""
    processing.note_state(delivery.pk, State.FAILED, error=error, at=at)


def later(delivery: Delivery, error: str) -> None:
    """The next worker may take it at once: the outbox decides when."""
    Delivery.objects.filter(pk=delivery.pk).update(error=error, claimed_at=None)
