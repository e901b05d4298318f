"""Who is in a call, and what they do there: every write. The port of the call is told once it is committed.

Sound never passes through the server: see docs/explanation/voice.md.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.channels import permissions, services
from tuque.channels.codes import Channel, State
from tuque.channels.codes import Part as Doing
from tuque.channels.models import Conversation, Line
from tuque.channels.voice.browser import BrowserPort
from tuque.channels.voice.hearing import Part
from tuque.channels.voice.models import Call, CallParty, CallSignal
from tuque.channels.voice.port import Happened, Spoken, VoicePort
from tuque.channels.voice.problems import CallOver, NotInCall
from tuque.core import streams, wall
from tuque.core.problems import NotFound
from tuque.core.wall import Purpose

BROWSER = "browser"
PORTS: dict[str, VoicePort] = {BROWSER: BrowserPort()}
SAID_EVERY = timedelta(seconds=45)  # to whoever waits


def _note(what: Happened, call: Call, ask: Callable[[VoicePort], None], *, at: datetime) -> None:
    """Keep that it happened, and ask the call's port for its part once this is committed."""
    streams.append(
        call.stream, kind=what.value, payload={"call": str(call.public_id)}, at=at, organization_id=call.organization_id
    )
    transaction.on_commit(lambda: ask(PORTS[call.port]))


def token_hash(token: str) -> str:
    """The token has 256 random bits: a quick hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def offered(line: Line, *, language: str, at: datetime) -> tuple[Call, CallParty, str]:
    """Someone calls: the call, who they are in it, and the token that only their page has."""
    token = secrets.token_urlsafe(32)
    conversation = services.start(line, channel=Channel.VOICE, language=language, at=at, token=token)
    call = Call.objects.create(
        organization_id=line.organization_id,
        conversation=conversation,
        port=BROWSER,
        token_hash=token_hash(token),
        started_at=at,
        spoken_at=at,
    )
    party = _enter(call, None, Part.CALLER, at=at)
    _note(Happened.OFFERED, call, lambda port: port.take_in(call.public_id, at=at), at=at)
    transaction.on_commit(lambda: PORTS[call.port].play(call.public_id, Spoken.WAITING, at=at))
    return call, party, token


@transaction.atomic
def connect(call: Call, worker: Worker, *, part: Part, at: datetime) -> CallParty:
    """A worker comes in: answers, is brought in, listens, whispers. Again with another part: they change. Raises CallOver."""
    row = Call.objects.select_for_update(of=("self",)).select_related("conversation").get(pk=call.pk)
    check_may(worker, row.conversation, part)
    if row.ended_at is not None:
        raise CallOver
    found = row.parties.filter(worker=worker, left_at__isnull=True).first()
    if found is None:
        found = _enter(row, worker, part, at=at)
    elif found.part != part:
        found.part = part
        found.save(update_fields=["part"])
    if part == Part.TALKS and row.answered_at is None:
        row.answered_at = at
        row.save(update_fields=["answered_at"])
    doing = Doing.RESPONDER if part == Part.TALKS and not worker.holds(*permissions.OVERSEERS) else Doing.SUPERVISOR
    services.join(conversation=row.conversation, worker=worker, at=at, part=doing)
    audit.record_in_crisis(
        "channels.call_joined", by=worker, subject=row.conversation, at=at, details={"part": part.value}
    )
    _note(Happened.CONNECTED, row, lambda port: port.connect(row.public_id, found.public_id, part, at=at), at=at)
    return found


def check_may(worker: Worker, conversation: Conversation, part: Part) -> None:
    """Listening and whispering are for those who oversee; talking for those who may answer. Raises as permissions do."""
    if part in {Part.LISTENS, Part.WHISPERS}:
        permissions.check_can_read(worker, conversation)
        if not worker.holds(*permissions.OVERSEERS):
            raise NotFound
    else:
        permissions.check_can_join(worker, conversation)


@transaction.atomic
def hold(call: Call, *, held: bool, by: Worker, at: datetime) -> None:
    party_of(call, by)
    if not Call.objects.filter(pk=call.pk, ended_at__isnull=True).exclude(is_held=held).update(is_held=held):
        return
    what = Happened.HELD if held else Happened.RESUMED
    _note(what, call, lambda port: port.hold(call.public_id, held=held, at=at), at=at)
    if held:
        transaction.on_commit(lambda: PORTS[call.port].play(call.public_id, Spoken.HELD, at=at))


@transaction.atomic
def transfer(call: Call, *, to: Worker, by: Worker, at: datetime) -> None:
    """Whoever talks leaves, once `to` is in: nobody is left alone with the silence."""
    party_of(call, by)
    if not call.parties.filter(worker=to, part=Part.TALKS, left_at__isnull=True).exists():
        raise NotInCall
    for party in call.parties.filter(part=Part.TALKS, left_at__isnull=True).exclude(worker=to):
        leave(call, party, at=at)


@transaction.atomic
def hang_up(call: Call, *, at: datetime) -> None:
    """For all. What the pages told one another is gone with it."""
    if Call.objects.filter(pk=call.pk, ended_at__isnull=True).update(ended_at=at):
        call.parties.filter(left_at__isnull=True).update(left_at=at)
        CallSignal.objects.filter(call=call).delete()
        _note(Happened.ENDED, call, lambda port: port.end(call.public_id, at=at), at=at)
        services.end(conversation=call.conversation, at=at)


@transaction.atomic
def leave(call: Call, party: CallParty, *, at: datetime) -> None:
    """One party goes. With the caller the call ends; without anyone who talks the caller waits again.

    Whoever leaves a call that is over stays in its conversation: what happened is still to be written down.
    """
    if party.part == Part.CALLER:
        hang_up(call, at=at)
        return
    if CallParty.objects.filter(pk=party.pk, left_at__isnull=True).update(left_at=at):
        CallSignal.objects.filter(call=call, sender=party).delete()
        CallSignal.objects.filter(call=call, recipient=party).delete()
        call.conversation.refresh_from_db(fields=["state"])
        if party.worker is not None and call.conversation.state in (State.WAITING, State.OPEN):
            services.step_out(conversation=call.conversation, worker=party.worker, at=at)
        _note(Happened.GONE, call, lambda port: port.leave(call.public_id, party.public_id, at=at), at=at)


def _enter(call: Call, worker: Worker | None, part: Part, *, at: datetime) -> CallParty:
    return CallParty.objects.create(
        organization_id=call.organization_id, call=call, worker=worker, part=part.value, joined_at=at, seen_at=at
    )


def get_call(public_id: UUID, *, viewer: Worker) -> Call:
    rows = Call.objects.filter(organization_id=viewer.organization_id).select_related("conversation__line")
    found = rows.filter(conversation__public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def party_of(call: Call, worker: Worker) -> CallParty:
    found = call.parties.filter(worker=worker, left_at__isnull=True).first()
    if found is None:
        raise NotInCall
    return found


def tend(*, at: datetime) -> None:
    """To be called every second: whoever went without a goodbye is out, and whoever waits is told again that they do."""
    for port in PORTS.values():
        port.watch(gone, at=at)
    with wall.system(Purpose.TASKS):
        waiting = Call.objects.filter(ended_at__isnull=True, spoken_at__lte=at - SAID_EVERY)
        due = list(waiting.values_list("organization_id", "pk"))
    for organization_id, pk in due:
        with wall.within(organization_id):
            _say_again(pk, at=at)


def gone(party: UUID, at: datetime) -> None:
    """What a port reports: within the organization. Who left meanwhile concerns nobody any more."""
    found = CallParty.objects.select_related("call__conversation", "worker").filter(public_id=party).first()
    if found is not None and found.left_at is None:
        leave(found.call, found, at=at)


def _say_again(pk: int, *, at: datetime) -> None:
    """Two processes may come here at once: one says it."""
    if not Call.objects.filter(pk=pk, spoken_at__lte=at - SAID_EVERY).update(spoken_at=at):
        return
    call = Call.objects.get(pk=pk)
    if call.is_held:
        PORTS[call.port].play(call.public_id, Spoken.HELD, at=at)
    elif not call.parties.filter(part=Part.TALKS, left_at__isnull=True).exists():
        PORTS[call.port].play(call.public_id, Spoken.WAITING, at=at)
