"""Every write: how hard it is, the survey offered, its answer."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from tuque.accounts.api import Organization, Worker
from tuque.audit import api as audit
from tuque.channels import api as channels
from tuque.contact_centre import contacts, permissions
from tuque.contact_centre.survey.models import Distress, Moment, Source, Survey
from tuque.core.ids import new_id
from tuque.core.problems import Problem

PERSON = "person"


@dataclass
class AlreadyAnswered(Problem):
    code, status = "contact_centre.survey_answered", 409

    def message(self) -> str:
        return _("These questions are answered already. Thank you.")


@dataclass
class NotInWriting(Problem):
    """A telephone call has no place for a link."""

    code, status = "contact_centre.survey_not_in_writing", 409

    def message(self) -> str:
        return _(
            "Nothing can be written in this contact from here: read the link aloud, or ask the questions yourself."
        )


@transaction.atomic
def note_distress(conversation: UUID, moment: Moment, value: int, *, by: Worker, at: datetime) -> Distress:
    """As the person said it to the responder; a second time puts the first right."""
    permissions.check_can_respond(by)
    contacts.check_known(by.organization, conversation)
    row, _is_new = Distress.objects.update_or_create(
        organization=by.organization,
        conversation=conversation,
        moment=moment,
        source=Source.RESPONDER,
        defaults={"value": value, "at": at, "by": by},
    )
    audit.record(
        "contact_centre.distress_noted",
        by=by,
        at=at,
        details={"conversation": str(conversation), "moment": moment.value},
    )
    return row


def keep_own(organization: Organization, conversation: UUID, moment: Moment, value: int, *, at: datetime) -> None:
    """As the person answered it themselves: the first answer stays."""
    Distress.objects.get_or_create(
        organization=organization,
        conversation=conversation,
        moment=moment,
        source=Source.PERSON,
        defaults={"value": value, "at": at},
    )


@transaction.atomic
def offer(conversation: channels.Conversation, *, at: datetime, by: Worker | None = None) -> Survey:
    """The survey of a conversation: made at the first offer, the same one after."""
    found = Survey.objects.filter(
        organization=conversation.organization_id, conversation=conversation.public_id
    ).first()
    if found is not None:
        return found
    token = secrets.token_urlsafe(16)
    row = Survey.objects.create(
        organization_id=conversation.organization_id,
        conversation=conversation.public_id,
        channel=conversation.channel,
        language=conversation.language,
        offered_at=at,
        offered_by=by,
        token=token,
        token_hash=hash_of(token),
    )
    audit.record("contact_centre.survey_offered", by=by, subject=row, at=at, actor_kind="" if by else PERSON)
    return row


def after_the_end(conversation: channels.Conversation, at: datetime) -> str:
    """The page of the questions, for whoever wants them once their conversation is over; "" once they are answered."""
    survey = offer(conversation, at=at)
    if survey.answered_at is not None or not survey.token:
        return ""
    return reverse("contact_centre:survey", args=[survey.token])


def send(conversation: channels.Conversation, address: str, *, survey: Survey, by: Worker, at: datetime) -> None:
    """Say the link in the conversation, in its language. Raises NotInWriting."""
    is_written = conversation.channel in (channels.Channel.CHAT, channels.Channel.TEXT)
    is_going_on = conversation.state in (channels.State.WAITING, channels.State.OPEN)
    if not (is_written and is_going_on and channels.is_in(by, conversation)):
        raise NotInWriting
    with translation.override(survey.language):
        text = _("Four short questions about this conversation, if you wish; you may skip any: %(address)s") % {
            "address": address
        }
    channels.say(
        conversation=conversation, message_id=new_id(), text=text, author=channels.Author.RESPONDER, worker=by, at=at
    )


@transaction.atomic
def answer(
    survey: Survey, *, helpful: str, cope: str, respected: str, distress: int | None, words: str, at: datetime
) -> Survey:
    """Keep what the person answered, once. Raises AlreadyAnswered."""
    row = Survey.objects.select_for_update().get(pk=survey.pk)
    if row.answered_at is not None:
        raise AlreadyAnswered
    row.helpful, row.cope, row.respected, row.words, row.answered_at = helpful, cope, respected, words, at
    row.save()
    if distress is not None:
        keep_own(row.organization, row.conversation, Moment.AFTER, distress, at=at)
    audit.record("contact_centre.survey_answered", subject=row, at=at, actor_kind=PERSON)
    return row


def hash_of(token: str) -> str:
    """The token has 128 random bits: a quick hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


class Ended:
    """Hears of conversations: what the person chose before the first word is kept when it is over."""

    def arrived(self, conversation: channels.Conversation) -> None:
        pass

    def said(self, message: channels.Message) -> None:
        pass

    def left(self, conversation: channels.Conversation) -> None:
        pass

    def ended(self, conversation: channels.Conversation) -> None:
        value = conversation.first_answers.get("distress")
        if isinstance(value, int) and 1 <= value <= 5:
            keep_own(
                conversation.organization,
                conversation.public_id,
                Moment.BEFORE,
                value,
                at=conversation.started_at,
            )
