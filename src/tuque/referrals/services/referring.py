"""Pointing someone to a service, and moving a referral on by hand."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.core import outbox
from tuque.core.problems import NotFound
from tuque.directory import api as directory
from tuque.referrals import links, live, notices, sending, states
from tuque.referrals.codes import Actor, Delivery, Handover, State, Unmet, Way
from tuque.referrals.models import Inquiry, Need, Referral
from tuque.referrals.problems import NotThatWay, NoWayThere, ServiceGone
from tuque.referrals.services import inquiries, moving


@dataclass(frozen=True)
class Asking:
    """Whether the service is asked to answer, where, and what it must know. `origin` is this site, as `https://tuque.example`."""

    is_wanted: bool = False
    email: str = ""
    note: str = ""
    origin: str = ""


@transaction.atomic
def refer(
    need: Need,
    *,
    key: UUID,
    service: UUID,
    way: Way,
    asking: Asking,
    by: Worker,
    at: datetime,
    place: UUID | None = None,
) -> tuple[Referral, str]:
    """Point the person to a service, at one of its places where one was chosen. Sent twice, it is the same referral.

    The second value is the secret of a link to give by hand, where the service is asked and no letter can be sent; else empty.
    Raises InquiryClosed, ServiceGone, NoWayThere.
    """
    inquiry = inquiries.lock(need.inquiry.public_id, by)
    found = Referral.objects.filter(need=need, public_id=key).first()
    if found is not None:
        return found, ""
    with directory.opened():
        told = directory.published.find(service)
    if told is None or (place and place not in {one.id for one in told.places}):
        raise ServiceGone
    _check_way(inquiry, way)
    row = Referral.objects.create(
        organization=by.organization,
        public_id=key,
        need=need,
        service=service,
        place=place,
        names={one.language: one.text for one in told.texts.every("name")},
        way=way,
        note=asking.note if asking.is_wanted else "",
        asked=asking.is_wanted,
        asked_email=asking.email if asking.is_wanted else "",
        asked_language=told.texts.written_in if told.texts.written_in in dict(settings.LANGUAGES) else "en",
        delivery=Delivery.WAITING if way in (Way.TEXT, Way.EMAIL) else Delivery.NONE,
        sent_at=at,
        sent_by=by,
        moved_at=at,
        follow_up_on=inquiries.follow_up_day(inquiry, sent_at=at) if inquiries.can_be_asked(inquiry) else None,
    )
    moving.write(row, State.SENT, actor=Actor.WORKER, at=at, by=by)
    audit.record("referrals.referred", by=by, subject=row, at=at, details={"way": way.value, "asked": row.asked})
    if row.delivery == Delivery.WAITING:
        outbox.post(notices.TELL, {"referral": str(row.public_id)}, at=at, organization_id=row.organization_id)
    token = ask(row, origin=asking.origin, by=by, at=at) if row.asked else ""
    live.ring(by.organization_id)
    return row, token


def _check_way(inquiry: Inquiry, way: Way) -> None:
    if way is Way.TEXT:
        if not inquiry.phone:
            raise NoWayThere("phone")
        if sending.texts_of(inquiry.organization) is None:
            raise NoWayThere("texts")
    if way is Way.EMAIL:
        if not inquiry.email:
            raise NoWayThere("email")
        if not sending.has_mail():
            raise NoWayThere("mail")


def ask(row: Referral, *, origin: str, by: Worker, at: datetime) -> str:
    """Have the service written to; where that cannot be, the secret of a link to give by hand. In the caller's transaction."""
    if _can_write_to(row):
        notices.post_ask(row, origin=origin, turn=0, at=at, due_at=at)
        return ""
    return _by_hand(row, by=by, at=at)


def _can_write_to(row: Referral) -> bool:
    return bool(row.asked_email) and sending.has_mail()


def _by_hand(row: Referral, *, by: Worker, at: datetime) -> str:
    token = links.make(row, email="", at=at)
    audit.record("referrals.link_made", by=by, subject=row, at=at)
    return token


@transaction.atomic
def ask_again(referral: Referral, *, origin: str, by: Worker, at: datetime) -> str:
    """Another link, now and good for as long as a first one: in one letter where that can be, else to give by hand. The reminders
    go on as they were. Raises NotThatWay where nothing is left to answer."""
    row = lock(referral.public_id, by)
    if State(row.state) in states.OVER:
        raise NotThatWay
    if not row.asked:
        row.asked = True
        row.save(update_fields=["asked"])
    if _can_write_to(row):
        notices.post_once_more(row, origin=origin, at=at)
        return ""
    return _by_hand(row, by=by, at=at)


@transaction.atomic
def move_on(referral: Referral, *, state: State, reason: str, note: str, by: Worker, at: datetime) -> Referral:
    """What a worker learned by telephone, say. Raises InquiryClosed, NotThatWay."""
    row = moving.move(lock(referral.public_id, by), state, actor=Actor.WORKER, reason=reason, note=note, by=by, at=at)
    audit.record("referrals.moved", by=by, subject=row, at=at, details={"state": row.state, "reason": row.reason})
    return row


@transaction.atomic
def hand_over(referral: Referral, *, result: Handover, note: str, by: Worker, at: datetime) -> Referral:
    """What a call to the service came to; each call is a line of the story. Raises InquiryClosed, and NotThatWay where nothing is
    left to hand over."""
    row = lock(referral.public_id, by)
    state = State(row.state)
    if row.way != Way.HANDOFF or state not in states.TO_HAND_OVER:
        raise NotThatWay
    after = {Handover.TAKEN: State.ACCEPTED, Handover.SPOKEN: State.SPOKEN}.get(result, state)
    if after is not state:
        moving.move(row, after, actor=Actor.WORKER, note=note, by=by, at=at)
    else:  # spoken with once more, or nobody answered: it stands where it stood
        reason = Unmet.NO_ANSWER if result is Handover.NO_ANSWER else ""
        moving.write(row, state, actor=Actor.WORKER, reason=reason, note=note, by=by, at=at)
        live.ring(row.organization_id)
    audit.record("referrals.handed_over", by=by, subject=row, at=at, details={"result": result.value})
    return row


def lock(public_id: UUID, by: Worker) -> Referral:
    """The referral, for writing, with its inquiry locked before it. Raises NotFound, InquiryClosed."""
    found = Referral.objects.filter(organization=by.organization, public_id=public_id).select_related("need__inquiry")
    row = found.first()
    if row is None:
        raise NotFound
    inquiries.lock(row.need.inquiry.public_id, by)
    return Referral.objects.select_for_update(of=("self",)).select_related("need__inquiry").get(pk=row.pk)
