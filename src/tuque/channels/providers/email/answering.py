"""The answer that a letter gets at once: what is open now, in both languages. It says that this is no way to reach help fast."""

import uuid
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from tuque.channels import lines, services
from tuque.channels.codes import Author, Channel, Said
from tuque.channels.models import Line, LineWay, Message
from tuque.channels.providers.models import Account, Delivery
from tuque.core import wall

ONCE_IN = timedelta(hours=12)  # for one address: two programs cannot talk to each other
MOST_IN_AN_HOUR = 120  # for the mailbox: whose letters forge others' addresses fills few mailboxes
LANGUAGES = ("en", "fr")


def answer(message: Message, account: Account, *, at: datetime) -> Message | None:
    """Put the answer on its way, once; None where it would be one too many. Not inside a transaction."""
    conversation = message.conversation
    ours = Message.objects.filter(conversation=conversation, author=Author.LINE, kind=Said.NOTICE)
    name = uuid.uuid5(account.public_id, f"answer:{message.public_id}")
    if ours.filter(at__gt=at - ONCE_IN).exclude(public_id=name).exists():
        return None
    recent = Delivery.objects.filter(
        organization_id=account.organization_id, message__author=Author.LINE, queued_at__gt=at - timedelta(hours=1)
    )
    if recent.filter(conversation__channel=Channel.EMAIL).count() >= MOST_IN_AN_HOUR:
        return None
    with wall.system(wall.Purpose.DOORSTEP):
        text = words(account.line, first=conversation.language, site=account.origin, at=at)
    return services.say(
        conversation=conversation, message_id=name, text=text, author=Author.LINE, kind=Said.NOTICE, at=at
    )


def words(line: Line, *, first: str, site: str, at: datetime) -> str:
    """In the language of the letter, then in the other."""
    spoken = sorted(LANGUAGES, key=lambda one: one != first)
    return "\n\n— — —\n\n".join(_in_language(line, language, site=site, at=at) for language in spoken)


def _in_language(line: Line, language: str, *, site: str, at: datetime) -> str:
    with translation.override(language):
        found = [one for one in lines.list_found(at=at, language=language) if one.is_open]
        options = [option for one in found for option in _options(one, language, site=site)]
        parts = [
            _("This is an automatic answer from %(line)s. Your message arrived, and a person will read it and answer you. That may take many hours.")
            % {"line": line.name},
            _("E-mail is not a way to get help fast. In danger right now, or afraid for someone: call %(number)s.")
            % {"number": line.emergency_number},
        ]  # fmt: skip
        if options:
            parts.append("\n".join([_("Open now, with a person who answers:"), *options]))
        else:
            parts.append(_("We know of no other line that is open right now."))
        return "\n\n".join(parts)


def _options(found: lines.Found, language: str, *, site: str) -> list[str]:
    name, told = found.line.name, []
    if found.has_chat and site:
        address = reverse("channels:page", kwargs={"code": found.line.code, "language": language})
        told.append(_("%(line)s, by chat: %(address)s") % {"line": name, "address": f"{site}{address}"})
    labels = {
        "phone": _("%(line)s, by phone: %(address)s"),
        "text": _("%(line)s, by text: %(address)s"),
        "web": _("%(line)s, on the web: %(address)s"),
    }
    told += [labels[way.way] % {"line": name, "address": way.value} for way in found.ways if isinstance(way, LineWay)]
    return [f"- {one}" for one in told]


def subject(line: Line, language: str) -> str:
    with translation.override(language):
        return _("Your message to %(line)s") % {"line": line.name}
