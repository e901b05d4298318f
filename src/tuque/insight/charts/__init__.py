"""One definition for each chart: drawn on pages by vega-embed, and on paper by vl-convert."""

from tuque.insight.charts.drawing import as_png, as_svg
from tuque.insight.charts.specs import chart

__all__ = ["as_png", "as_svg", "chart"]
