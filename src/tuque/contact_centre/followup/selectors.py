"""What may be read of follow-ups: the due list with what the shifts have room for, one of them, how many came in time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from tuque.accounts.api import Organization, Worker
from tuque.audit import api as audit
from tuque.contact_centre.followup import capacity, safety, services
from tuque.contact_centre.followup.capacity import Due, Slot
from tuque.contact_centre.followup.models import FollowUp, FollowUpAttempt, FollowUpOpening, Saying, State
from tuque.contact_centre.followup.safety import Window
from tuque.contact_centre.models import PlannedShift
from tuque.core.problems import NotFound

PER_PERSON = 2  # follow-ups that one person makes beside answering, in a shift: an assumption, said on the page
AHEAD = timedelta(days=7)
FIGURES_SINCE = timedelta(days=90)
LISTED = 200


@dataclass(frozen=True)
class Line:
    """`slot` is the shift that has room, None where none has; `is_now`: safe, and wished, at this instant."""

    row: FollowUp
    is_now: bool
    is_late: bool
    slot: Slot | None
    in_time: bool


@dataclass(frozen=True)
class Room:
    slot: Slot
    planned: int


@transaction.atomic
def list_due(viewer: Worker, *, at: datetime) -> tuple[list[Line], list[Slot]]:
    """What is to be made, the least time left first; no name and no number is in it. And the shifts of the week to come."""
    zone = viewer.organization.zone
    rows = list(FollowUp.objects.filter(organization=viewer.organization, state=State.OPEN).order_by("aim_at")[:LISTED])
    spans = {row.public_id: tuple(_spans(row, at=at)) for row in rows}
    items = [Due(str(row.public_id), row.aim_at, row.language, spans[row.public_id]) for row in rows]
    slots = slots_of(viewer.organization, at=at)
    planned = {one.due.id: one for one in capacity.plan(items, slots, now=at)}
    audit.look("contact_centre.follow_ups_listed", by=viewer, at=at, seen=[row.public_id for row in rows])
    lines = []
    for row in rows:
        found = planned[str(row.public_id)]
        is_now = row.next_at <= at and safety.is_safe(safety.from_data(row.windows), at=at, zone=zone)
        lines.append(Line(row, is_now, row.aim_at < at, found.slot, found.in_time))
    return lines, slots


def _spans(row: FollowUp, *, at: datetime) -> list[tuple[datetime, datetime]]:
    zone = row.organization.zone
    return list(safety.spans(safety.from_data(row.windows), since=max(at, row.next_at), zone=zone))


def slots_of(organization: Organization, *, at: datetime) -> list[Slot]:
    """The planned shifts that end after now, those at the same hours together."""
    rows = PlannedShift.objects.filter(
        organization=organization, worker__isnull=False, ends_at__gt=at, starts_at__lt=at + AHEAD
    )
    found: dict[tuple[datetime, datetime], Slot] = {}
    for row in rows.order_by("starts_at", "ends_at"):
        slot = found.setdefault((row.starts_at, row.ends_at), Slot(row.starts_at, row.ends_at, 0, {}))
        slot.room += PER_PERSON
        for language in row.languages:
            slot.languages[language] = slot.languages.get(language, 0) + PER_PERSON
    return list(found.values())


@dataclass(frozen=True)
class Opened:
    """One follow-up as a page shows it: `is_shown` says whether whom and where to call may be seen now."""

    row: FollowUp
    attempts: list[FollowUpAttempt]
    openings: list[FollowUpOpening]
    windows: tuple[Window, ...]
    is_safe: bool
    next_at: datetime
    is_shown: bool

    @property
    def saying(self) -> str:
        return str(Saying(self.row.saying).label) if self.row.saying else ""


@transaction.atomic
def open_one(follow_up_id: UUID, *, viewer: Worker, at: datetime, reason: str = "") -> Opened:
    """Outside what the person said is safe, whom and where to call is hidden unless a reason is given; both are recorded."""
    row = FollowUp.objects.select_related("agreed_by", "organization").filter(
        organization=viewer.organization, public_id=follow_up_id
    )
    found = row.first()
    if found is None or not services.may_open(found, viewer):
        raise NotFound
    zone = viewer.organization.zone
    windows = safety.from_data(found.windows)
    since = max(at, found.next_at)
    is_safe = safety.is_safe(windows, at=at, zone=zone) and found.next_at <= at
    is_shown = found.state == State.OPEN and (is_safe or bool(reason))
    is_outside = is_shown and not is_safe
    details: dict[str, object] = {"shown": is_shown, "outside": is_outside}
    if is_outside:
        details["opening"] = str(services.keep_reason(found, reason, by=viewer, at=at).public_id)
    audit.look("contact_centre.follow_up_opened", by=viewer, subject=found, at=at, details=details)
    attempts = list(found.attempts.select_related("by").order_by("at"))
    openings = list(found.openings.select_related("by").order_by("at", "pk"))
    next_at = safety.next_safe(windows, since=since, zone=zone)
    return Opened(found, attempts, openings, windows, is_safe, next_at, is_shown)


def find_of(viewer: Worker, conversation: UUID) -> FollowUp | None:
    rows = FollowUp.objects.filter(organization=viewer.organization, conversation=conversation)
    return rows.order_by("-agreed_at").first()


@dataclass(frozen=True)
class InTime:
    """Of those whose aim is past: how many were reached by then, and how many there are."""

    reached: int
    agreed: int

    @property
    def share(self) -> float | None:
        return 100 * self.reached / self.agreed if self.agreed else None


def in_time(viewer: Worker, *, at: datetime) -> InTime:
    """Over the last 90 days; whoever wanted none any more is not counted."""
    rows = FollowUp.objects.filter(organization=viewer.organization, aim_at__lte=at, agreed_at__gte=at - FIGURES_SINCE)
    rows = rows.exclude(state=State.WITHDRAWN)
    return InTime(rows.filter(reached_at__lte=F("aim_at")).count(), rows.count())


@transaction.atomic
def list_closed(viewer: Worker, *, at: datetime) -> list[FollowUp]:
    rows = FollowUp.objects.filter(organization=viewer.organization).exclude(state=State.OPEN).order_by("-closed_at")
    found = [row for row in rows.select_related("agreed_by")[:50] if services.may_open(row, viewer)]
    audit.look("contact_centre.follow_ups_listed", by=viewer, at=at, seen=[row.public_id for row in found])
    return found
