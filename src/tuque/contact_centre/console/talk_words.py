"""A conversation in the reader's language."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from tuque.accounts.api import Worker
from tuque.channels import api as channels
from tuque.contact_centre.console import scripts
from tuque.contact_centre.console.models import Practice
from tuque.contact_centre.console.words import ICONS, clock
from tuque.contact_centre.line_words import CHANNELS
from tuque.contact_centre.words import LANGUAGES

Conversation = channels.Conversation


def head_of(conversation: Conversation, viewer: Worker, *, at: datetime) -> dict[str, Any]:
    waited = (conversation.answered_at or at) - conversation.started_at
    return {
        "channel": CHANNELS.get(conversation.channel, conversation.channel),
        "icon": ICONS.get(conversation.channel, "speech"),
        "language": LANGUAGES.get(conversation.language, conversation.language),
        "line": conversation.line.name,
        "started_at": conversation.started_at.astimezone(viewer.organization.zone),
        "waited": clock(waited.total_seconds()),
        "state": conversation.state,
        "person_left": conversation.left_at is not None,
        "answers": first_answers(conversation),
        "colleagues": colleagues_in(conversation, viewer),
    }


def first_answers(conversation: Conversation) -> list[tuple[str, str]]:
    """What the person chose to say before the first words, as the public page asked it."""
    labels = {"about": _("What it is about"), "distress": _("How hard it is, from 1 to 5"), "name": _("Name to use")}
    return [(labels.get(code, code), str(answer)) for code, answer in conversation.first_answers.items() if answer]


def colleagues_in(conversation: Conversation, viewer: Worker) -> list[str]:
    """Who else is in it now."""
    rows = channels.Joining.objects.filter(conversation=conversation, left_at__isnull=True).exclude(worker=viewer)
    return [row.worker.name for row in rows.select_related("worker")]


def said_lines(conversation: Conversation, viewer: Worker, *, after: int = 0) -> Sequence[dict[str, Any]]:
    zone = viewer.organization.zone
    rows = channels.list_messages(conversation).filter(sequence__gt=after)
    return [
        {
            "id": str(one.public_id),
            "sequence": one.sequence,
            "text": one.text,
            "at": one.at.astimezone(zone),
            "who": who(one, viewer),
            "is_person": one.author == channels.Author.PERSON,
            "is_mine": one.worker_id == viewer.pk,
            "is_whisper": one.kind == channels.Said.WHISPER,
            "is_notice": one.kind == channels.Said.NOTICE,
            "read": one.read_at is not None,
            "delivered": one.delivered_at is not None,
        }
        for one in rows
    ]


def who(message: channels.Message, viewer: Worker) -> str:
    if message.author == channels.Author.PERSON:
        return pgettext("author of a message", "The person")
    if message.worker is None:
        return pgettext("author of a message", "The line")
    return _("You") if message.worker_id == viewer.pk else message.worker.name


def read_up_to(conversation: Conversation) -> int:
    """The last of our messages that the person had on an open page."""
    ours = conversation.messages.exclude(author=channels.Author.PERSON).filter(read_at__isnull=False)
    return ours.order_by("-sequence").values_list("sequence", flat=True).first() or 0


def practice_notice(conversation: Conversation) -> str:
    """What a learner may notice in this script; nothing in a real conversation."""
    practice = Practice.objects.filter(conversation=conversation).first()
    script = scripts.find_script(practice.script) if practice else None
    return script.notice["fr" if (get_language() or "").startswith("fr") else "en"] if script else ""
