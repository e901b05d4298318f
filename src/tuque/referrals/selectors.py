"""Every read shown to someone of the organization. Words and numbers of a person are shown with a line in the audit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from tuque.accounts.api import Worker
from tuque.audit import api as audit
from tuque.core.problems import NotFound
from tuque.directory import api as directory
from tuque.directory.api import ShownPhone, ShownPlace
from tuque.referrals import latest, permissions, sheets
from tuque.referrals.codes import State, Way
from tuque.referrals.models import Inquiry, Need, Referral, ReferralEvent
from tuque.referrals.sheets import Sheet
from tuque.referrals.states import ANSWERED, NOT_FOLLOWED, OVER, TO_HAND_OVER, may_move

MOST_LISTED = 100
A_PAGE = 50
SILENT_AFTER = timedelta(days=5)


def topic_name(code: str, language: str) -> str:
    found = directory.vocabulary.topics().get(code)
    return found.name(language) if found else code


@dataclass(frozen=True)
class Line:
    """An open inquiry in a list: no word of it, and nothing that reaches anyone."""

    inquiry: Inquiry
    topics: Sequence[str]
    needs: Sequence[Need]
    referrals: Sequence[Referral]
    is_silent: bool
    """A service was asked days ago, and did not answer."""


def list_open(viewer: Worker, *, reader: str, at: datetime, page: str | None = None) -> "Page[Line]":
    """Open inquiries of the organization, a page of them: those whose service does not answer first, then what moved last."""
    rows = Inquiry.objects.filter(organization=viewer.organization, closed_at=None)
    silent = Referral.objects.filter(need__inquiry=OuterRef("pk"), asked=True, sent_at__lte=at - SILENT_AFTER).exclude(
        state__in=ANSWERED
    )
    ordered = latest.with_last_move(_with_needs(rows)).annotate(is_silent=Exists(silent))
    found = Paginator(ordered.order_by("-is_silent", "-moved_at", "-pk"), A_PAGE).get_page(page)
    return Page([_line(row, reader=reader, at=at) for row in found], found.number, found.paginator)


def list_of_contact(contact: UUID, *, viewer: Worker, reader: str, at: datetime) -> list[Line]:
    """The inquiries that were opened from a contact of the line, closed ones too; none for whoever may not refer."""
    if not permissions.can_refer(viewer):
        return []
    rows = Inquiry.objects.filter(organization=viewer.organization, contact=contact)
    found = _with_needs(rows).order_by("-opened_at", "-pk")[:MOST_LISTED]
    return [_line(row, reader=reader, at=at) for row in found]


def _with_needs(rows: QuerySet[Inquiry]) -> QuerySet[Inquiry]:
    """Without a word of them, and nothing that reaches anyone."""
    needs = Prefetch("needs", Need.objects.defer("words").order_by("pk"), to_attr="heard")
    referrals = Prefetch("heard__referrals", Referral.objects.defer("note").order_by("pk"), to_attr="made")
    return rows.defer("name", "phone", "email").select_related("opened_by").prefetch_related(needs, referrals)


def _line(row: Inquiry, *, reader: str, at: datetime) -> Line:
    heard: list[Need] = row.heard  # type: ignore[attr-defined]
    made = [one for need in heard for one in need.made]  # type: ignore[attr-defined]
    return Line(
        row, [topic_name(need.topic, reader) for need in heard], heard, made, any(is_silent(one, at=at) for one in made)
    )


def is_silent(row: Referral, *, at: datetime) -> bool:
    return row.asked and row.state not in ANSWERED and at - row.sent_at >= SILENT_AFTER


def count_due(viewer: Worker, *, today: date) -> int:
    return _due(viewer, today).count()


def _due(viewer: Worker, today: date) -> "QuerySet[Referral]":
    return Referral.objects.filter(
        organization=viewer.organization,
        follow_up_on__lte=today,
        followed_up_at=None,
        need__inquiry__closed_at=None,
    ).exclude(state__in=NOT_FOLLOWED)


@dataclass(frozen=True)
class Due:
    referral: Referral
    inquiry: Inquiry
    need: Need
    topic: str


@transaction.atomic
def list_due(viewer: Worker, *, reader: str, today: date, at: datetime) -> list[Due]:
    """Whom to ask what came of it, the longest due first, with the number that they agreed to be reached at: audited."""
    rows = list(_due(viewer, today).select_related("need__inquiry").order_by("follow_up_on", "pk")[:MOST_LISTED])
    if rows:
        seen = {one.need.inquiry.public_id for one in rows}
        audit.look("referrals.due_read", by=viewer, at=at, seen=sorted(seen))
    return [Due(one, one.need.inquiry, one.need, topic_name(one.need.topic, reader)) for one in rows]


@dataclass(frozen=True)
class Told:
    """A referral with its story."""

    row: Referral
    events: Sequence[ReferralEvent]
    is_silent: bool
    is_over: bool
    moves: Sequence[State]
    """Where a worker may move it by hand."""
    sheet: Sheet | None = None
    """The service as it is public today, at the place that was chosen; None: not looked at, or no longer public."""

    @property
    def place(self) -> ShownPlace | None:
        """Where the person was pointed to, as long as it is public."""
        rooms = self.sheet.rooms if self.sheet else ()
        return next((place for place, _hours in rooms if place.id == str(self.row.place)), None)

    @property
    def is_to_hand_over(self) -> bool:
        return self.row.way == Way.HANDOFF and State(self.row.state) in TO_HAND_OVER

    @property
    def numbers(self) -> Sequence[ShownPhone]:
        return self.sheet.numbers if self.sheet else ()


@dataclass(frozen=True)
class Heard:
    need: Need
    topic: str
    referrals: Sequence[Told]


@dataclass(frozen=True)
class Opened:
    """An inquiry as those who help read it."""

    inquiry: Inquiry
    needs: Sequence[Heard]

    def find(self, need_id: str) -> Heard | None:
        return next((one for one in self.needs if str(one.need.public_id) == need_id), None)

    @property
    def next_need(self) -> Heard | None:
        """The one to work on: open and without a referral under way, else the first open one."""
        still = [one for one in self.needs if one.need.state == "open"]
        free = [one for one in still if all(told.is_over for told in one.referrals)]
        return next(iter(free or still or self.needs), None)


def get_inquiry(public_id: UUID, *, viewer: Worker) -> Inquiry:
    """The row alone, to write on. Raises NotFound, for another organization's too."""
    row = Inquiry.objects.filter(organization=viewer.organization, public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def get_need(inquiry: Inquiry, public_id: UUID) -> Need:
    row = Need.objects.select_related("inquiry").filter(inquiry=inquiry, public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def get_referral(inquiry: Inquiry, public_id: UUID) -> Referral:
    row = Referral.objects.select_related("need__inquiry").filter(need__inquiry=inquiry, public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def find_referral(public_id: UUID, *, viewer: Worker) -> Referral:
    rows = Referral.objects.select_related("need__inquiry")
    row = rows.filter(organization=viewer.organization, public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


@transaction.atomic
def open_inquiry(
    public_id: UUID, *, viewer: Worker, reader: str, at: datetime, action: str = "referrals.inquiry_read"
) -> Opened:
    """An inquiry with words, number and story: audited. Raises NotFound."""
    row = get_inquiry(public_id, viewer=viewer)
    audit.look(action, by=viewer, subject=row, at=at)
    events = Prefetch("events", ReferralEvent.objects.select_related("by").order_by("at", "pk"), to_attr="story")
    made = Prefetch("referrals", Referral.objects.order_by("pk").prefetch_related(events), to_attr="made")
    needs = list(row.needs.order_by("pk").prefetch_related(made))
    told = _told([one for need in needs for one in need.made], reader=reader, at=at)
    return Opened(
        row,
        [Heard(need, topic_name(need.topic, reader), [told[one.pk] for one in need.made]) for need in needs],
    )


def _told(rows: Sequence[Referral], *, reader: str, at: datetime) -> dict[int, Told]:
    """By primary key; the service is looked at where a place was chosen, or it is called."""
    shown = _sheets_of([one for one in rows if one.place or one.way == Way.HANDOFF], reader=reader, at=at)
    return {row.pk: _one_told(row, shown.get(row.pk), at=at) for row in rows}


def _sheets_of(rows: Sequence[Referral], *, reader: str, at: datetime) -> dict[int, Sheet]:
    """By primary key; of services that are no longer public, none."""
    if not rows:
        return {}
    with directory.opened():
        found = {one.id: one for one in directory.by_ids([row.service for row in rows])}
    return {
        row.pk: sheets.show(found[row.service], language=reader, at=at, at_places=[row.place] if row.place else [])
        for row in rows
        if row.service in found
    }


def place_told(row: Referral, *, reader: str, at: datetime) -> str:
    """The place that was chosen, in words, as long as it is public; else empty."""
    told = _told([row], reader=reader, at=at)[row.pk].place if row.place else None
    return ", ".join(filter(None, (told.name, *told.address))) if told else ""


def places_of(rows: Sequence[Referral]) -> dict[UUID, set[UUID]]:
    """Of each service, the places that were chosen; none where one of its referrals means all of them."""
    found: dict[UUID, set[UUID]] = {}
    for row in rows:
        if row.place:
            found.setdefault(row.service, set()).add(row.place)
    everywhere = {row.service for row in rows if not row.place}
    return {service: places for service, places in found.items() if service not in everywhere}


def _one_told(row: Referral, sheet: Sheet | None, *, at: datetime) -> Told:
    state = State(row.state)
    moves = [one for one in State if may_move(state, one) and one is not State.SEEN]
    story: list[ReferralEvent] = getattr(row, "story", [])
    return Told(row, story, is_silent(row, at=at), state in OVER, moves, sheet)
