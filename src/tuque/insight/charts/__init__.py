"""One definition for each chart: drawn on pages by vega-embed, and on paper by vl-convert."""

from typing import Any

from tuque.insight.charts.drawing import as_png, as_svg

__all__ = ["as_png", "as_svg", "chart", "places"]


def chart(name: str, rows: list[dict[str, object]]) -> dict[str, Any]:
    """The chart of this name with its rows, in the reader's language."""
    # Altair takes a tenth of the start of a process: only who draws waits for it.
    from tuque.insight.charts import specs

    return specs.chart(name, rows)


def places(cells: list[dict[str, object]], areas: list[dict[str, object]]) -> dict[str, Any]:
    """The map of a report: cells coloured by their records, on the outlines of the areas."""
    from tuque.insight.charts import specs

    return specs.places(cells, areas)
