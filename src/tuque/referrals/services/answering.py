"""What a service does by its link, without an account."""

from datetime import datetime

from django.db import transaction

from tuque.audit import api as audit
from tuque.core import wall
from tuque.core.tokens import hash_of
from tuque.core.wall import Purpose
from tuque.referrals import states
from tuque.referrals.codes import Actor, State
from tuque.referrals.models import AnswerLink, Referral
from tuque.referrals.problems import LinkClosed, NotThatWay
from tuque.referrals.services import moving

PROVIDER = "provider"


def find_link(token: str, *, at: datetime) -> AnswerLink:
    """The link that this secret opens, whoever holds it. Raises LinkClosed."""
    with wall.system(Purpose.DOORSTEP):
        link = AnswerLink.objects.filter(token_hash=hash_of(token)).first()
    if link is None or at >= link.expires_at:
        raise LinkClosed
    return link


@transaction.atomic
def open_referral(link: AnswerLink, *, at: datetime, is_read: bool = True) -> Referral:
    """The referral of the link, within its organization; that the service opened it is noted the first time it is read (a
    program that only asks whether the page is there reads nothing). Raises LinkClosed."""
    row = _lock(link)
    if row.state == State.SENT and is_read:
        moving.move(row, State.SEEN, actor=Actor.PROVIDER, at=at)
    audit.look("referrals.link_opened", subject=row, at=at, actor_kind=PROVIDER)
    return row


@transaction.atomic
def answer(link: AnswerLink, *, state: State, reason: str, note: str, at: datetime) -> Referral:
    """What the service says. The same again changes nothing. Raises LinkClosed, NotThatWay."""
    row = _lock(link)
    if row.state == state:
        return row
    if state not in states.provider_moves(State(row.state)):
        raise NotThatWay
    moving.move(row, state, actor=Actor.PROVIDER, reason=reason, note=note, at=at)
    audit.record(
        "referrals.answered", subject=row, at=at, actor_kind=PROVIDER, details={"state": state.value, "reason": reason}
    )
    return row


def _lock(link: AnswerLink) -> Referral:
    row = (
        Referral.objects.select_for_update(of=("self",))
        .select_related("need__inquiry", "organization")
        .get(pk=link.referral_id)
    )
    if row.state == State.WITHDRAWN or row.need.inquiry.closed_at is not None:
        raise LinkClosed
    return row
