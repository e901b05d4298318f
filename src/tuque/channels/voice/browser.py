"""The port whose media are browsers: each page of a call speaks to each other page directly (WebRTC), and obeys `hearing.py`.

What is here is who is in and what their pages tell one another; sound never passes through the server.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.channels import permissions, services
from tuque.channels.codes import Channel
from tuque.channels.codes import Part as Doing
from tuque.channels.models import Conversation, Line
from tuque.channels.voice.hearing import Part, pairs
from tuque.channels.voice.models import Call, CallParty, CallSignal
from tuque.channels.voice.port import Happened, Report
from tuque.channels.voice.problems import CallOver, NotInCall
from tuque.core import bell, streams
from tuque.core.problems import NotFound

LARGEST_SIGNAL = 40_000
SIGNALS_KEPT = timedelta(seconds=45)  # a page that is silent for so long is gone
_reports: list[Report] = []


def events(report: Report) -> None:
    """Have everything that happens reported, after the commit."""
    if report not in _reports:
        _reports.append(report)


def _report(what: Happened, call: Call, *, at: datetime) -> None:
    streams.append(
        call.stream, kind=what.value, payload={"call": str(call.public_id)}, at=at, organization_id=call.organization_id
    )
    for report in _reports:
        transaction.on_commit(lambda report=report: report(what, call.public_id, at))  # type: ignore[misc]


def token_hash(token: str) -> str:
    """The token has 256 random bits: a quick hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def offered(line: Line, *, language: str, at: datetime) -> tuple[Call, CallParty, str]:
    """Someone calls: the call, who they are in it, and the token that only their page has."""
    token = secrets.token_urlsafe(32)
    conversation = services.start(line, channel=Channel.VOICE, language=language, at=at, token=token)
    call = Call.objects.create(
        organization_id=line.organization_id, conversation=conversation, token_hash=token_hash(token), started_at=at
    )
    party = _enter(call, None, Part.CALLER, at=at)
    _report(Happened.OFFERED, call, at=at)
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
    _report(Happened.CONNECTED, row, at=at)
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
    if Call.objects.filter(pk=call.pk, ended_at__isnull=True).exclude(is_held=held).update(is_held=held):
        _report(Happened.HELD if held else Happened.RESUMED, call, at=at)


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
        _report(Happened.ENDED, call, at=at)
        services.end(conversation=call.conversation, at=at)


@transaction.atomic
def leave(call: Call, party: CallParty, *, at: datetime) -> None:
    """One party goes. With the caller the call ends; without anyone who talks the caller waits again."""
    if party.part == Part.CALLER:
        hang_up(call, at=at)
        return
    if CallParty.objects.filter(pk=party.pk, left_at__isnull=True).update(left_at=at):
        CallSignal.objects.filter(call=call, sender=party).delete()
        CallSignal.objects.filter(call=call, recipient=party).delete()
        if party.worker is not None:
            services.step_out(conversation=call.conversation, worker=party.worker, at=at)
        _report(Happened.GONE, call, at=at)


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


@transaction.atomic
def tell(call: Call, sender: CallParty, signals: Sequence[Mapping[str, object]], *, at: datetime) -> None:
    """Leave signals for other pages. What is for someone who left meanwhile concerns nobody any more."""
    row = Call.objects.select_for_update().get(pk=call.pk)
    if row.ended_at is not None:
        raise CallOver
    others = {str(one.public_id): one for one in row.parties.filter(left_at__isnull=True).exclude(pk=sender.pk)}
    for signal in signals[:50]:
        recipient = others.get(str(signal.get("to", "")))
        if recipient is not None and len(str(signal)) <= LARGEST_SIGNAL:
            row.last_signal += 1
            CallSignal.objects.create(
                organization_id=row.organization_id,
                call=row,
                number=row.last_signal,
                sender=sender,
                recipient=recipient,
                content=signal.get("content") or {},
            )
    row.save(update_fields=["last_signal"])
    transaction.on_commit(lambda: bell.ring(row.stream))


def look(call: Call, party: CallParty, *, after: int, at: datetime) -> dict[str, object]:
    """What a page needs to know: who is in, whom it hears and is heard by, and what was left for it after a number."""
    CallParty.objects.filter(pk=party.pk).update(seen_at=at)
    call.refresh_from_db(fields=["is_held", "ended_at", "answered_at"])
    parties = list(call.parties.filter(left_at__isnull=True).order_by("joined_at", "pk"))
    heard = pairs(one.hearing(held=call.is_held) for one in parties)
    mine = str(party.public_id)
    signals: QuerySet[CallSignal] = CallSignal.objects.filter(call=call, recipient=party, number__gt=after)
    return {
        "ended": call.ended_at is not None,
        "answered": any(one.part == Part.TALKS for one in parties),
        "held": call.is_held,
        "me": mine,
        "here": any(one.pk == party.pk for one in parties),
        "parties": [
            {
                "id": str(one.public_id),
                "part": one.part,
                "speaks": (mine, str(one.public_id)) in heard,  # I to them
                "heard": (str(one.public_id), mine) in heard,  # they to me
            }
            for one in parties
            if one.pk != party.pk
        ],
        # The newcomer calls those who were there before: two never call each other at once.
        "calls": [str(one.public_id) for one in parties if (one.joined_at, one.pk) < (party.joined_at, party.pk)],
        "signals": [
            {"number": one.number, "from": str(one.sender.public_id), "content": one.content}
            for one in signals.select_related("sender").order_by("number")[:100]
        ],
    }


def drop_silent(call: Call, *, at: datetime) -> None:
    """Pages that stopped asking are gone: closed in a hurry, or cut off."""
    for party in call.parties.filter(left_at__isnull=True, seen_at__lt=at - SIGNALS_KEPT):
        leave(call, party, at=at)
