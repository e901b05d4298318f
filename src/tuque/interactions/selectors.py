"""Every read of the log that is shown to someone: closed by default, the organization's own rows only.

What shows records writes one look in the audit, in the transaction that reads them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum, TextField
from django.db.models.functions import Cast, ExtractHour, ExtractIsoWeekDay

from tuque.accounts.api import Team, Worker
from tuque.audit import api as audit
from tuque.core.clock import day_bounds
from tuque.core.folding import fold
from tuque.core.problems import NotFound
from tuque.geo import api as geo
from tuque.interactions import permissions, searching
from tuque.interactions.codes import Status
from tuque.interactions.filters import (
    ANY_EMERGENCY,
    EVERY_STATUS,
    FOLLOW_UP,
    MINE,
    NO_EMERGENCY,
    UNSAID,
    Filters,
)
from tuque.interactions.models import Attachment, Interaction, Photo, Reminder, Revision
from tuque.interactions.permissions import Reach
from tuque.people import api as people

PAGE_SIZE = 40
LONGEST_RESPONSE = timedelta(hours=24)  # as boards have it: a longer one is a clock set wrong


@dataclass(frozen=True)
class Page:
    """Records from the newest, and the address part that asks for the following ones; empty at the end.

    `searched_to` is how far back a search of words went, when there is more to search; None otherwise.
    """

    rows: Sequence[Interaction]
    after: str
    searched_to: datetime | None = None


@transaction.atomic
def list_interactions(filters: Filters, *, viewer: Worker, at: datetime, after: UUID | None = None) -> Page:
    """One page of what `viewer` may read. Each branch of their reach reads its own index, newest first; none is counted."""
    reach = permissions.reach_of(viewer)
    start = _place_after(after, reach)
    branches = [
        _matching(filters, viewer=viewer).filter(branch).order_by("-occurred_at", "-id")
        for branch in _branches(reach, own_only=filters.worker == MINE)
    ]
    if fold(filters.words) and reach.details:
        page = _search(branches, filters.words, viewer=viewer, start=start)
        _note_list(page.rows, searched=True, viewer=viewer, at=at)
        return page
    found: dict[int, Interaction] = {}
    for rows in branches:
        found |= {row.pk: row for row in searching.older(rows, start)[: PAGE_SIZE + 1]}
    rows_ = sorted(found.values(), key=lambda row: (row.occurred_at, row.pk), reverse=True)
    more = len(rows_) > PAGE_SIZE
    rows_ = rows_[:PAGE_SIZE]
    _note_list(rows_, searched=bool(filters.words), viewer=viewer, at=at)
    return Page(rows=rows_, after=str(rows_[-1].public_id) if more else "")


def _note_list(rows: Sequence[Interaction], *, searched: bool, viewer: Worker, at: datetime) -> None:
    if rows or searched:
        seen = [one for row in rows for one in (row.public_id, getattr(row, "person_ref", None))]
        audit.look("interactions.list_seen", by=viewer, at=at, seen=seen, details={"searched": searched})


def _search(branches: Sequence[QuerySet[Interaction]], words: str, *, viewer: Worker, start: searching.Start) -> Page:
    found = searching.find(branches, words, viewer=viewer, start=start, size=PAGE_SIZE)
    rows = _shown().filter(pk__in=found.keys).order_by("-occurred_at", "-id") if found.keys else []
    ended = found.ended_at
    is_full = len(found.keys) == PAGE_SIZE
    return Page(
        rows=list(rows),
        after=str(ended.public_id) if ended else "",
        searched_to=ended.occurred_at if ended and not is_full else None,
    )


def _branches(reach: Reach, *, own_only: bool) -> Iterable[Q]:
    organization = Q(organization_id=reach.organization_id)
    own = organization & Q(recorded_by_id=reach.worker_id)
    if own_only:
        return [own]
    if reach.everything:
        return [organization]
    return [*([own] if reach.own else []), *(organization & Q(team_id=team_id) for team_id in reach.team_ids)]


def _matching(filters: Filters, *, viewer: Worker) -> QuerySet[Interaction]:
    rows = _shown()
    start, end = filters.period(zone=viewer.organization.zone)
    if start:
        rows = rows.filter(occurred_at__gte=start)
    if end:
        rows = rows.filter(occurred_at__lt=end)
    if filters.status != EVERY_STATUS:
        rows = rows.filter(status=filters.status) if filters.status else rows.exclude(status=Status.VOID)
    exact = {
        "base_type": filters.type,
        "base_type__in": filters.types,
        "origin": filters.origin,
        "outcome": filters.outcome,
        "cell__range": _within(filters.cell) if filters.cell is not None else None,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value}, **_named_rows(filters, viewer=viewer))
    return _behind_a_figure(rows, filters, viewer=viewer)


def _shown() -> QuerySet[Interaction]:
    """The rows of a list, with what it shows of each."""
    rows = Interaction.objects.select_related("team", "recorded_by", "area", "place")
    return rows.defer("answers", "note", "source_row", "area__geometry").annotate(person_ref=F("person__public_id"))


def _behind_a_figure(rows: QuerySet[Interaction], filters: Filters, *, viewer: Worker) -> QuerySet[Interaction]:
    """What only figures of a board ask for: no index helps, so the period that comes with them bounds the work."""
    if filters.emergency == NO_EMERGENCY:
        rows = rows.filter(emergency_services=[])
    elif filters.emergency == ANY_EMERGENCY:
        rows = rows.exclude(emergency_services=[])
    elif filters.emergency:
        as_text = Cast("emergency_services", TextField())
        rows = rows.alias(asked_for=as_text).filter(asked_for__contains=f'"{filters.emergency}"')
    if filters.action:
        rows = rows.alias(done=Cast("actions", TextField()))
        unsaid = Q(done__isnull=True) | ~Q(done__contains='"')
        rows = rows.filter(unsaid if filters.action == UNSAID else Q(done__contains=f'"{filters.action}"'))
    if filters.follow_up == UNSAID:
        rows = rows.filter(follow_up__isnull=True)
    elif filters.follow_up:
        rows = rows.filter(follow_up=FOLLOW_UP[filters.follow_up])
    if filters.timed:
        until = F("received_at") + LONGEST_RESPONSE
        rows = rows.filter(on_scene_at__gte=F("received_at"), on_scene_at__lte=until)
    zone = viewer.organization.zone
    if filters.weekday is not None:
        rows = rows.alias(weekday=ExtractIsoWeekDay("occurred_at", tzinfo=zone)).filter(weekday=filters.weekday + 1)
    if filters.hour is not None:
        rows = rows.alias(hour=ExtractHour("occurred_at", tzinfo=zone)).filter(hour=filters.hour)
    return rows


def _within(cell: int) -> tuple[int, int]:
    """The first and last cell of resolution 10 inside `cell`: a map links to larger cells, and numbers keep them together.

    Source: the H3 index, bits 52-55 hold the resolution, and three bits each finer digit, from 0 to 6.
    """
    finest, resolution = 10, cell >> 52 & 15
    first = cell & ~(15 << 52) | finest << 52
    for digit in range(resolution + 1, finest + 1):
        first &= ~(7 << 3 * (15 - digit))
    last = first | sum(6 << 3 * (15 - digit) for digit in range(resolution + 1, finest + 1))
    return first, last


def _named_rows(filters: Filters, *, viewer: Worker) -> dict[str, object]:
    """The filters that name another row, by its key: joined, they would not find their index."""
    own = {"organization_id": viewer.organization_id}
    named: dict[str, object] = {}
    if filters.team:
        named["team_id"] = Team.objects.filter(**own, public_id=filters.team).values_list("pk", flat=True).first()
    if filters.worker and filters.worker != MINE:
        found = Worker.objects.filter(**own, public_id=filters.worker).values_list("pk", flat=True).first()
        named["recorded_by_id"] = found
    if filters.area:
        named["area_id"] = geo.named_area(filters.area, organization=viewer.organization)
    # A name that no row bears finds nothing: -1 is nobody's key.
    return {name: -1 if key is None else key for name, key in named.items()}


def _place_after(after: UUID | None, reach: Reach) -> tuple[datetime, int] | None:
    """Where the former page ended, from its last row's id."""
    if after is None:
        return None
    rows = Interaction.objects.filter(organization_id=reach.organization_id, public_id=after)
    return rows.values_list("occurred_at", "id").first()


@transaction.atomic
def get_interaction(public_id: UUID, *, viewer: Worker, at: datetime, to_change: bool = False) -> Interaction:
    """One record with its history and what its page shows; the look is audited.

    Raises NotFound, the same for a foreign row as for none; and, `to_change`, PermissionRefused.
    """
    row = (
        Interaction.objects.select_related(
            "organization", "team", "recorded_by", "area", "place", "to_place", "person", "form_version__definition"
        )
        .prefetch_related("companions__worker", "items", "photos", "attachments", "reminders", _HISTORY)
        .defer("area__geometry")
        .filter(organization_id=viewer.organization_id, public_id=public_id)
        .first()
    )
    reach = permissions.reach_of(viewer)
    if row is None or not reach.holds(row):
        raise NotFound
    if to_change:
        permissions.check_can_change(viewer, row)
    seen = []
    if reach.details and row.person is not None:
        row.person_name = people.name_in_force(row.person, viewer=viewer, at=at)
        seen = [row.person.public_id]
    audit.look("interactions.record_seen", by=viewer, subject=row, at=at, seen=seen, details={"details": reach.details})
    return row


_HISTORY = Prefetch("revisions", queryset=Revision.objects.select_related("by").order_by("number"))


@transaction.atomic
def get_photo(public_id: UUID, *, viewer: Worker, at: datetime) -> Photo:
    """Raises NotFound also for whoever may not see notes and names: a face is both. The look is audited."""
    photo = (
        Photo.objects.select_related("interaction__person")
        .filter(organization_id=viewer.organization_id, public_id=public_id)
        .first()
    )
    reach = permissions.reach_of(viewer)
    if photo is None or not reach.details or not reach.holds(photo.interaction):
        raise NotFound
    person = photo.interaction.person
    seen = [photo.interaction.public_id, person.public_id if person else None]
    audit.look("interactions.photo_seen", by=viewer, subject=photo, at=at, seen=seen)
    return photo


@transaction.atomic
def get_attachment(public_id: UUID, *, viewer: Worker, at: datetime) -> Attachment:
    """As `get_photo`: a signature is a name, a recording words. The look is audited."""
    kept = (
        Attachment.objects.select_related("interaction__person")
        .filter(organization_id=viewer.organization_id, public_id=public_id)
        .first()
    )
    reach = permissions.reach_of(viewer)
    if kept is None or not reach.details or not reach.holds(kept.interaction):
        raise NotFound
    person = kept.interaction.person
    seen = [kept.interaction.public_id, person.public_id if person else None]
    audit.look(f"interactions.{kept.kind}_seen", by=viewer, subject=kept, at=at, seen=seen)
    return kept


def list_revisions(row: Interaction) -> list[Revision]:
    """The former states of a record that `get_interaction` gave, oldest first."""
    return list(row.revisions.all())


@dataclass(frozen=True)
class OwnWork:
    """What a worker finds on the screen from which they log."""

    running: Sequence[Interaction]  # begun and not finished, oldest first; on any phone
    reminders: Sequence[Reminder]  # theirs and their teams', due soon, the oldest first
    last: Sequence[Interaction]  # in the order in which they were taken, newest first
    saved: Interaction | None


@transaction.atomic
def get_own_work(*, viewer: Worker, at: datetime, until: datetime, saved: UUID | None = None) -> OwnWork:
    """The viewer's own: what runs, the reminders due by `until` and their teams', the last records, and the one just `saved`. Audited."""
    own = _taken_by(viewer)
    kept = own.filter(public_id=saved).first() if saved else None
    # The order in which they were taken, not in which they happened: what one just sent comes first.
    newest = {row.pk: row for row in [*own.order_by("-occurred_at", "-id")[:20], *([kept] if kept else [])]}
    last = sorted(newest.values(), key=lambda row: (row.recorded_at, row.pk), reverse=True)
    work = OwnWork(
        running=_open(viewer),
        reminders=_reminders(viewer, until=until),
        last=last[:5],
        saved=kept,
    )
    shown = [
        *work.running,
        *(one.interaction for one in work.reminders),
        *work.last,
        *([work.saved] if work.saved else []),
    ]
    if shown:
        audit.look("interactions.own_seen", by=viewer, at=at, seen=[row.public_id for row in shown])
    return work


def _open(viewer: Worker) -> list[Interaction]:
    rows = Interaction.objects.filter(organization_id=viewer.organization_id, recorded_by=viewer, status=Status.OPEN)
    rows = rows.select_related("place", "area").defer("area__geometry")
    return list(rows.order_by("occurred_at", "id")[:20])


def _reminders(viewer: Worker, *, until: datetime) -> list[Reminder]:
    theirs = Q(worker=viewer) | Q(team_id__in=[team.pk for team in viewer.teams])
    rows = Reminder.objects.filter(
        theirs, organization_id=viewer.organization_id, done_at__isnull=True, due_at__lte=until
    )
    rows = rows.select_related("worker", "interaction__place", "interaction__area")
    return list(rows.defer("interaction__area__geometry").order_by("due_at", "id")[:20])


def _taken_by(viewer: Worker) -> QuerySet[Interaction]:
    """What the viewer recorded and is over."""
    rows = Interaction.objects.filter(organization_id=viewer.organization_id, recorded_by=viewer)
    return rows.exclude(status=Status.OPEN).select_related("place", "area").defer("area__geometry")


def list_colleagues(viewer: Worker) -> QuerySet[Worker]:
    """Who may have been there too."""
    return (
        Worker.objects.filter(organization_id=viewer.organization_id, is_active=True)
        .exclude(pk=viewer.pk)
        .order_by("name")
    )


def list_teams(viewer: Worker) -> list[Team]:
    """The teams whose records the viewer may filter by."""
    reach = permissions.reach_of(viewer)
    teams = Team.objects.filter(organization_id=viewer.organization_id, is_active=True).order_by("name_en")
    return list(teams if reach.everything else teams.filter(pk__in=reach.team_ids))


def last_team_id(viewer: Worker) -> int | None:
    """The team of the viewer's last record: what the next one is most likely for."""
    rows = Interaction.objects.filter(organization_id=viewer.organization_id, recorded_by=viewer)
    return rows.order_by("-occurred_at", "-id").values_list("team_id", flat=True).first()


@dataclass(frozen=True)
class Tally:
    """What one worker did in a period: how many of each category, how many people, how long."""

    counts: Sequence[tuple[str, int, int]]  # category, records, seconds
    records: int
    people: int
    seconds: int


def own_tally(*, viewer: Worker, starts_at: datetime, ends_at: datetime) -> Tally:
    rows = _own_in(viewer, starts_at, ends_at).values("type_code")
    sums = rows.annotate(records=Count("id"), people=Sum("people_count"), seconds=Sum("duration_seconds"))
    found = sorted(sums, key=lambda row: (-row["records"], row["type_code"]))
    return Tally(
        counts=[(row["type_code"], row["records"], row["seconds"] or 0) for row in found],
        records=sum(row["records"] for row in found),
        people=sum(row["people"] or 0 for row in found),
        seconds=sum(row["seconds"] or 0 for row in found),
    )


@dataclass(frozen=True)
class Day:
    on: date
    records: int
    seconds: int


def own_week(*, viewer: Worker, today: date) -> list[Day]:
    """The seven days that end today, in the organization's own time."""
    days = []
    for back in range(6, -1, -1):
        on = today - timedelta(days=back)
        start, end = day_bounds(on, zone=viewer.organization.zone)
        sums = _own_in(viewer, start, end).aggregate(records=Count("id"), seconds=Sum("duration_seconds"))
        days.append(Day(on=on, records=sums["records"], seconds=sums["seconds"] or 0))
    return days


def _own_in(viewer: Worker, starts_at: datetime, ends_at: datetime) -> QuerySet[Interaction]:
    return Interaction.objects.filter(
        organization_id=viewer.organization_id,
        recorded_by=viewer,
        status=Status.RECORDED,
        occurred_at__gte=starts_at,
        occurred_at__lt=ends_at,
    )
