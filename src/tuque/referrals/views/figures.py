"""Needs over time, by reason, by topic and by area: what was heard."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import shapely
from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from shapely.geometry import shape

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.audit import api as audit
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.core.suppression import FEWEST
from tuque.directory import api as directory
from tuque.geo import api as geo
from tuque.referrals import counting, forms, permissions
from tuque.referrals.codes import Handover
from tuque.referrals.counting import Figures, Line

USUAL_SPAN = 12
SHADES = 5
SMALLEST, LARGEST = 6, 26  # radius of a circle on the map, in pixels


@require_GET
@roles_allowed(*permissions.COUNTERS)
def needs(request: WorkerRequest, area: str = "") -> HttpResponse:
    """All areas, or one."""
    if area and directory.area_of(area) != area:
        raise Http404
    span, topic = _chosen(request)
    at, viewer = now(), request.worker
    found = counting.read(viewer.organization, span=span, topic=topic, area=area, at=at, reader=forms.reader())
    shapes = [] if area else _shapes(found.areas)
    drawn = {one["code"] for one in shapes}
    points = [] if area else _points([line for line in found.areas if line.code not in drawn])
    context = {
        "found": found,
        "months": [(line, date.fromisoformat(f"{line.code}-01")) for line in found.months],
        "area": area,
        "span": span,
        "spans": counting.SPANS,
        "topic": topic,
        "topics": [
            (one.code, one.name(forms.reader())) for one in directory.vocabulary.topics().values() if not one.within
        ],
        "points": points,
        "shapes": shapes,
        "map_props": {"map": geo.map_around(_corners(points, shapes)), "points": points, "shapes": shapes},
        "fewest": FEWEST,
        "as_of": at.astimezone(viewer.organization.zone),
        "query": f"months={span}&topic={topic}",
    }
    return render_page(request, "referrals/figures.html", context)


def _chosen(request: WorkerRequest) -> tuple[int, str]:
    text, topic = request.GET.get("months", ""), request.GET.get("topic", "")
    span = int(text) if text.isascii() and text.isdigit() and int(text) in counting.SPANS else USUAL_SPAN
    return span, topic if topic in directory.vocabulary.topics() else ""


def _shapes(areas: Sequence[Line]) -> list[dict[str, Any]]:
    """The shape of each area that the boundaries of this site have under its code, darker where more was heard; what is kept back
    is drawn without a shade."""
    known = geo.shapes_of([line.code for line in areas if line.code and line.heard != 0])
    return [
        {"code": line.code, "name": _words(line), "shade": _shade(line), "geometry": known[line.code]}
        for line in areas
        if line.code in known
    ]


def _shade(line: Line) -> int:
    """0 where it is kept back, else 1 to 5: fifths of the most that was heard in one area."""
    return min(SHADES, 1 + line.bar * SHADES // 101) if line.heard else 0


def _points(areas: Sequence[Line]) -> list[dict[str, Any]]:
    """A circle for each other area whose place the directory knows, as large as what was heard there."""
    points = []
    for line in areas:
        where = directory.place_of_area(line.code) if line.code and line.heard else None
        if where is not None:
            size = SMALLEST + (LARGEST - SMALLEST) * line.bar / 100
            points.append({"name": _words(line), "lon": where.lon, "lat": where.lat, "size": round(size)})
    return points


def _words(line: Line) -> str:
    if line.heard is None:
        return _("%(area)s: few, so kept back") % {"area": line.name}
    if line.unmet is None:
        return _("%(area)s: %(heard)s heard") % {"area": line.name, "heard": line.heard}
    told = {"area": line.name, "heard": line.heard, "unmet": line.unmet}
    return _("%(area)s: %(heard)s heard, %(unmet)s unmet") % told


def _corners(points: Sequence[dict[str, Any]], shapes: Sequence[dict[str, Any]]) -> list[tuple[float, float]]:
    """Where the map must reach: every point, and every corner of the rectangle around each shape."""
    boxes = [shapely.bounds(shape(one["geometry"])).tolist() for one in shapes]
    corners = [corner for west, south, east, north in boxes for corner in ((west, south), (east, north))]
    return [*((one["lon"], one["lat"]) for one in points), *corners]


@require_GET
@roles_allowed(*permissions.COUNTERS)
@transaction.atomic
def file(request: WorkerRequest) -> HttpResponse:
    """The same figures as a file, of all areas or of one, with what they are and are not in it."""
    span, topic = _chosen(request)
    area = directory.area_of(request.GET.get("area", ""))
    at, viewer = now(), request.worker
    found = counting.read(viewer.organization, span=span, topic=topic, area=area, at=at, reader=forms.reader())
    told = {"months": span, "topic": topic, "area": area}
    audit.record("referrals.figures_taken", by=viewer, at=at, details=told)
    text = _csv(found, at=at.astimezone(viewer.organization.zone).date())
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    name = "-".join(filter(None, ("needs-heard", area.lower(), f"{at:%Y-%m-%d}")))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _csv(found: Figures, *, at: date) -> str:
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(["by", "code", "name", "heard", "unmet", "note"])
    note = _(
        "Needs heard up to %(day)s, never prevalence: not everyone asks. Counts of 1 to %(most)s are left empty, and where one alone would be, another too."
    ) % {"day": at.isoformat(), "most": FEWEST - 1}
    for name, lines in (
        ("month", found.months),
        ("reason", found.reasons),
        ("topic", found.topics),
        ("area", found.areas),
    ):
        for line in lines:
            rows.writerow([name, line.code, line.name, _written(line.heard), _written(line.unmet), note])
            note = ""
    every = found.handovers
    for code, words, count in (
        ("all", _("Warm hand-overs"), every.every),
        ("taken", Handover.TAKEN.label, every.taken),
        ("spoken", Handover.SPOKEN.label, every.spoken),
        ("no_answer", Handover.NO_ANSWER.label, every.no_answer),
        ("uncalled", _("Not called yet"), every.uncalled),
    ):
        rows.writerow(["hand-over", code, words, _written(count), "", ""])
    return "\ufeff" + written.getvalue()


def _written(count: int | None) -> str:
    return "" if count is None else str(count)
