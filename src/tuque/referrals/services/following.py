"""A month after: what came of it, asked of the person; then what reaches them is erased."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.referrals import forgetting, live
from tuque.referrals.codes import Actor, NeedState, State, Unmet
from tuque.referrals.models import Inquiry, Need, Referral
from tuque.referrals.services import inquiries, moving, referring
from tuque.referrals.states import NOT_FOLLOWED, OUTCOMES

LATER = timedelta(days=3)


class Heard(StrEnum):
    """What a follow-up came to: an outcome, or nobody was reached."""

    MET = "met"
    PARTLY = "partly"
    UNMET = "unmet"
    LATER = "later"
    LOST = "lost"


@transaction.atomic
def follow_up(
    referral: Referral, *, heard: Heard, reason: str, note: str, by: Worker, at: datetime
) -> tuple[Referral, bool]:
    """Keep what the person said. The second value: nothing more is due, so the inquiry was closed and their number erased.

    The person's word is kept over the service's: they may say unmet where the service said met. Raises InquiryClosed.
    """
    row = referring.lock(referral.public_id, by)
    if heard is Heard.LATER:
        row.follow_up_on = at.astimezone(by.organization.zone).date() + LATER
        row.save(update_fields=["follow_up_on"])
    else:
        row.followed_up_at = at
        row.save(update_fields=["followed_up_at"])
    if heard.value in OUTCOMES and row.state != heard.value:
        moving.move(row, State(heard.value), actor=Actor.WORKER, reason=reason, note=note, by=by, at=at)
    elif note:
        moving.write(row, State(row.state), actor=Actor.WORKER, note=note, by=by, at=at)
    if heard is Heard.LOST:
        _lose(row.need, at=at)
    audit.record("referrals.followed_up", by=by, subject=row, at=at, details={"heard": heard.value, "reason": reason})
    closed = heard is not Heard.LATER and _close_if_done(row.need.inquiry, by=by, at=at)
    live.ring(by.organization_id)
    return row, closed


def _lose(need: Need, *, at: datetime) -> None:
    """Its end will not be known from the person any more: said so, unless someone may still be asked about it."""
    asked = need.referrals.filter(follow_up_on__isnull=False, followed_up_at=None).exclude(state__in=NOT_FOLLOWED)
    if need.state == NeedState.OPEN and not asked.exists():
        inquiries.set_state(need, NeedState.UNMET, Unmet.LOST, at=at)


def _close_if_done(inquiry: Inquiry, *, by: Worker, at: datetime) -> bool:
    due = Referral.objects.filter(need__inquiry=inquiry, follow_up_on__isnull=False, followed_up_at=None)
    if due.exclude(state__in=NOT_FOLLOWED).exists():
        return False
    if (
        Need.objects.filter(inquiry=inquiry, state=NeedState.OPEN)
        .exclude(referrals__followed_up_at__isnull=False)
        .exists()
    ):
        return False
    forgetting.close(Inquiry.objects.get(pk=inquiry.pk), at=at)
    audit.record("referrals.inquiry_closed", by=by, subject=inquiry, at=at)
    return True
