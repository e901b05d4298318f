"""Needs over time, by reason, by topic and by area: what was heard."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.audit import api as audit
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.core.suppression import FEWEST
from tuque.directory import api as directory
from tuque.geo import api as geo
from tuque.referrals import counting, forms, permissions
from tuque.referrals.counting import Figures, Line

USUAL_SPAN = 12
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
    points = [] if area else _points(found.areas)
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
        "map_props": {"map": geo.map_around([(one["lon"], one["lat"]) for one in points]), "points": points},
        "fewest": FEWEST,
        "as_of": at.astimezone(viewer.organization.zone),
        "query": f"months={span}&topic={topic}",
    }
    return render_page(request, "referrals/figures.html", context)


def _chosen(request: WorkerRequest) -> tuple[int, str]:
    text, topic = request.GET.get("months", ""), request.GET.get("topic", "")
    span = int(text) if text.isascii() and text.isdigit() and int(text) in counting.SPANS else USUAL_SPAN
    return span, topic if topic in directory.vocabulary.topics() else ""


def _points(areas: Sequence[Line]) -> list[dict[str, Any]]:
    """A circle for each area whose place the directory knows, as large as what was heard there."""
    points = []
    for line in areas:
        where = directory.place_of_area(line.code) if line.code and line.heard else None
        if where is not None:
            words = _("%(area)s: %(heard)s heard") % {"area": line.name, "heard": line.heard}
            if line.unmet is not None:
                words = _("%(area)s: %(heard)s heard, %(unmet)s unmet") % {
                    "area": line.name,
                    "heard": line.heard,
                    "unmet": line.unmet,
                }
            size = SMALLEST + (LARGEST - SMALLEST) * line.bar / 100
            points.append({"name": words, "lon": where.lon, "lat": where.lat, "size": round(size)})
    return points


@require_GET
@roles_allowed(*permissions.COUNTERS)
@transaction.atomic
def file(request: WorkerRequest) -> HttpResponse:
    """The same figures as a file, with what they are and are not in it."""
    span, topic = _chosen(request)
    at, viewer = now(), request.worker
    found = counting.read(viewer.organization, span=span, topic=topic, at=at, reader=forms.reader())
    audit.record("referrals.figures_taken", by=viewer, at=at, details={"months": span, "topic": topic})
    text = _csv(found, at=at.astimezone(viewer.organization.zone).date())
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="needs-heard-{at:%Y-%m-%d}.csv"'
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
    return "\ufeff" + written.getvalue()


def _written(count: int | None) -> str:
    return "" if count is None else str(count)
