"""Reads of this room: what I have open now, what I am told, what is to be reviewed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.breakglass import kinds, permissions
from tuque.breakglass.codes import State
from tuque.breakglass.models import Notice, Opening
from tuque.core.problems import NotFound

MOST_SHOWN = 50


@dataclass(frozen=True)
class OpenNow:
    """What the viewer has open: its kind in words, the name of its page, and how many minutes are left, begun ones too."""

    opening: Opening
    label: str
    page: str
    minutes_left: int


@dataclass(frozen=True)
class Bell:
    """What every page says to `viewer`: whether they may open something, what they have open, whether they were told of
    something, and whether their pages ask again while they stay open."""

    may_open: bool
    open_now: list[OpenNow]
    told: bool
    asks_again: bool


def bell_of(viewer: Worker, *, at: datetime) -> Bell:
    open_now = [_open_now(opening, at=at) for opening in list_open(viewer, at=at)]
    return Bell(
        may_open=permissions.can_open(viewer),
        open_now=open_now,
        told=Notice.objects.filter(worker=viewer, seen_at__isnull=True).exists(),
        asks_again=bool(open_now) or viewer.holds(*permissions.MAY_REVIEW),
    )


def _open_now(opening: Opening, *, at: datetime) -> OpenNow:
    kind = kinds.get(opening.kind)
    left = opening.ends_at - at
    return OpenNow(opening, str(kind.label), kind.page, minutes_left=-(-left // timedelta(minutes=1)))


def list_open(viewer: Worker, *, at: datetime) -> list[Opening]:
    """Nothing for a role that may open nothing any more."""
    if not permissions.can_open(viewer):
        return []
    rows = Opening.objects.filter(worker=viewer, ended_at__isnull=True, opened_at__lte=at, ends_at__gt=at)
    return list(rows.order_by("ends_at", "pk"))


def get_in_force(public_id: UUID, *, viewer: Worker, at: datetime) -> Opening:
    """The viewer's own opening, while it is open and their role still allows it. Raises NotFound from its end on."""
    row = Opening.objects.filter(public_id=public_id, worker=viewer, organization=viewer.organization).first()
    if row is None or not permissions.can_open(viewer) or not row.is_in_force(at=at):
        raise NotFound
    return row


def get_to_end(public_id: UUID, *, viewer: Worker) -> Opening:
    row = Opening.objects.filter(public_id=public_id, organization=viewer.organization).first()
    if row is None or not permissions.can_end(viewer, row):
        raise NotFound
    return row


@transaction.atomic
def list_to_review(*, viewer: Worker, at: datetime) -> tuple[list[Opening], list[Opening]]:
    """Those that wait, the oldest first; and the last that were closed. Audited."""
    permissions.check_can_read_reviews(viewer)
    rows = Opening.objects.filter(organization=viewer.organization).select_related("worker")
    waiting = list(rows.exclude(state=State.CLOSED).order_by("opened_at", "pk")[:MOST_SHOWN])
    closed = list(rows.filter(state=State.CLOSED).order_by("-opened_at", "-pk")[:MOST_SHOWN])
    if waiting or closed:
        audit.record("breakglass.reviews_read", by=viewer, at=at)
    return waiting, closed


@transaction.atomic
def get_to_review(public_id: UUID, *, viewer: Worker, at: datetime) -> Opening:
    """One opening with its words, its reviews and, in `lines`, what was looked at under it. Audited. Raises NotFound."""
    permissions.check_can_read_reviews(viewer)
    rows = Opening.objects.select_related("worker", "organization").prefetch_related("reviews__by")
    opening = rows.filter(public_id=public_id, organization=viewer.organization).first()
    if opening is None:
        raise NotFound
    audit.record("breakglass.review_read", by=viewer, subject=opening, at=at)
    return opening


def list_told(viewer: Worker) -> QuerySet[Notice]:
    """What the viewer was told of, the newest first."""
    return Notice.objects.filter(worker=viewer).select_related("opening__worker").order_by("-pk")[:MOST_SHOWN]


@transaction.atomic
def find_home(public_id: UUID, *, viewer: Worker, at: datetime) -> tuple[str, UUID]:
    """Where whoever was told, as its owner, reads what was opened: an address's name and the id it takes. Audited."""
    notice = (
        Notice.objects.filter(worker=viewer, told_as=Notice.As.OWNER, opening__public_id=public_id)
        .select_related("opening")
        .first()
    )
    if notice is None:
        raise NotFound
    opening = notice.opening
    if kinds.find(opening.subject_id, organization_id=viewer.organization_id) is None:
        raise NotFound
    audit.look("breakglass.followed", by=viewer, subject=opening, at=at, seen=[opening.subject_id])
    return kinds.get(opening.kind).home, opening.subject_id
