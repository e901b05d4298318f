"""The map of a report, drawn once for the page and for the PDF."""

from math import cos, radians
from typing import Any

from tuque.geo.models import Area
from tuque.insight import cells, charts, heat
from tuque.insight.report import Report


def as_svg(report: Report, *, width: int = 480) -> str:
    """Cells of about half a kilometre on the areas' outlines; empty where none has as many interactions as may be shown."""
    return charts.as_svg(map_of(report), width=width) if shown_of(report) else ""


def shown_of(report: Report) -> list[heat.Spot]:
    """Places with fewer than five interactions are left out."""
    return [spot for spot in report.map.spots if spot.cell and spot.count >= heat.FEWEST_IN_EXPORT]


def map_of(report: Report) -> dict[str, Any]:
    shown = shown_of(report)
    squeeze = cos(radians(cells.middle(shown[0].cell or 0)[1])) if shown else 1.0
    cells_: list[dict[str, object]] = [
        {
            "type": "Feature",
            "records": spot.count,
            "geometry": {"type": "Polygon", "coordinates": _flat([cells.outline(spot.cell or 0)], squeeze)},
        }
        for spot in shown
    ]
    areas: list[dict[str, object]] = [
        {"type": "Feature", "geometry": {**geometry, "coordinates": _flat(geometry["coordinates"], squeeze)}}
        for geometry in Area.objects.filter(pk__in=report.board.areas).order_by("pk").values_list("geometry", flat=True)
    ]
    return charts.places(cells_, areas)


def _flat(coordinates: Any, squeeze: float) -> Any:
    """Longitudes narrowed as they are at this latitude: a town is drawn flat, whichever way its rings turn."""
    if isinstance(coordinates[0], int | float):
        return [round(coordinates[0] * squeeze, 6), coordinates[1]]
    return [_flat(part, squeeze) for part in coordinates]
