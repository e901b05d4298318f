"""The port whose media are browsers: each page of a call speaks to each other page directly (WebRTC), and obeys `hearing.py`.

Pages ask every second how their call stands (`look`) and leave one another what they need to find a way (`tell`): asked anything,
this port has them look. A page says the line's messages with its browser's own voice.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import translation

from tuque.channels.codes import Author, Said
from tuque.channels.voice import words
from tuque.channels.voice.hearing import Part, pairs
from tuque.channels.voice.models import Call, CallParty, CallSignal, stream_of
from tuque.channels.voice.port import Report, Spoken
from tuque.channels.voice.problems import CallOver
from tuque.channels.voice.silence import Silence
from tuque.core import bell, wall
from tuque.core.wall import Purpose

LARGEST_SIGNAL = 40_000


class BrowserPort:
    """A `VoicePort`: tests/test_calls.py holds it to that."""

    def __init__(self) -> None:
        self.silence = Silence()

    def take_in(self, call: UUID, *, at: datetime) -> None:
        bell.ring(stream_of(call))

    def play(self, call: UUID, message: Spoken, *, at: datetime) -> None:
        """The next look of the caller's page finds what to say, under a number that it has not said yet."""
        Call.objects.filter(public_id=call).update(spoken=message.value, spoken_number=F("spoken_number") + 1)
        bell.ring(stream_of(call))

    def hold(self, call: UUID, *, held: bool, at: datetime) -> None:
        bell.ring(stream_of(call))

    def connect(self, call: UUID, party: UUID, part: Part, *, at: datetime) -> None:
        bell.ring(stream_of(call))

    def leave(self, call: UUID, party: UUID, *, at: datetime) -> None:
        bell.ring(stream_of(call))

    def end(self, call: UUID, *, at: datetime) -> None:
        bell.ring(stream_of(call))

    def watch(self, report: Report, *, at: datetime) -> int:
        """Pages that stopped asking are gone: closed in a hurry, or cut off."""
        with wall.system(Purpose.TASKS):
            rows = CallParty.objects.filter(left_at__isnull=True, call__ended_at__isnull=True)
            there = {(number, name): seen_at for number, name, seen_at in
                     rows.values_list("organization_id", "public_id", "seen_at")}  # fmt: skip
        vanished = self.silence.look(there, at=at)
        for organization_id, party in vanished:
            with wall.within(organization_id):
                report(party, at)
        return len(vanished)


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


def written(call: Call) -> list[str]:
    """What was written to the caller during the call, a safety plan for one: their page shows it."""
    rows = call.conversation.messages.filter(kind=Said.SAID).exclude(author=Author.PERSON).order_by("sequence")
    return [one.text for one in rows]


def look(call: Call, party: CallParty, *, after: int, at: datetime) -> dict[str, object]:
    """What a page needs to know: who is in, whom it hears and is heard by, and what was left for it after a number."""
    CallParty.objects.filter(pk=party.pk).update(seen_at=at)
    call.refresh_from_db(fields=["is_held", "ended_at", "answered_at", "spoken", "spoken_number"])
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
        "written": written(call) if party.part == Part.CALLER else [],
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
        "says": _says(call),
        "signals": [
            {"number": one.number, "from": str(one.sender.public_id), "content": one.content}
            for one in signals.select_related("sender").order_by("number")[:100]
        ],
    }


def _says(call: Call) -> dict[str, object]:
    """What the caller's page is to say, in the language of the call; number 0 for nothing yet."""
    with translation.override(call.conversation.language):
        said = words.spoken(Spoken(call.spoken)) if call.spoken else ""
    return {"number": call.spoken_number, "words": said}
