"""The demonstration's past conversations and their records, all invented: what its suggestions are learned from.

Each draws one or two topics and some sentences of each. People do not speak in a few dozen sentences: how well the
suggestions do here says nothing about a real line.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random
from uuid import UUID

from django.db import transaction

from tuque.accounts.models import Organization, Worker
from tuque.channels import api as channels
from tuque.contact_centre.console import beside
from tuque.contact_centre.console.models import ContactDraft
from tuque.core import streams
from tuque.core.models import Stream
from tuque.demo.loading import public_id
from tuque.forms import api as forms
from tuque.interactions import bulk
from tuque.interactions.models import Interaction

CONTACTS, DAYS = 800, 27
SEED = 7
FRENCH, BY_TEXT, TWO_TOPICS, WRONG = 0.4, 0.35, 0.4, 0.05
OPENERS = {
    "en": (
        "hi",
        "hello is anyone there",
        "i do not know where to start",
        "thank you for answering",
        "sorry to bother you",
    ),
    "fr": (
        "bonjour",
        "allo, il y a quelqu’un?",
        "je ne sais pas par où commencer",
        "merci de répondre",
        "désolé de déranger",
    ),
}
CLOSERS = {
    "en": ("thank you, it helped to say it", "ok i will try that", "i feel a bit better", "good night", "i have to go now"),
    "fr": ("merci, ça m’a fait du bien d’en parler", "d’accord, je vais essayer", "je me sens un peu mieux", "bonne nuit", "je dois y aller"),
}  # fmt: skip
ANSWERS = {
    "en": "I am here with you. Tell me more about it.",
    "fr": "Je suis là avec vous. Parlez-m’en un peu plus.",
}
# What people with a topic often needed.
NEEDS = {
    "suicide": ("company", "mental_health"),
    "self_harm": ("mental_health",),
    "anxiety": ("company", "mental_health"),
    "low": ("mental_health",),
    "lonely": ("company",),
    "relations": ("company", "family"),
    "loss": ("company",),
    "substances": ("substances",),
    "violence": ("safety", "rights"),
    "money_home": ("housing", "money"),
    "work_school": ("work_school",),
    "identity": ("company",),
    "health": ("health",),
    "for_another": ("family", "information"),
    "information": ("information",),
}


@dataclass(frozen=True)
class Told:
    """One invented contact: what the person wrote, and what was recorded of it."""

    language: str
    channel: str
    texts: tuple[str, ...]
    about: tuple[str, ...]
    needs: tuple[str, ...]


@lru_cache(maxsize=1)
def said() -> dict[str, dict[str, list[str]]]:
    """Topic -> language -> sentences."""
    found: dict[str, dict[str, list[str]]] = json.loads((Path(__file__).parent / "said.json").read_text())
    return found


def invented(count: int, *, seed: int = SEED) -> Iterator[Told]:
    """The same seed draws the same contacts."""
    draw = Random(seed)  # noqa: S311  invented contacts
    topics = list(said())
    for _number in range(count):
        language = "fr" if draw.random() < FRENCH else "en"
        about = draw.sample(topics, 2 if draw.random() < TWO_TOPICS else 1)
        texts = [draw.choice(OPENERS[language])]
        for topic in about:
            texts += draw.sample(said()[topic][language], draw.choice((2, 2, 3)))
        texts.append(draw.choice(CLOSERS[language]))
        recorded = [topic if draw.random() > WRONG else draw.choice(topics) for topic in about]
        needs = {need for topic in about for need in NEEDS[topic] if draw.random() < 0.8}
        channel = "text" if draw.random() < BY_TEXT else "chat"
        yield Told(language, channel, tuple(texts), tuple(dict.fromkeys(recorded)), tuple(sorted(needs)))


@transaction.atomic
def fill(organization: Organization, line: channels.Line, *, at: datetime) -> None:
    """Only where there are none yet."""
    if ContactDraft.objects.filter(organization=organization).exists():
        return
    amina = Worker.objects.get(email="amina@demo.example")
    one = beside.form_for(amina, at=at)
    draw = Random(SEED)  # noqa: S311
    told = list(invented(CONTACTS))
    starts = sorted(at - timedelta(seconds=draw.randrange(3600, DAYS * 86400)) for _one in told)
    ids = [public_id(moment, [draw.getrandbits(60), draw.getrandbits(60)]) for moment in starts]
    conversations = _conversations(organization, line, told, starts, ids)
    _messages(organization, amina, told, conversations)
    _records(organization, amina, one, told, conversations)


def _conversations(
    organization: Organization, line: channels.Line, told: list[Told], starts: list[datetime], ids: list[UUID]
) -> list[channels.Conversation]:
    rows = []
    for one, moment, name in zip(told, starts, ids, strict=True):
        ended = moment + timedelta(minutes=12 + 4 * len(one.texts))
        rows.append(
            channels.Conversation(
                organization=organization,
                public_id=name,
                line=line,
                channel=one.channel,
                language=one.language,
                state=channels.State.ENDED,
                started_at=moment,
                waiting_since=moment,
                answered_at=moment + timedelta(minutes=1),
                person_wrote_at=ended,
                ended_at=ended,
                erase_at=ended + timedelta(days=line.keep_days),
            )
        )
    made = channels.Conversation.objects.bulk_create(rows)
    Stream.objects.bulk_create(
        Stream(organization=organization, name=row.stream, last_sequence=len(one.texts) + 1)
        for row, one in zip(made, told, strict=True)
    )
    return made


def _messages(
    organization: Organization, amina: Worker, told: list[Told], conversations: list[channels.Conversation]
) -> None:
    def rows() -> Iterator[channels.Message]:
        for one, conversation in zip(told, conversations, strict=True):
            said_so = [(channels.Author.PERSON, text) for text in one.texts]
            said_so.insert(2, (channels.Author.RESPONDER, ANSWERS[one.language]))
            for number, (author, text) in enumerate(said_so, start=1):
                yield channels.Message(
                    organization=organization,
                    conversation=conversation,
                    sequence=number,
                    author=author,
                    worker=amina if author == channels.Author.RESPONDER else None,
                    text=text,
                    at=conversation.started_at + timedelta(minutes=4 * number),
                )

    channels.Message.objects.bulk_create(rows(), batch_size=500)


def _records(
    organization: Organization,
    amina: Worker,
    one: forms.PublishedForm,
    told: list[Told],
    conversations: list[channels.Conversation],
) -> None:
    numbers = streams.allocate(f"interactions:{organization.pk}", count=len(told), organization_id=organization.pk)
    draw = Random(SEED + 1)  # noqa: S311
    names = [
        public_id(row.ended_at or row.started_at, [draw.getrandbits(60), draw.getrandbits(60)]) for row in conversations
    ]

    def rows() -> Iterator[dict[str, object]]:
        for number, name, contact, row in zip(numbers, names, told, conversations, strict=True):
            seconds = int(((row.ended_at or row.started_at) - row.started_at).total_seconds())
            answers = {
                "about": list(contact.about),
                "needs": list(contact.needs),
                "done": ["listened"],
                "outcome": "helped",
                "channel": contact.channel,
                "language": contact.language,
                "duration": seconds // 60,
            }
            yield {
                "organization_id": organization.pk,
                "public_id": name,
                "sequence": number,
                "recorded_by_id": amina.pk,
                "recorded_at": row.ended_at,
                "updated_at": row.ended_at,
                "form_version_id": one.version.pk if one.version else None,
                "answers": answers,
                "base_type": one.form.base_type,
                "type_code": one.form.code,
                "origin": "called",
                "outcome": "helped",
                "occurred_at": row.answered_at,
                "duration_seconds": seconds,
                "people_count": 1,
                "age_groups": {"unknown": 1},
            }

    fields = tuple(next(rows()))
    bulk.insert(Interaction, rows(), fields=fields)
    ContactDraft.objects.bulk_create(
        ContactDraft(
            organization=organization,
            conversation=row,
            worker=amina,
            interaction=name,
            changed_at=row.ended_at or row.started_at,
        )
        for row, name in zip(conversations, names, strict=True)
    )
