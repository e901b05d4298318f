"""The map, its table and its files."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuque.accounts.api import Role, Worker, WorkerRequest, roles_allowed
from tuque.core.clock import now
from tuque.core.pages import render_page, render_part
from tuque.core.problems import NotFound
from tuque.core.suppression import masked
from tuque.geo import api as geo
from tuque.geo.models import Area
from tuque.insight import cells, files, heat, permissions, presence, services
from tuque.insight.choices import Choice, FilterChoices
from tuque.insight.heat import HeatMap, Measure, Shape, Spot
from tuque.insight.statistics.hot_spots import FEWEST_CELLS, FEWEST_EVENTS, Kind
from tuque.insight.templatetags.insight import number
from tuque.insight.views.board import as_file, read_filters
from tuque.interactions.codes import Origin

ROWS_ON_PAGE = 100
COLUMNS = ["code", "interactions", *Origin.values, "presence_hours", "found_per_hour", "score", "q", "hot", "hidden"]


@require_GET
@roles_allowed(*permissions.BOARD_ROLES)
def show(request: WorkerRequest) -> HttpResponse:
    asked = heat.read(request.GET, read_filters(request))
    made = heat.get_map(asked, viewer=request.worker, at=now())
    if request.htmx and request.GET.get("seen", "") == str(made.sequence):
        # Nothing changed: only the time of reading does, so that the map is not drawn again for nothing.
        response = render_page(request, "insight/_map_as_of.html", {"map": made})
        response["HX-Retarget"], response["HX-Reswap"] = "#as-of", "outerHTML"
        return response
    context = {
        "map": made,
        "asked": asked,
        "board": made,
        "choices": FilterChoices.for_viewer(request.worker, asked.filters),
        "measures": _choices(Measure, asked.measure),
        "shapes": _choices(Shape, asked.shape),
        "bys": _choices(heat.By, asked.by),
        "frames": asked.frames,
        "frame_name": asked.frames[asked.place] if asked.by else "",
        "last_frame": max(len(asked.frames) - 1, 0),
        "query": asked.as_query(),
        "base": base_props(request.worker, made),
        "may_choose_layer": request.worker.holds(Role.DIRECTOR, Role.ADMINISTRATOR),
        "data": as_props(made),
        "legend": legend(made),
        "patrols_url": presence.patrols_url(asked.shown),
        "spots": made.spots[:ROWS_ON_PAGE],
        "fewest_cells": FEWEST_CELLS,
        "fewest_events": FEWEST_EVENTS,
        "fewest_in_export": heat.FEWEST_IN_EXPORT,
    }
    return render_part(request, page="insight/map.html", part="insight/_map.html", context=context)


def base_props(viewer: Worker, made: HeatMap) -> dict[str, object]:
    """The base map; without boundaries it opens where the records are."""
    props = geo.map_props(viewer)
    if props["bounds"] is None:
        corners = [corner for spot in made.spots if spot.cell is not None for corner in cells.outline(spot.cell)]
        if corners:
            lons, lats = [lon for lon, _lat in corners], [lat for _lon, lat in corners]
            props["bounds"] = [min(lons), min(lats), max(lons), max(lats)]
    return props


def _choices(names: Any, chosen: str) -> list[Choice]:
    return [Choice(one.value, str(one.label), one.value == chosen) for one in names]


def as_props(made: HeatMap) -> dict[str, object]:
    """What the map island draws: the words of a place's note are made here, so that both languages stay whole."""
    return {
        "shape": made.asked.shape.value,
        "resolution": made.asked.resolution,
        "spots": [
            {
                "code": spot.code,
                "level": spot.level,
                "hot": spot.kind == Kind.HOT,
                "label": spot.label,
                "lines": note_of(spot),
                "url": spot.url,
            }
            for spot in made.spots
        ],
        "open": _("Open the records"),
    }


def note_of(spot: Spot) -> list[str]:
    lines = [
        _("Interactions: %(count)s") % {"count": number(spot.count)},
        _("Called: %(called)s, found on patrol: %(found)s")
        % {
            "called": number(spot.counts.get(Origin.CALLED, 0)),
            "found": number(spot.counts.get(Origin.FOUND, 0)),
        },
        _("Presence: not recorded")
        if spot.hours is None
        else _("Presence: %(hours)s h") % {"hours": number(spot.hours)},
    ]
    if spot.rate is not None:
        lines.append(_("Found per hour of presence: %(rate)s") % {"rate": number(spot.rate)})
    if spot.kind == Kind.HOT:
        lines.append(_("Hot spot: more than chance explains, with its neighbours."))
    return lines


def legend(made: HeatMap) -> list[tuple[int, str]]:
    """The colour classes that the map uses, each with its range: none that ends below the least of what is shown."""
    if not made.breaks:
        return []
    values = [value for spot in made.spots if (value := spot.value(made.asked.measure)) is not None]
    bounds = [*made.breaks, max(values)]
    first = heat.CLASSES - len(bounds)
    whole = all(float(value).is_integer() for value in values)  # then no number stands in two classes
    least = min(values)
    lows = [max(least, low) for low in (least, *(bound + 1 if whole else bound for bound in made.breaks))]
    return [
        (
            first + place,
            number(low) if low == high else _("%(low)s to %(high)s") % {"low": number(low), "high": number(high)},
        )
        for place, (low, high) in enumerate(zip(lows, bounds, strict=True))
        if high >= least
    ]


@require_GET
@roles_allowed(*permissions.BOARD_ROLES)
def download(request: WorkerRequest, kind: str) -> HttpResponse:
    """The map as a file. Places with fewer than five interactions keep their outline and lose their figures; where it is one
    alone, the next smallest does too, as in every file (`leaving`)."""
    if kind not in {"csv", "parquet", "geojson"}:
        raise NotFound
    at = now()
    asked = heat.read(request.GET, read_filters(request))
    made = heat.get_map(asked, viewer=request.worker, at=at)
    hidden = [count is None for count in masked([spot.count for spot in made.spots])]
    rows = [export_row(spot, is_hidden) for spot, is_hidden in zip(made.spots, hidden, strict=True)]
    if kind == "csv":
        body = files.as_csv(COLUMNS, rows, as_of=made.as_of)
    elif kind == "parquet":
        body = files.as_parquet(COLUMNS, rows, as_of=made.as_of)
    else:
        shapes = geometries(made)
        body = files.as_geojson(
            (
                (shapes[spot.code], dict(zip(COLUMNS, row, strict=True)))
                for spot, row in zip(made.spots, rows, strict=True)
                if spot.code in shapes
            ),
            as_of=made.as_of.isoformat(),
            fewest_shown=heat.FEWEST_IN_EXPORT,
        )
    services.note_download("map", by=request.worker, at=at, details={"kind": kind, "asked": asked.as_query()})
    shown = asked.shown
    return as_file(body, kind=kind, name=f"tuque-{asked.shape}-{shown.starts_on}-{shown.ends_on}.{kind}")


def export_row(spot: Spot, is_hidden: bool) -> list[object]:
    if is_hidden:
        # Nor the rate, from which the count could be had back with the hours.
        return [
            spot.code,
            None,
            *(None for _origin in Origin.values),
            None if spot.hours is None else round(spot.hours, 1),
            None,
            None,
            None,
            None,
            True,
        ]
    return [
        spot.code,
        spot.count,
        *(spot.counts.get(origin, 0) for origin in Origin.values),
        None if spot.hours is None else round(spot.hours, 1),
        None if spot.rate is None else round(spot.rate, 3),
        None if spot.score is None else round(spot.score, 3),
        None if spot.q is None else round(spot.q, 5),
        None if spot.kind is None else spot.kind == Kind.HOT,
        False,
    ]


def geometries(made: HeatMap) -> dict[str, dict[str, object]]:
    if made.asked.shape == Shape.CELLS:
        return {
            spot.code: {"type": "Polygon", "coordinates": [cells.outline(spot.cell)]}
            for spot in made.spots
            if spot.cell is not None
        }
    areas = [spot.area for spot in made.spots if spot.area is not None]
    return dict(Area.objects.filter(pk__in=areas).order_by("pk").values_list("code", "geometry"))
