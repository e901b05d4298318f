"""Writes about whoever asked and what they need: begun, changed, settled, closed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.core import outbox
from tuque.core.problems import NotFound, PermissionRefused
from tuque.referrals import forgetting, live, notices, permissions
from tuque.referrals.codes import AgeGroup, Came, NeedState, Unmet
from tuque.referrals.events.models import Event
from tuque.referrals.models import Inquiry, Need, Referral
from tuque.referrals.problems import InquiryClosed
from tuque.referrals.states import NOT_FOLLOWED

KEPT_FOR = timedelta(days=90)
FOLLOW_UP_AFTER = timedelta(days=30)


@dataclass(frozen=True)
class About:
    """What is known of whoever asks: nothing that names them."""

    came: Came = Came.CALL
    age_group: AgeGroup = AgeGroup.UNKNOWN
    area: str = ""
    language: str = "en"
    spoken: str = ""
    event: Event | None = None
    """The flood or fire in which they ask."""


@dataclass(frozen=True)
class Reach:
    """How to reach them, with their yes. `may_share`: a service may be given it too."""

    name: str = ""
    phone: str = ""
    email: str = ""
    may_share: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.name or self.phone or self.email)


@transaction.atomic
def begin(
    *, key: UUID, about: About, topic: str, words: str, by: Worker, at: datetime, contact: UUID | None = None
) -> Inquiry:
    """An inquiry with its first need. `key` is made by the page: sent twice, it is the same inquiry. `contact` is the public id
    of the contact in which they asked, where there was one."""
    _check(by)
    found = Inquiry.objects.filter(organization=by.organization, public_id=key).first()
    if found is not None:
        return found
    row = Inquiry.objects.create(
        organization=by.organization,
        public_id=key,
        opened_at=at,
        opened_by=by,
        came=about.came,
        age_group=about.age_group,
        area=about.area,
        language=about.language,
        spoken=about.spoken,
        event=about.event,
        contact=contact,
    )
    audit.record("referrals.inquiry_opened", by=by, subject=row, at=at)
    _hear(row, key=None, topic=topic, words=words, by=by, at=at)
    live.ring(by.organization_id)
    return row


@transaction.atomic
def change(inquiry: Inquiry, *, about: About, by: Worker, at: datetime) -> Inquiry:
    """Put right what is known of them. Raises InquiryClosed."""
    row = lock(inquiry.public_id, by)
    row.came, row.age_group, row.area = about.came, about.age_group, about.area
    row.language, row.spoken, row.event = about.language, about.spoken, about.event
    row.save(update_fields=["came", "age_group", "area", "language", "spoken", "event"])
    audit.record("referrals.inquiry_changed", by=by, subject=row, at=at)
    live.ring(by.organization_id)
    return row


@transaction.atomic
def keep_reach(inquiry: Inquiry, *, reach: Reach, by: Worker, at: datetime) -> Inquiry:
    """Keep how to reach them, as they agreed: until the inquiry is closed, and ninety days at most. Nothing given: forget it."""
    row = lock(inquiry.public_id, by)
    if reach.is_empty:
        forgetting.forget(row)
    else:
        row.name, row.phone, row.email, row.may_share = reach.name, reach.phone, reach.email, reach.may_share
        row.consent_at, row.erase_at = at, at + KEPT_FOR
        row.save()
        outbox.post(
            notices.ERASE,
            {"inquiry": str(row.public_id)},
            at=at,
            due_at=row.erase_at,
            organization_id=row.organization_id,
        )
        _ask_them_later(row, at=at)
    audit.record("referrals.inquiry_changed", by=by, subject=row, at=at, details={"reach": not reach.is_empty})
    live.ring(by.organization_id)
    return row


def _ask_them_later(row: Inquiry, *, at: datetime) -> None:
    """Referrals that were made before their yes get a day to ask what came of them; without number and address, none has one."""
    rows = Referral.objects.filter(need__inquiry=row, followed_up_at=None).exclude(state__in=NOT_FOLLOWED)
    if not can_be_asked(row):
        rows.update(follow_up_on=None)
        return
    for one in rows.filter(follow_up_on=None):
        one.follow_up_on = max(follow_up_day(row, sent_at=one.sent_at), at.astimezone(row.organization.zone).date())
        one.save(update_fields=["follow_up_on"])


def can_be_asked(row: Inquiry) -> bool:
    return bool(row.phone or row.email)


def follow_up_day(row: Inquiry, *, sent_at: datetime) -> date:
    """A month after, in the organization's own days."""
    return sent_at.astimezone(row.organization.zone).date() + FOLLOW_UP_AFTER


@transaction.atomic
def hear(inquiry: Inquiry, *, key: UUID, topic: str, words: str, by: Worker, at: datetime) -> Need:
    """Another need of the same person. Sent twice, it is the same need. Raises InquiryClosed."""
    row = lock(inquiry.public_id, by)
    found = Need.objects.filter(inquiry=row, public_id=key).first()
    return found or _hear(row, key=key, topic=topic, words=words, by=by, at=at)


def _hear(inquiry: Inquiry, *, key: UUID | None, topic: str, words: str, by: Worker, at: datetime) -> Need:
    need = Need(organization=inquiry.organization, inquiry=inquiry, topic=topic, words=words, heard_at=at)
    if key is not None:
        need.public_id = key
    need.save(force_insert=True)
    audit.record("referrals.need_heard", by=by, subject=need, at=at, details={"topic": topic})
    live.ring(inquiry.organization_id)
    return need


@transaction.atomic
def settle(need: Need, *, state: NeedState, reason: Unmet | None, by: Worker, at: datetime) -> Need:
    """Say what became of a need, or that it is open again. Raises InquiryClosed."""
    lock(need.inquiry.public_id, by)
    row = Need.objects.select_for_update().get(pk=need.pk)
    set_state(row, state, reason.value if reason else "", at=at)
    audit.record(
        "referrals.need_settled", by=by, subject=row, at=at, details={"state": row.state, "reason": row.reason}
    )
    live.ring(by.organization_id)
    return row


def set_state(need: Need, state: NeedState, reason: str, *, at: datetime) -> None:
    """In the caller's transaction. A reason stays only where something is missing."""
    need.state = state
    need.reason = reason if state in (NeedState.UNMET, NeedState.PARTLY) else ""
    need.settled_at = None if state == NeedState.OPEN else at
    need.save(update_fields=["state", "reason", "settled_at"])


@transaction.atomic
def close(inquiry: Inquiry, *, by: Worker, at: datetime) -> Inquiry:
    """Nothing more is to be done: what reaches them is erased at once. Needs that are open stay so: their end is not known."""
    row = lock(inquiry.public_id, by)
    forgetting.close(row, at=at)
    audit.record("referrals.inquiry_closed", by=by, subject=row, at=at)
    live.ring(by.organization_id)
    return row


def lock(public_id: UUID, by: Worker) -> Inquiry:
    """The inquiry, for writing. Raises NotFound, PermissionRefused, InquiryClosed."""
    _check(by)
    row = (
        Inquiry.objects.select_for_update(of=("self",))
        .select_related("organization")
        .filter(organization=by.organization, public_id=public_id)
        .first()
    )
    if row is None:
        raise NotFound
    if row.closed_at is not None:
        raise InquiryClosed
    return row


def _check(by: Worker) -> None:
    if not permissions.can_refer(by):
        raise PermissionRefused
