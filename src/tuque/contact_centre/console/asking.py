"""Asking a colleague: they come into the conversation and whisper; the person never sees it, and never waits for it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tuque.accounts.api import Role, Worker
from tuque.audit import api as audit
from tuque.channels import api as channels
from tuque.contact_centre import permissions
from tuque.contact_centre.console import talks
from tuque.contact_centre.console.models import Ask
from tuque.contact_centre.desk import desk
from tuque.contact_centre.routing.state import State
from tuque.core.ids import new_id
from tuque.core.problems import NotFound

ANYONE = "supervisor"


@dataclass(frozen=True)
class Colleague:
    worker: Worker
    is_free: bool
    is_supervisor: bool


def people_to_ask(viewer: Worker, conversation: channels.Conversation) -> list[Colleague]:
    """Those who are in the line now, the free ones first; who is in this conversation already is left out."""

    def read(state: State) -> dict[str, bool]:
        return {name: not (seat.talking or seat.paused or seat.offer_of) for name, seat in state.seats.items()}

    there = desk.read(viewer.organization, read)
    inside = channels.Joining.objects.filter(conversation=conversation, left_at__isnull=True).values_list("worker_id")
    rows = Worker.objects.filter(organization=viewer.organization, public_id__in=list(there), is_active=True)
    found = [
        Colleague(one, there[str(one.public_id)], one.holds(Role.SUPERVISOR))
        for one in rows.exclude(pk__in=inside).exclude(pk=viewer.pk).order_by("name")[:60]
    ]
    return sorted(found, key=lambda one: (not one.is_free, one.worker.name))


def open_asks_of(conversation: channels.Conversation) -> list[Ask]:
    return list(
        Ask.objects.filter(conversation=conversation, answered_at__isnull=True).select_related("asked", "asked_by")
    )


def asked_of(viewer: Worker) -> list[Ask]:
    """What is asked of the viewer by name, and of any supervisor where they are one."""
    rows = Ask.objects.filter(
        organization=viewer.organization, answered_at__isnull=True, conversation__ended_at__isnull=True
    ).exclude(asked_by=viewer)
    mine = rows.filter(asked=viewer)
    if viewer.holds(Role.SUPERVISOR):
        mine = mine | rows.filter(asked__isnull=True)
    return list(mine.select_related("asked_by", "conversation").order_by("asked_at")[:20])


def ask(conversation: channels.Conversation, *, who: str, words: str, by: Worker, at: datetime) -> Ask:
    """`who` is a worker's public id, or ANYONE for any supervisor. Asking the same again while it is open changes nothing."""
    talks.check_takes_part(conversation, by)
    asked = None
    if who != ANYONE:
        asked = next((one.worker for one in people_to_ask(by, conversation) if str(one.worker.public_id) == who), None)
        if asked is None:
            raise NotFound
    if words.strip():
        name = asked.name if asked else _("any supervisor")
        text = _("To %(name)s: %(words)s") % {"name": name, "words": words.strip()[:2000]}
        talks.say(conversation, message_id=new_id(), text=text, is_whisper=True, by=by, at=at)
    return _keep(conversation, asked, by=by, at=at)


@transaction.atomic
def _keep(conversation: channels.Conversation, asked: Worker | None, *, by: Worker, at: datetime) -> Ask:
    found = Ask.objects.filter(conversation=conversation, asked=asked, answered_at__isnull=True).first()
    if found is not None:
        return found
    audit.record_in_crisis("contact_centre.colleague_asked", by=by, subject=conversation, at=at)
    return Ask.objects.create(
        organization=by.organization, conversation=conversation, asked_by=by, asked=asked, asked_at=at
    )


def come(ask_id: object, *, by: Worker, at: datetime) -> channels.Conversation:
    """Come into the conversation, to read and whisper; the router still has it with whoever answers."""
    permissions.check_can_answer(by)
    found = next((one for one in asked_of(by) if str(one.public_id) == str(ask_id)), None)
    if found is None:
        raise NotFound
    channels.join(conversation=found.conversation, worker=by, part=channels.Part.SUPERVISOR, at=at)
    Ask.objects.filter(pk=found.pk).update(answered_by=by, answered_at=at)
    return found.conversation
