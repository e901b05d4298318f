"""The patrols of a period, the newest first: those behind the hours of presence that boards and reports show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from tuque.accounts.api import Team, Worker
from tuque.audit import api as audit
from tuque.core.clock import day_bounds
from tuque.geo import api as geo
from tuque.interactions import permissions
from tuque.interactions.filters import Filters, read
from tuque.interactions.models import Outing, Patrol
from tuque.interactions.patrols import selectors

PAGE_SIZE = 40
MOST_AREAS = 4  # named on a line
CORRECTED = "interactions.patrol_corrected"


@dataclass(frozen=True)
class Correction:
    """A patrol put right: who did it, when, and what it said before; the former times are unknown for old ones."""

    at: datetime
    by: str
    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True)
class Line:
    outing: Outing
    seconds: int | None  # None while it runs
    areas: Sequence[str]
    more_areas: int
    is_positioned: bool  # where it was is known by positions
    corrections: Sequence[Correction]
    may_change: bool


@dataclass(frozen=True)
class Page:
    """`seconds` and `count` are of the whole period, on the first page only; `after` asks for the following page."""

    lines: Sequence[Line]
    after: str
    count: int | None = None
    seconds: int | None = None


def read_filters(query: Mapping[str, str]) -> Filters:
    """The period and the team, under the names that boards and the list of records give them."""
    asked = read(query)
    if asked.starts_on and asked.ends_on and asked.ends_on < asked.starts_on:
        asked = replace(asked, starts_on=asked.ends_on, ends_on=asked.starts_on)
    return Filters(starts_on=asked.starts_on, ends_on=asked.ends_on, team=asked.team)


def team_query(team: Team) -> str:
    """What the address of the list holds to show the patrols of one team."""
    return urlencode({"team": str(team.public_id)})


def list_patrols(filters: Filters, *, viewer: Worker, after: UUID | None = None) -> Page:
    """Of the teams whose records the viewer reads. A patrol belongs to a period when some of it lies within."""
    rows, start = _within(filters, viewer), None
    if after is not None:
        start = rows.filter(public_id=after).values_list("starts_at", "pk").first()
    older = rows if start is None else rows.filter(Q(starts_at__lt=start[0]) | Q(starts_at=start[0], pk__lt=start[1]))
    listed = older.select_related("team", "begun_by", "ended_by").order_by("-starts_at", "-pk")
    found = list(listed[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    more = str(shown[-1].public_id) if len(found) > PAGE_SIZE else ""
    lines = _lines(shown, viewer)
    if start is not None:
        return Page(lines, more)
    return Page(lines, more, count=rows.count(), seconds=_seconds(filters, viewer))


def _reached(viewer: Worker) -> Q:
    reach = permissions.reach_of(viewer)
    organization = Q(organization_id=reach.organization_id)
    return organization if reach.everything else organization & Q(team_id__in=reach.team_ids)


def _within(filters: Filters, viewer: Worker) -> QuerySet[Outing]:
    rows = Outing.objects.filter(_reached(viewer), **_of_team(filters, viewer))
    start, end = filters.period(zone=viewer.organization.zone)
    if start:
        rows = rows.filter(Q(ends_at__gt=start) | Q(ends_at__isnull=True))
    return rows.filter(starts_at__lt=end) if end else rows


def _seconds(filters: Filters, viewer: Worker) -> int:
    """The presence within the period, hour by hour, as boards and reports add it up: a patrol may reach beyond."""
    rows = Patrol.objects.filter(_reached(viewer), **_of_team(filters, viewer))
    zone = viewer.organization.zone
    if filters.starts_on:
        rows = rows.filter(starts_at__gte=day_bounds(filters.starts_on, zone=zone)[0])
    if filters.ends_on:
        rows = rows.filter(starts_at__lt=day_bounds(filters.ends_on, zone=zone)[1])
    return rows.aggregate(total=Sum("seconds"))["total"] or 0


def _of_team(filters: Filters, viewer: Worker) -> dict[str, object]:
    if not filters.team:
        return {}
    found = Team.objects.filter(organization_id=viewer.organization_id, public_id=filters.team)
    return {"team_id": found.values_list("pk", flat=True).first() or -1}  # nobody's key


def _lines(outings: Sequence[Outing], viewer: Worker) -> list[Line]:
    areas, positioned = _places_of(outings)
    corrections = _corrections_of(outings, viewer)
    theirs = set(selectors.teams_of(viewer)) if viewer.holds(*permissions.FIELD) else set()
    return [
        Line(
            outing=one,
            seconds=round((one.ends_at - one.starts_at).total_seconds()) if one.ends_at else None,
            areas=areas.get(one.pk, [])[:MOST_AREAS],
            more_areas=max(0, len(areas.get(one.pk, [])) - MOST_AREAS),
            is_positioned=one.pk in positioned,
            corrections=corrections.get(one.public_id, []),
            may_change=not one.source and one.team in theirs,
        )
        for one in outings
    ]


def _places_of(outings: Iterable[Outing]) -> tuple[dict[int, list[str]], set[int]]:
    """The names of the areas of each patrol, and those patrols that have positions."""
    pieces = Patrol.objects.filter(outing__in=[one.pk for one in outings])
    within = pieces.filter(area__isnull=False).values_list("outing_id", "area_id").distinct()
    names = {
        area.pk: area.name for area in geo.Area.objects.filter(pk__in={area for _key, area in within}).defer("geometry")
    }
    found: dict[int, list[str]] = {}
    for outing, area in within:
        if outing is not None and area is not None:
            found.setdefault(outing, []).append(names[area])
    positioned = pieces.filter(cell__isnull=False).values_list("outing_id", flat=True).distinct()
    return {key: sorted(areas) for key, areas in found.items()}, {key for key in positioned if key is not None}


def _corrections_of(outings: Iterable[Outing], viewer: Worker) -> dict[UUID, list[Correction]]:
    found: dict[UUID, list[Correction]] = {}
    ids = [one.public_id for one in outings if not one.source]
    for act in audit.acts_on(Outing, ids, action=CORRECTED, viewer=viewer):
        before = [_instant(act.details.get(name)) for name in ("starts_at", "ends_at")]
        found.setdefault(act.subject, []).append(Correction(act.at, act.who, *before))
    return found


def _instant(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None
