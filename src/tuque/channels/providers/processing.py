"""What was kept is worked on, by the outbox: a person's words go into their conversation, a state to its message.

Each may run twice: a message's id comes from the provider's, and a state only ever moves on.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import ngettext

from tuque.channels import services
from tuque.channels.codes import Channel
from tuque.channels.models import Conversation, Message
from tuque.channels.problems import ConversationErased
from tuque.channels.providers import receiving
from tuque.channels.providers.contract import Event, Said, State, Told, Unreadable, furthest
from tuque.channels.providers.email import answering
from tuque.channels.providers.languages import language_of
from tuque.channels.providers.models import Account, Delivery, Envelope, Outcome, Reach, Stop
from tuque.channels.providers.outside import fingerprint, way_to
from tuque.channels.providers.stopping import stop_word
from tuque.core.clock import now
from tuque.core.repeat import AlreadySentDifferently

STOPPED = {"21610", "40300", "131050"}  # a state may tell it too, after the message was taken
SETTLED = {State.DELIVERED, State.READ, State.FAILED}
PATIENCE = timedelta(minutes=2)  # a state may be told before we have noted under which id the message went


class NotYet(Exception):
    """The outbox comes back to it: what it is about is not noted yet, or the provider could not be asked."""


def run(payload: Mapping[str, object], message_id: UUID) -> None:
    """What the outbox calls, within the organization."""
    envelope = Envelope.objects.select_related("account__line").filter(public_id=str(payload["envelope"])).first()
    if envelope is None or envelope.processed_at is not None:
        return
    at = now()
    outcome = _outcome(envelope, at=at)
    kept = envelope.raw if outcome not in {Outcome.DONE, Outcome.UNKNOWN} else {}
    envelope.raw, envelope.outcome, envelope.processed_at = kept, outcome, at
    envelope.save(update_fields=["raw", "outcome", "processed_at"])


def _outcome(envelope: Envelope, *, at: datetime) -> Outcome:
    event = event_of(envelope)
    if event is None:
        return Outcome.UNREADABLE
    if isinstance(event, Told):
        return _note(envelope.account, event, envelope, at=at)
    return _hear(envelope.account, event, envelope)


def event_of(envelope: Envelope) -> Event | None:
    """The one thing of the delivery that this envelope is about."""
    delivered = receiving.delivered_of(envelope.raw, at=envelope.received_at)
    try:
        events = envelope.account.kind.read(delivered)
    except Unreadable:
        return None
    return next((one for one in events if fingerprint(envelope.account, one.id) == envelope.fingerprint), None)


def _hear(account: Account, said: Said, envelope: Envelope) -> Outcome:
    confirm = account.kind.confirm
    if confirm is not None:
        found = confirm(said, *way_to(account))
        if found is None:
            return Outcome.UNCONFIRMED
        said = found
    at, outcome = envelope.received_at, Outcome.DONE
    try:
        message: Message | None = services.hear(
            account.line,
            channel=Channel(account.kind.channel),
            address=address_of(account, said.sender),
            language=language_of(said.text, usual=account.language),
            message_id=uuid.uuid5(account.public_id, said.id),
            text=words_of(said, language=account.language),
            at=at,
        )
    except AlreadySentDifferently:
        message, outcome = None, Outcome.CONFLICT
    except ConversationErased:  # erased at this very instant: the next try begins a new one
        raise NotYet from None
    if message is not None:
        note_heard(message.conversation, account, said, at=at)
        if account.kind.channel == Channel.EMAIL and not said.is_automatic:
            answering.answer(message, account, at=at)
    return outcome


def address_of(account: Account, sender: str) -> str:
    """What tells a person's address from all others: the network's name first, but for plain numbers."""
    return sender if account.provider in {"twilio", "telnyx", "voipms"} else f"{account.provider}:{sender}"


def sender_of(account: Account, address: str) -> str:
    return address.removeprefix(f"{account.provider}:")


def words_of(said: Said, *, language: str) -> str:
    """What the responder reads. A picture is told, and is not fetched: nothing of the person's is taken that they did not write."""
    if not said.media and said.text.strip():
        return said.text
    with translation.override(language):
        told = ngettext(
            "[A picture or recording came with this message. It is not shown here.]",
            "[%(count)d pictures or recordings came with this message. They are not shown here.]",
            said.media or 1,
        ) % {"count": said.media or 1}
    return f"{said.text}\n{told}".strip()


@transaction.atomic
def note_heard(conversation: Conversation, account: Account, said: Said, *, at: datetime) -> None:
    """By which account they wrote, and whether they said a word at which networks stop. Writing anything else than such a
    word lifts a stop that was meant: they chose to write. A refusal of the network stays until it carries a message again."""
    values = {"organization_id": conversation.organization_id, "account": account, "heard_at": at}
    Reach.objects.get_or_create(conversation=conversation, defaults=values)
    reach = Reach.objects.select_for_update().get(conversation=conversation)
    before = reach.stop
    if at >= reach.heard_at:
        reach.account, reach.heard_at = account, at
    if said.starts:
        reach.stop, reach.stop_at, reach.asked_at, reach.decided_by = Stop.NO, None, None, None
    elif said.stops:
        reach.stop, reach.stop_at = Stop.REFUSED, at
    elif account.kind.channel == Channel.TEXT and stop_word(said.text):  # no network stops letters
        if reach.stop == Stop.NO:
            reach.stop, reach.stop_at, reach.asked_at = Stop.DOUBT, at, None
    elif reach.stop == Stop.MEANT:
        reach.stop, reach.stop_at, reach.asked_at, reach.decided_by = Stop.NO, None, None, None
    if reach.stop != before:
        services.append(conversation, "reach", {"stop": reach.stop}, at=at)
    reach.save()


def _note(account: Account, told: Told, envelope: Envelope, *, at: datetime) -> Outcome:
    found = list(_deliveries(account, told).values_list("pk", flat=True))
    if not found and told.message:
        if at - envelope.received_at < PATIENCE:
            raise NotYet
        return Outcome.UNKNOWN
    for pk in found:
        note_state(pk, told.state, error=told.error, at=at)
    return Outcome.DONE


def _deliveries(account: Account, told: Told) -> QuerySet[Delivery]:
    if told.message:
        return Delivery.objects.filter(account=account, fingerprint=fingerprint(account, told.message))
    address = address_of(account, told.to)
    waiting = Delivery.objects.filter(account=account, sent_at__lte=told.until).filter(~Q(state=State.READ))
    rows = waiting.select_related("conversation")
    return Delivery.objects.filter(pk__in=[row.pk for row in rows if row.conversation.address == address])


@transaction.atomic
def note_state(pk: int, state: State, *, error: str, at: datetime) -> None:
    """What is known of a message of ours moves on, whatever the order in which it is told."""
    row = Delivery.objects.select_for_update().get(pk=pk)
    after = furthest(State(row.state), state)
    if after == row.state:
        return
    row.state, row.error = after, error if after == State.FAILED else ""
    row.settled_at = row.settled_at or (at if after in SETTLED else None)
    row.save(update_fields=["state", "error", "settled_at"])
    if after in {State.DELIVERED, State.READ}:
        services.mark_delivered(message=row.message, at=at)
    if after == State.FAILED:
        services.append(
            row.conversation, "not_delivered", {"message": str(row.message.public_id), "error": error}, at=at
        )
        if error in STOPPED:
            refuse(row.conversation, at=at)


@transaction.atomic
def refuse(conversation: Conversation, *, at: datetime) -> None:
    """The network says that the person wants no more messages. Whether they do is for a person to find out."""
    rows = Reach.objects.filter(conversation=conversation).exclude(stop__in=[Stop.MEANT, Stop.REFUSED])
    if rows.update(stop=Stop.REFUSED, stop_at=at):
        services.append(conversation, "reach", {"stop": Stop.REFUSED.value}, at=at)
