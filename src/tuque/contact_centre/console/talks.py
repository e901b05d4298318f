"""What a worker does in a conversation: say, whisper, mark as read, confirm the risk, hand over, end. The router hears of each."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.channels import api as channels
from tuque.contact_centre import permissions
from tuque.contact_centre import risk as risks
from tuque.contact_centre.console import arriving, practice
from tuque.contact_centre.console.models import HardEnd, Practice
from tuque.contact_centre.desk import desk
from tuque.contact_centre.rescue import services as rescues
from tuque.contact_centre.routing import commands, facts
from tuque.contact_centre.routing.state import State
from tuque.contact_centre.routing.values import Risk
from tuque.core.ids import new_id
from tuque.core.problems import PermissionRefused

Conversation = channels.Conversation


def find_conversation(contact: str, worker: Worker) -> Conversation | None:
    """The conversation behind a contact of the router; a contact of another kind has none."""
    try:
        public_id = UUID(contact)
    except ValueError:
        return None
    rows = Conversation.objects.filter(organization=worker.organization, public_id=public_id)
    return rows.select_related("line", "organization").first()


def come_in(contact: str, *, by: Worker, at: datetime) -> Conversation | None:
    """Whoever accepted a contact is in its conversation from now on, and whoever held it before is out. Again: nothing."""
    conversation = find_conversation(contact, by)
    if conversation is None:
        return None
    channels.join(conversation=conversation, worker=by, at=at)
    for other in channels.Joining.objects.filter(
        conversation=conversation, left_at__isnull=True, part=channels.Part.RESPONDER
    ).exclude(worker=by):
        channels.step_out(conversation=conversation, worker=other.worker, at=at)
    return conversation


def say(
    conversation: Conversation, *, message_id: UUID, text: str, is_whisper: bool, by: Worker, at: datetime
) -> channels.Message:
    """Keep a message of a worker in the conversation, once. A whisper is for colleagues alone."""
    made = channels.say(
        conversation=conversation,
        message_id=message_id,
        text=text,
        author=author_of(conversation, by),
        worker=by,
        kind=channels.Said.WHISPER if is_whisper else channels.Said.SAID,
        at=at,
    )
    if not is_whisper and arriving.is_practice(conversation):
        practice.answered(conversation, at=at)
    return made


def author_of(conversation: Conversation, worker: Worker) -> channels.Author:
    joining = channels.Joining.objects.filter(conversation=conversation, worker=worker, left_at__isnull=True).first()
    is_answering = joining is None or joining.part == channels.Part.RESPONDER
    return channels.Author.RESPONDER if is_answering else channels.Author.SUPERVISOR


def confirm_risk(conversation: Conversation, risk: Risk, *, by: Worker, at: datetime) -> bool:
    """A human says how high it is: the order of the line and whose capacity it takes follow. False when it was so already."""
    check_takes_part(conversation, by)
    if arriving.is_practice(conversation):
        return bool(Practice.objects.filter(conversation=conversation).update(risk=int(risk)))

    return risks.confirm(conversation, risk, by=by, at=at)


def flag_attempt(conversation: Conversation, *, by: Worker, at: datetime) -> None:
    """Someone is dying now, as far as whoever is in it can tell. In practice the risk alone is kept, and nobody is paged."""
    check_takes_part(conversation, by)
    if arriving.is_practice(conversation):
        confirm_risk(conversation, Risk.IMMINENT, by=by, at=at)
    else:
        rescues.flag(conversation.public_id, attempt=True, is_drill=False, by=by, at=at)


def hand_over(conversation: Conversation, *, summary: str, language: str, skill: str, by: Worker, at: datetime) -> bool:
    """Look for someone else, at the head of the line; `by` stays until they accept. The summary is for colleagues alone."""
    check_takes_part(conversation, by)
    if summary.strip():
        words = _("Hand-over: %(summary)s") % {"summary": summary.strip()}
        say(conversation, message_id=new_id(), text=words, is_whisper=True, by=by, at=at)

    def write(_state: State, new: list[facts.Fact]) -> None:
        if any(isinstance(fact, facts.Transferred) for fact in new):
            audit.record_in_crisis("contact_centre.handed_over", by=by, subject=conversation, at=at)

    name = str(conversation.public_id)
    skills = frozenset({skill}) if skill else frozenset()
    new = desk.run(
        by.organization,
        commands.transfer,
        name,
        by=str(by.public_id),
        language=language,
        skills=skills,
        at=at,
        also=write,
    )
    return any(isinstance(fact, facts.Transferred) for fact in new)


def take_back(conversation: Conversation, *, by: Worker, at: datetime) -> None:
    """Go on with a conversation that nobody has accepted yet."""
    desk.run(by.organization, commands.take_back, str(conversation.public_id), by=str(by.public_id), at=at)


def end(conversation: Conversation, *, up_to: int, hard: bool, by: Worker, at: datetime) -> None:
    """It is over. After a hard one the responder rests. Raises WroteMeanwhile when the person wrote after `up_to`."""
    check_takes_part(conversation, by)
    with transaction.atomic():  # the router hears of both once this has committed
        if hard:
            HardEnd.objects.get_or_create(organization=by.organization, conversation=conversation, at=at)
        channels.end(conversation=conversation, by=by, up_to=up_to, at=at)


def mark_read(conversation: Conversation, *, up_to: int, by: Worker, at: datetime) -> int:
    return channels.mark_read(conversation=conversation, up_to=up_to, by=by, at=at)


def may_write(conversation: Conversation, worker: Worker) -> bool:
    """Whether they could say something to the person now."""
    is_over = conversation.state in (channels.State.ENDED, channels.State.ERASED)
    return not is_over and permissions.can_answer(worker) and channels.is_in(worker, conversation)


def check_takes_part(conversation: Conversation, worker: Worker) -> None:
    permissions.check_can_answer(worker)
    if not channels.is_in(worker, conversation):
        raise PermissionRefused
