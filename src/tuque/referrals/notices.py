"""Messages that leave after a commit: the service to the person, the letter to the service and its reminders, the erasing."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from tuque.accounts import letters
from tuque.audit import api as audit
from tuque.core import outbox
from tuque.core.clock import now
from tuque.directory import api as directory
from tuque.referrals import forgetting, links, live, sending, sheets, states
from tuque.referrals.codes import Delivery, Way
from tuque.referrals.models import Inquiry, Referral

TELL, ASK, ERASE = "referrals.tell", "referrals.ask", "referrals.erase"
# After the first letter, as long as the service does not answer.
REMINDERS = (timedelta(days=3), timedelta(days=4), timedelta(days=7))
# The turn of a letter that someone asked for by hand.
AGAIN = -1


class TryLater(Exception):
    """It did not leave: the outbox tries again."""


def tell_person(payload: Mapping[str, object], message_id: UUID) -> None:
    """Send the service to the person. Sent a second time after a crash, it says the same again."""
    row = _find(payload)
    if row is None or row.delivery != Delivery.WAITING:
        return
    inquiry = row.need.inquiry
    with directory.opened():
        told = directory.published.find(row.service)
    if told is None or not (inquiry.phone if row.way == Way.TEXT else inquiry.email):
        _note(row, Delivery.FAILED)
        return
    with translation.override(inquiry.language):
        text = sheets.as_text(
            sheets.show(told, language=inquiry.language, at=now(), at_places=[row.place] if row.place else [])
        )
    if row.way == Way.TEXT:
        sender = sending.texts_of(row.organization)
        if sender is None:
            _note(row, Delivery.FAILED)
            return
        try:
            sender.send(row.organization, to=inquiry.phone, text=text, message_id=message_id)
        except sending.NotSent as problem:
            if not problem.is_final:
                raise TryLater from None
            _note(row, Delivery.FAILED)
            return
    else:
        context = {"organization": row.organization, "text": text}
        if not letters.send("referrals/told", to=inquiry.email, language=inquiry.language, context=context):
            raise TryLater
    _note(row, Delivery.SENT)


@transaction.atomic
def _note(row: Referral, delivery: Delivery) -> None:
    Referral.objects.filter(pk=row.pk).update(delivery=delivery)
    live.ring(row.organization_id)


def post_ask(row: Referral, *, origin: str, turn: int, at: datetime, due_at: datetime) -> None:
    """In the caller's transaction. `origin` is this site as its reader knows it."""
    _post(row, {"origin": origin, "turn": turn}, at=at, due_at=due_at)


def post_once_more(row: Referral, *, origin: str, at: datetime) -> None:
    """A letter that someone wants now, whatever the service answered before, beside the reminders and without any of its own. In
    the caller's transaction."""
    _post(row, {"origin": origin, "turn": AGAIN}, at=at, due_at=at)


def _post(row: Referral, told: Mapping[str, object], *, at: datetime, due_at: datetime) -> None:
    payload = {"referral": str(row.public_id), **told}
    outbox.post(ASK, payload, at=at, due_at=due_at, organization_id=row.organization_id)


def ask_service(payload: Mapping[str, object], message_id: UUID) -> None:
    """Write to the service as long as it did not answer; each letter has a link of its own, made before it leaves: a letter whose
    worker died is written again with the same link, and the next reminder is posted once."""
    row, turn = _find(payload), int(str(payload["turn"]))
    if row is None or row.need.inquiry.closed_at or not row.asked_email:
        return
    if row.state in (states.OVER if turn == AGAIN else states.ANSWERED):
        return
    with transaction.atomic():
        token, is_new = links.of_letter(row, email=row.asked_email, letter=message_id, at=now(), is_reminder=turn != 0)
        if is_new:
            if 0 <= turn < len(REMINDERS):
                post_ask(row, origin=str(payload["origin"]), turn=turn + 1, at=now(), due_at=now() + REMINDERS[turn])
            audit.record("referrals.link_made", subject=row, at=now(), details={"turn": turn})
    context = {
        "organization": row.organization,
        "service": row.names.get(row.asked_language) or row.name,
        "link": f"{payload['origin']}{reverse('referrals:answer', args=[token])}",
        "turn": turn,
        "has_answered": row.state in states.ANSWERED,
    }
    if not letters.send("referrals/asked", to=row.asked_email, language=row.asked_language, context=context):
        raise TryLater


@transaction.atomic
def erase_contact(payload: Mapping[str, object], message_id: UUID) -> None:
    """Ninety days are past: what reaches the person goes, unless they agreed anew meanwhile."""
    row = Inquiry.objects.select_for_update().filter(public_id=str(payload["inquiry"])).first()
    if row is not None and row.erase_at is not None and row.erase_at <= now():
        forgetting.forget(row)
        audit.record("referrals.contact_erased", subject=row, at=now())


def _find(payload: Mapping[str, object]) -> Referral | None:
    found = Referral.objects.select_related("need__inquiry", "organization")
    return found.filter(public_id=str(payload["referral"])).first()
