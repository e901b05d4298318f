"""Whether answers reach the person, what else would, and what a responder decides about a word to stop."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.channels import permissions, services
from tuque.channels.codes import Author, Channel, State
from tuque.channels.models import Conversation, Message
from tuque.channels.providers.contract import State as Far
from tuque.channels.providers.models import Account, Delivery, Reach, Stop
from tuque.channels.providers.problems import NoOtherNumber

SHOWN = 5


@dataclass(frozen=True)
class Reached:
    """How the person of a conversation is reached, for a viewer who may read it. `reach` is None where nothing is special."""

    conversation: Conversation
    reach: Reach | None
    others: list[Account] = field(default_factory=list)
    failed: list[Delivery] = field(default_factory=list)
    waiting: int = 0
    window_ends_at: datetime | None = None
    may_act: bool = False
    is_number: bool = True


def look(conversation: Conversation, *, viewer: Worker, at: datetime) -> Reached:
    permissions.check_can_read(viewer, conversation)
    reach = Reach.objects.select_related("account", "decided_by").filter(conversation=conversation).first()
    if reach is None:
        return Reached(conversation, None)
    deliveries = Delivery.objects.filter(conversation=conversation)
    hours = reach.account.kind.window_hours
    return Reached(
        conversation,
        reach,
        others=others_of(reach),
        failed=list(
            deliveries.filter(state=Far.FAILED).select_related("message").order_by("-message__sequence")[:SHOWN]
        ),
        waiting=deliveries.filter(state__in=[Far.WAITING, Far.SENDING], attempts__gt=0).count(),
        window_ends_at=reach.heard_at + timedelta(hours=hours) if hours else None,
        may_act=permissions.is_in(viewer, conversation) and conversation.state in (State.OPEN, State.WAITING),
        is_number=reach.account.kind.is_numbers,
    )


def others_of(reach: Reach) -> list[Account]:
    """Other numbers of the same line that can write to the same address: networks bar one number at a time."""
    if not reach.account.kind.is_numbers or reach.account.kind.window_hours:
        return []
    same = ("twilio", "telnyx", "voipms") if reach.account.provider != "pocket" else ("pocket",)
    rows = Account.objects.filter(line_id=reach.account.line_id, provider__in=same, retired_at__isnull=True)
    return list(rows.exclude(pk=reach.account_id).order_by("pk"))


def ask(*, conversation: Conversation, message_id: UUID, by: Worker, at: datetime) -> Message:
    """The one human question, in the person's language. Not inside a transaction."""
    permissions.check_can_write(by, conversation)
    with translation.override(conversation.language):
        text = _(
            "Do you want us to stop writing to you here? Answer yes, and we will. Otherwise we are here, and we listen."
        )
    message = services.say(
        conversation=conversation, message_id=message_id, text=text, author=Author.RESPONDER, worker=by, at=at
    )
    Reach.objects.filter(conversation=conversation).update(asked_at=at)
    return message


@transaction.atomic
def decide(*, conversation: Conversation, is_meant: bool, by: Worker, at: datetime) -> None:
    """The responder says what the person meant. Meant: nothing more is sent until they write again."""
    permissions.check_can_write(by, conversation)
    reach = Reach.objects.select_for_update().filter(conversation=conversation).first()
    if reach is None:
        return
    reach.stop, reach.stop_at, reach.decided_by = (Stop.MEANT if is_meant else Stop.NO), at, by
    reach.save(update_fields=["stop", "stop_at", "decided_by"])
    audit.record_in_crisis("channels.stop_decided", by=by, subject=conversation, at=at, details={"meant": is_meant})
    services.append(conversation, "reach", {"stop": reach.stop}, at=at)


@transaction.atomic
def use_other(*, conversation: Conversation, account_id: UUID, by: Worker, at: datetime) -> Account:
    """What is written from now on comes from another number of the line. Raises NoOtherNumber."""
    permissions.check_can_write(by, conversation)
    reach = (
        Reach.objects.select_for_update(of=("self",))
        .select_related("account")
        .filter(conversation=conversation)
        .first()
    )
    found = next((one for one in others_of(reach) if one.public_id == account_id), None) if reach else None
    if reach is None or found is None:
        raise NoOtherNumber
    reach.account, reach.stop, reach.stop_at, reach.decided_by = found, Stop.NO, at, by
    reach.save(update_fields=["account", "stop", "stop_at", "decided_by"])
    audit.record_in_crisis("channels.other_number", by=by, subject=conversation, at=at)
    services.append(conversation, "reach", {"stop": reach.stop}, at=at)
    return found


@transaction.atomic
def show_number(*, conversation: Conversation, viewer: Worker, at: datetime) -> str:
    """The person's number, to call them: a look that is recorded."""
    permissions.check_can_read(viewer, conversation)
    audit.record_in_crisis("channels.number_seen", by=viewer, subject=conversation, at=at, purpose="duty")
    return conversation.address.rpartition(":")[2] if conversation.channel == Channel.TEXT else ""
