"""What the map shows: how much, where, with how much presence, and whether it is more than chance."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypedDict

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tuque.accounts.api import Worker
from tuque.geo import api as geo
from tuque.geo.models import Area
from tuque.insight import areas, bearings, cells, selectors
from tuque.insight.facts import Facts, facts_of
from tuque.insight.filters import Filters
from tuque.insight.permissions import Scope, scope_of
from tuque.insight.presence import Presence, presence_of
from tuque.insight.statistics.hot_spots import HotSpots, Kind, find_hot_spots
from tuque.insight.tallies import Narrowing, in_period
from tuque.interactions.codes import Origin

FEWEST_HOURS = 1.0  # of presence, below which a rate per hour says nothing
FEWEST_IN_EXPORT = 5
CLASSES = 5
MOST_ESTIMATED = 3_000  # cells with estimated hours alone, beyond which a map of larger cells shows them
SPREAD_AT = 9  # the resolution at which hours in an area of another layer are spread


class Measure(models.TextChoices):
    COUNT = "count", gettext_lazy("Number of interactions")
    RATE = "rate", gettext_lazy("Found on patrol, per hour of presence")
    HOURS = "hours", gettext_lazy("Hours of presence")
    SCORE = "score", gettext_lazy("Hot spots")


class Shape(models.TextChoices):
    CELLS = "cells", gettext_lazy("Cells")
    AREAS = "areas", gettext_lazy("Areas")


class By(models.TextChoices):
    WHOLE = "", gettext_lazy("Whole period at once")
    MONTH = "month", pgettext_lazy("slider", "Month by month")
    WEEK = "week", pgettext_lazy("slider", "Week by week")
    HOUR = "hour", pgettext_lazy("slider", "Hour of the day")


@dataclass(frozen=True)
class Asked:
    """The filters of the boards, and what only a map asks: what is measured, on which shapes, at which moment."""

    filters: Filters
    measure: Measure = Measure.COUNT
    shape: Shape = Shape.CELLS
    by: By = By.WHOLE
    frame: int = 0
    resolution: int = 9

    @property
    def frames(self) -> list[str]:
        """The names of the slider's steps."""
        if self.by == By.HOUR:
            return [_("%(hour)s:00 to %(hour)s:59") % {"hour": hour} for hour in range(24)]
        if self.by == By.MONTH:
            return [date_format(start, "F Y") for start, _end in self._periods()]
        if self.by == By.WEEK:
            return [_("Week of %(day)s") % {"day": date_format(start, "Y-m-d")} for start, _end in self._periods()]
        return []

    @property
    def place(self) -> int:
        """The step that is shown: the last one when the asked one does not exist."""
        return max(0, min(self.frame, len(self.frames) - 1))

    @property
    def shown(self) -> Filters:
        """The filters of the step that is shown."""
        if self.by in {By.WHOLE, By.HOUR}:
            return self.filters
        start, end = self._periods()[self.place]
        return self.filters.on(max(start, self.filters.starts_on), min(end, self.filters.ends_on))

    @property
    def hour(self) -> int | None:
        return self.place if self.by == By.HOUR else None

    def _periods(self) -> list[tuple[date, date]]:
        found, start = [], self.filters.starts_on
        while start <= self.filters.ends_on:
            if self.by == By.MONTH:
                following = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
            else:
                following = start + timedelta(days=7 - start.weekday())
            found.append((start, following - timedelta(days=1)))
            start = following
        return found

    def as_query(self) -> str:
        also = {"measure": self.measure, "shape": self.shape, "by": self.by, "res": self.resolution}
        if self.by:
            also["frame"] = self.place
        return "&".join([self.filters.as_query(), *(f"{name}={value}" for name, value in also.items() if value != "")])


def read(query: Mapping[str, str], filters: Filters) -> Asked:
    """What cannot be read takes its usual value."""

    def number(name: str, usual: int) -> int:
        text = query.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else usual

    resolution = number("res", 9)
    return Asked(
        filters=filters,
        measure=Measure(query["measure"]) if query.get("measure") in Measure.values else Measure.COUNT,
        shape=Shape(query["shape"]) if query.get("shape") in Shape.values else Shape.CELLS,
        by=By(query["by"]) if query.get("by") in By.values else By.WHOLE,
        frame=number("frame", 99999),
        resolution=resolution if resolution in cells.RESOLUTIONS else 9,
    )


@dataclass(frozen=True)
class Spot:
    """A cell or an area: `score`, `q` and `kind` are None where hot spots were not looked for."""

    code: str
    label: str
    counts: Mapping[str, int]
    hours: float | None  # of presence; None where none was recorded in the whole period
    url: str
    score: float | None = None
    q: float | None = None
    kind: Kind | None = None
    cell: int | None = None
    area: int | None = None  # primary key
    rank: int = 0  # by plain count, the first is 1
    score_rank: int = 0
    level: int = 0  # class of the colour, 0 to 4; -1 without a value

    @property
    def count(self) -> int:
        return sum(self.counts.values())

    @property
    def rate(self) -> float | None:
        if self.hours is None or self.hours < FEWEST_HOURS:
            return None
        return self.counts.get(Origin.FOUND, 0) / self.hours

    def value(self, measure: Measure) -> float | None:
        if measure == Measure.RATE:
            return self.rate
        if measure == Measure.HOURS:
            return self.hours or None
        if measure == Measure.SCORE:
            return self.score
        return self.count or None


@dataclass(frozen=True)
class HeatMap:
    asked: Asked
    as_of: datetime
    spots: Sequence[Spot]
    breaks: Sequence[float]  # upper bounds of the classes but the last
    enough: bool
    cells_looked_at: int
    unplaced: int
    sequence: int
    presence_hours: float | None = None  # None where none was recorded in the period

    @property
    def hot(self) -> int:
        return sum(spot.kind == Kind.HOT for spot in self.spots)

    @property
    def total(self) -> int:
        return sum(spot.count for spot in self.spots)


def get_map(asked: Asked, *, viewer: Worker, at: datetime) -> HeatMap:
    """The map of what the viewer may see. Records without a place are counted apart, never spread over the map."""
    scope = scope_of(viewer)
    news = selectors.last_news(scope.organization)
    facts = facts_of(scope.organization)
    teams = selectors.list_teams(viewer)
    narrowing = selectors.narrow(facts, asked.filters, scope=scope, teams=teams)
    counts, unplaced = _counts(facts, narrowing, asked)
    presence = presence_of(asked.shown, scope=scope, teams=teams, hour=asked.hour)
    if asked.shape == Shape.AREAS:
        spots, enough, looked_at = _areas(facts, narrowing, asked, presence, scope)
    else:
        spots, enough, looked_at = _cells(facts, scope, asked, counts, presence)
        spots = _said(spots, asked, viewer)
    spots = _ranked(spots)
    breaks = breaks_of([value for spot in spots if (value := spot.value(asked.measure)) is not None])
    return HeatMap(
        asked=asked,
        as_of=at.astimezone(scope.organization.zone),
        spots=[replace(spot, level=_level(spot.value(asked.measure), breaks)) for spot in spots],
        breaks=breaks,
        enough=enough,
        cells_looked_at=looked_at,
        unplaced=unplaced,
        sequence=max(news, facts.sequence),
        presence_hours=presence.total,
    )


def _shown(narrowing: Narrowing, asked: Asked) -> Narrowing:
    shown = in_period(narrowing, asked.shown)
    return shown.and_("hour = ?", asked.hour) if asked.hour is not None else shown


def _counts(facts: Facts, narrowing: Narrowing, asked: Asked) -> tuple[dict[int, dict[str, int]], int]:
    shown = _shown(narrowing, asked)
    cell = cells.parent_sql("cell", asked.resolution)
    rows = facts.rows(
        f"SELECT CASE WHEN cell > 0 THEN {cell} END AS place, origin, count(*) FROM facts "  # noqa: S608
        f"WHERE {shown.sql} GROUP BY 1, 2",
        shown.values,
    )
    counts: dict[int, dict[str, int]] = {}
    unplaced = 0
    for place, origin, count in rows:
        if place is None:
            unplaced += count
        else:
            counts.setdefault(place, {})[facts.codes.code("origin", origin)] = count
    return counts, unplaced


def _cells(
    facts: Facts, scope: Scope, asked: Asked, counts: Mapping[int, Mapping[str, int]], presence: Presence
) -> tuple[list[Spot], bool, int]:
    """Where something was recorded or a team is known to have been. Hours known by area alone are estimates for a cell: they
    stand beside its counts, and make no ground to compare."""
    exact, spread = presence.in_cells(asked.resolution), presence.spread(asked.resolution)
    cell = cells.parent_sql("cell", asked.resolution)
    known = _known(f"CASE WHEN cell > 0 THEN {cell} END", facts, scope) | counts.keys() | exact.keys()
    inside, neighbours = cells.study_area(known)
    found = find_hot_spots([sum(counts.get(cell, {}).values()) for cell in inside], neighbours)
    spots = [
        _spot(cell, place, counts.get(cell, {}), _hours_in(cell, presence, exact, spread), found, asked)
        for place, cell in enumerate(inside)
        if cell in counts or cell in exact
    ]
    if asked.measure == Measure.HOURS and len(spread) <= MOST_ESTIMATED:
        # Nothing but estimated hours: the map of hours alone shows these cells.
        left = spread.keys() - {spot.cell for spot in spots}
        spots += [_spot(cell, 0, {}, spread[cell], None, asked) for cell in sorted(left)]
    return spots, found is not None, len(inside)


def _hours_in(cell: int, presence: Presence, exact: Mapping[int, float], spread: Mapping[int, float]) -> float | None:
    return exact.get(cell, 0.0) + spread.get(cell, 0.0) if presence.is_recorded else None


def _known(place: str, facts: Facts, scope: Scope) -> set[int]:
    """Where anything was ever recorded by the teams the viewer sees: the ground that is compared, whatever is filtered."""
    narrowing = Narrowing().and_(f"{place} > 0")
    if scope.team_ids is not None:
        narrowing = narrowing.and_("list_contains(?, team)", sorted(scope.team_ids))
    rows = facts.rows(
        f"SELECT DISTINCT {place} FROM facts WHERE {narrowing.sql}",  # noqa: S608
        narrowing.values,
    )
    return {key for (key,) in rows}


def _spot(
    cell: int, place: int, counts: Mapping[str, int], hours: float | None, found: HotSpots | None, asked: Asked
) -> Spot:
    code = cells.code(cell)
    return Spot(
        code=code,
        label="",
        counts=counts,
        hours=hours,
        url=selectors.records_url(asked.shown, cell=code),
        cell=cell,
        **_standing(found, place),
    )


class Standing(TypedDict, total=False):
    score: float
    q: float
    kind: Kind


def _standing(found: HotSpots | None, place: int) -> Standing:
    if found is None:
        return {}
    return {"score": float(found.score[place]), "q": float(found.q[place]), "kind": found.kinds[place]}


def _said(spots: Sequence[Spot], asked: Asked, viewer: Worker) -> list[Spot]:
    """Each cell with its name: by a known place, by its area, or by its code. No two cells bear the same."""
    known = [bearings.Known(place.name, place.lon, place.lat) for place in geo.list_places(viewer)]
    layer = geo.territory_of(viewer.organization)
    find = geo.finder(layer).find if layer else lambda lon, lat: None
    names = {area.pk: area.name for area in layer.areas.defer("geometry")} if layer else {}
    reach, taken, named = bearings.reach_m(asked.resolution), set[str](), []
    for spot in sorted(spots, key=lambda spot: -spot.count):
        middle = cells.middle(spot.cell or 0)
        label = bearings.where(*middle, known, within_m=reach) or names.get(find(*middle) or 0, "")
        if not label or label in taken:
            code = _("Cell %(code)s") % {"code": spot.code[-8:].rstrip("f")}
            label = f"{label} · {code}" if label else code
        taken.add(label)
        named.append(replace(spot, label=label))
    return named


def _areas(
    facts: Facts, narrowing: Narrowing, asked: Asked, presence: Presence, scope: Scope
) -> tuple[list[Spot], bool, int]:
    layer = geo.territory_of(scope.organization)
    if layer is None:
        return [], False, 0
    shown = _shown(narrowing, asked)
    rows = facts.rows(
        f"SELECT area, origin, count(*) FROM facts WHERE {shown.sql} GROUP BY 1, 2",  # noqa: S608
        shown.values,
    )
    counts: dict[int, dict[str, int]] = {}
    for area, origin, count in rows:
        counts.setdefault(area, {})[facts.codes.code("origin", origin)] = count
    hours = _hours_by_area(presence, layer)
    inside, neighbours = areas.study_area(_known("area", facts, scope) | counts.keys() | hours.keys(), layer)
    found = find_hot_spots([sum(counts.get(area, {}).values()) for area in inside], neighbours)
    places = {area: place for place, area in enumerate(inside)}
    spots = [
        Spot(
            code=area.code,
            label=area.name,
            counts=counts.get(area.pk, {}),
            hours=hours.get(area.pk, 0.0) if presence.is_recorded else None,
            url=selectors.records_url(asked.shown, area=area.public_id),
            area=area.pk,
            **_standing(found, places[area.pk]),
        )
        for area in Area.objects.filter(layer=layer).defer("geometry").order_by("code")
        if area.pk in counts or area.pk in hours
    ]
    return spots, found is not None, len(inside)


def _hours_by_area(presence: Presence, layer: geo.AreaLayer) -> dict[int, float]:
    """Hours known by area, those of other layers by way of their cells, and those known by cell."""
    ours = set(layer.areas.filter(pk__in=presence.by_area).values_list("pk", flat=True))
    hours = {area: spent for area, spent in presence.by_area.items() if area in ours}
    others = replace(presence, by_area={area: spent for area, spent in presence.by_area.items() if area not in ours})
    find = geo.finder(layer).find
    for cell, spent in [*presence.by_cell.items(), *others.spread(SPREAD_AT).items()]:
        key = find(*cells.middle(cell))
        if key is not None:
            hours[key] = hours.get(key, 0) + spent
    return hours


def _ranked(spots: Sequence[Spot]) -> list[Spot]:
    """By plain count, the largest first; with the place each would have by its score."""
    by_score = sorted(spots, key=lambda spot: -(spot.score or 0))
    places = {spot.code: place for place, spot in enumerate(by_score, start=1)}
    by_count = sorted(spots, key=lambda spot: (-spot.count, -(spot.hours or 0), spot.code))
    return [replace(spot, rank=rank, score_rank=places[spot.code]) for rank, spot in enumerate(by_count, start=1)]


def breaks_of(values: Sequence[float]) -> list[float]:
    """Upper bounds of the first four of five classes: each class about twice as wide as the one before it.

    Places differ by powers: equal steps would leave all but two of them in the lowest class.
    """
    if not values or max(values) <= 0:
        return []
    top = max(values)
    bounds = [top * (2**step - 1) / (2**CLASSES - 1) for step in range(1, CLASSES)]
    if all(float(value).is_integer() for value in values):
        bounds = [float(round(bound)) for bound in bounds]
    return [bound for place, bound in enumerate(bounds) if bound > 0 and bound not in bounds[:place]]


def _level(value: float | None, breaks: Sequence[float]) -> int:
    if value is None:
        return -1
    return CLASSES - 1 - len(breaks) + bisect_left(breaks, value)
