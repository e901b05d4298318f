"""Words to come back by, and what they open."""

from datetime import datetime

from django.db import transaction

from tuque.audit import api as audit
from tuque.channels import phrases
from tuque.channels.codes import State
from tuque.channels.models import Conversation, Line
from tuque.channels.problems import PhraseUnknown
from tuque.channels.services import messages
from tuque.channels.services.conversations import PERSON, erase, token_hash


@transaction.atomic
def make_phrase(*, conversation: Conversation, at: datetime) -> str:
    """Four words that find this conversation again; those made before no longer do. They are shown once and kept nowhere."""
    row = Conversation.objects.select_related("line").get(pk=conversation.pk)
    phrase = phrases.draw(row.language)
    Conversation.objects.filter(pk=row.pk).update(phrase_hash=phrases.hashed(phrase, salt=row.line.salt))
    audit.record_in_crisis("channels.phrase_made", subject=row, at=at, actor_kind=PERSON)
    return phrase


@transaction.atomic
def come_back(line: Line, *, phrase: str, token: str, at: datetime) -> Conversation:
    """The conversation of these words, now open to `token` and to no former one. Raises PhraseUnknown."""
    row = _find(line, phrase)
    row.token_hash, row.left_at = token_hash(token), None
    row.save(update_fields=["token_hash", "left_at"])
    audit.record_in_crisis("channels.resumed", subject=row, at=at, actor_kind=PERSON)
    messages.append(row, "resumed", {}, at=at)
    return row


def erase_by_phrase(line: Line, *, phrase: str, at: datetime) -> Conversation:
    """Take the words of that conversation away. Raises PhraseUnknown."""
    return erase(conversation=_find(line, phrase), at=at)


def _find(line: Line, phrase: str) -> Conversation:
    if not phrases.can_be(phrase):
        raise PhraseUnknown
    found = Conversation.objects.filter(line=line, phrase_hash=phrases.hashed(phrase, salt=line.salt))
    row = found.exclude(state=State.ERASED).first()
    if row is None:
        raise PhraseUnknown
    return row
