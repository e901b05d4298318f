"""The one way in which a referral moves: a line that never changes, the state, and what it means for the need."""

from datetime import datetime

from tuque.accounts.api import Worker
from tuque.referrals import live, states
from tuque.referrals.codes import Actor, NeedState, State
from tuque.referrals.models import Referral, ReferralEvent
from tuque.referrals.problems import NotThatWay
from tuque.referrals.services import inquiries


def move(
    referral: Referral,
    state: State,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    note: str = "",
    by: Worker | None = None,
) -> Referral:
    """In the caller's transaction, with the referral locked. Raises NotThatWay."""
    if not states.may_move(State(referral.state), state):
        raise NotThatWay
    reason = reason if state in states.ASKS_REASON else ""
    write(referral, state, actor=actor, at=at, reason=reason, note=note, by=by)
    referral.state, referral.reason, referral.moved_at = state, reason, at
    referral.save(update_fields=["state", "reason", "moved_at"])
    _tell_need(referral, at=at)
    live.ring(referral.organization_id)
    return referral


def write(
    referral: Referral,
    state: State,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    note: str = "",
    by: Worker | None = None,
) -> ReferralEvent:
    return ReferralEvent.objects.create(
        organization_id=referral.organization_id,
        referral=referral,
        at=at,
        state=state,
        reason=reason,
        actor=actor,
        by=by,
        note=note,
    )


def _tell_need(referral: Referral, *, at: datetime) -> None:
    """A need follows its referrals where they say something; what a person settled otherwise is theirs to change."""
    if State(referral.state) not in states.OUTCOMES:
        return
    need = referral.need
    said = states.standing([(State(one.state), one.reason) for one in need.referrals.order_by("moved_at", "pk")])
    if said is not None and (NeedState(need.state), need.reason) != (said.state, said.reason):
        inquiries.set_state(need, said.state, said.reason, at=at)
