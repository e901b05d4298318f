"""Practice on the real console with a scripted person: marked, never in the router, never counted, erased with its end."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from tuque.accounts.api import Organization, Worker
from tuque.audit import api as audit
from tuque.channels import api as channels
from tuque.contact_centre import permissions
from tuque.contact_centre.console import arriving, scripts
from tuque.contact_centre.console.models import Practice
from tuque.core import outbox
from tuque.core.clock import now
from tuque.core.problems import NotFound

TOPIC = "contact_centre.practice"
PAUSE = timedelta(seconds=4)  # as long as someone takes to type


def line_for(organization: Organization, *, at: datetime) -> channels.Line:
    """The organization's line for training: out of use, so that it has no public address."""
    found, _made = channels.Line.objects.get_or_create(
        code=f"{arriving.PRACTICE}{organization.code}"[:40],
        defaults={
            "organization": organization,
            "name_en": "Practice",
            "name_fr": "Exercice",
            "channels": ["chat"],
            "languages": ["en", "fr"],
            "salt": secrets.token_urlsafe(24),
            "is_in_use": False,
            "keep_days": 1,
            "created_at": at,
        },
    )
    return found


@transaction.atomic
def begin(code: str, *, language: str, by: Worker, at: datetime) -> channels.Conversation:
    """A conversation with a scripted person. Raises NotFound for one that is not in the data."""
    permissions.check_can_answer(by)
    script = scripts.find_script(code)
    if script is None:
        raise NotFound
    conversation = channels.start(
        line_for(by.organization, at=at),
        channel=channels.Channel.CHAT,
        language=language,
        at=at,
        first_answers={"distress": script.distress},
    )
    practice = Practice.objects.create(
        organization=by.organization, conversation=conversation, worker=by, script=code, started_at=at
    )
    channels.join(conversation=conversation, worker=by, at=at)
    audit.record("contact_centre.practised", by=by, organization=by.organization, at=at, details={"script": code})
    post_reply(practice, at=at, due_at=at)
    return conversation


def answered(conversation: channels.Conversation, *, at: datetime) -> None:
    """The learner wrote: the person answers in a moment."""
    practice = Practice.objects.filter(conversation=conversation).first()
    if practice is not None:
        post_reply(practice, at=at, due_at=at + PAUSE)


def post_reply(practice: Practice, *, at: datetime, due_at: datetime) -> None:
    payload: dict[str, object] = {"practice": str(practice.public_id), "step": practice.step}
    with transaction.atomic():
        outbox.post(TOPIC, payload, at=at, due_at=due_at, organization_id=practice.organization_id)


def reply(payload: Mapping[str, object], _message_id: UUID) -> None:
    """What the outbox calls: say what comes at that step, once. Two answers written quickly get one reply."""
    practice = (
        Practice.objects.select_related("conversation").filter(public_id=UUID(str(payload.get("practice")))).first()
    )
    script = scripts.find_script(practice.script) if practice else None
    if practice is None or script is None or practice.conversation.ended_at is not None:
        return
    step = int(str(payload.get("step")))
    if practice.step != step:
        return
    for place, text in enumerate(script.lines(step, practice.conversation.language)):
        channels.say(
            conversation=practice.conversation,
            message_id=uuid5(practice.public_id, f"{step}.{place}"),
            text=text,
            author=channels.Author.PERSON,
            at=now(),
        )
    Practice.objects.filter(pk=practice.pk, step=step).update(step=step + 1)


def open_ones(worker: Worker) -> list[Practice]:
    return list(
        Practice.objects.filter(worker=worker, conversation__ended_at__isnull=True)
        .select_related("conversation")
        .order_by("started_at")[:5]
    )
