"""How charts look. Colours are the page's own tokens, by name: a page puts its own in, paper takes the light ones."""

import re
from typing import Any

FONT = "system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, DejaVu Sans, sans-serif"
PAPER_FONT = "DejaVu Sans"
# As in frontend/styles/tuque.css; a test holds the two together.
LIGHT = {
    "--ink": "#16211c",
    "--ink-soft": "#4a5a52",
    "--card": "#ffffff",
    "--line": "#ccd6d0",
    "--line-strong": "#75857c",
    "--green": "#0b6b4a",
    "--green-wash": "#e2f1ea",
    "--amber": "#7a4b00",
    "--blue": "#1d4f91",
    "--chart-called": "#1d4f91",
    "--chart-found": "#2c9a6e",
    "--chart-desk": "#c98a1b",
    "--chart-low": "#e2f1ea",
    "--chart-high": "#084d36",
}
ORIGIN_COLOURS = {
    "called": "var(--chart-called)",
    "found": "var(--chart-found)",
    "desk": "var(--chart-desk)",
    "": "var(--line-strong)",  # the form did not say
}
CONFIG: dict[str, Any] = {
    "background": "transparent",
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--ink-soft)",
        "titleColor": "var(--ink-soft)",
        "titleFontWeight": "normal",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "gridColor": "var(--line)",
        "domainColor": "var(--line-strong)",
        "tickColor": "var(--line-strong)",
        "domain": False,
        "ticks": False,
        "labelPadding": 6,
    },
    "legend": {
        "labelColor": "var(--ink)",
        "titleColor": "var(--ink-soft)",
        "labelFontSize": 12,
        "orient": "top",
        "symbolType": "square",
    },
    "header": {"labelColor": "var(--ink)", "labelFontSize": 12, "labelFontWeight": "bold", "title": None},
    "text": {"color": "var(--ink)", "fontSize": 12},
    "bar": {"cornerRadiusEnd": 2},
    "range": {"heatmap": ["var(--chart-low)", "var(--chart-high)"], "ramp": ["var(--chart-low)", "var(--chart-high)"]},
}
TOKEN = re.compile(r"var\((--[a-z-]+)\)")


def on_paper(value: Any) -> Any:
    """The same specification with the light colours in place of the names, and a font that paper has."""
    if isinstance(value, str):
        return PAPER_FONT if value == FONT else TOKEN.sub(lambda found: LIGHT[found[1]], value)
    if isinstance(value, list):
        return [on_paper(one) for one in value]
    if isinstance(value, dict):
        return {key: on_paper(one) for key, one in value.items()}
    return value
