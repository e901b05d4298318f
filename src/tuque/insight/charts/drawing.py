"""Charts as pictures, without a browser."""

import json
from typing import Any, Literal

import vl_convert
from django.utils.translation import get_language

from tuque.insight.charts import theme

VEGA_LITE = "6.1"


def as_svg(spec: dict[str, Any], *, width: int = 560) -> str:
    written = json.dumps(_sized(spec, width))
    return str(vl_convert.vegalite_to_svg(written, vl_version=VEGA_LITE, format_locale=_numbers()))


def as_png(spec: dict[str, Any], *, width: int = 720, scale: float = 2) -> bytes:
    written = json.dumps({**_sized(spec, width), "background": "#ffffff"})
    return bytes(vl_convert.vegalite_to_png(written, vl_version=VEGA_LITE, scale=scale, format_locale=_numbers()))


def _numbers() -> Literal["fr-CA", "en-US"]:
    return "fr-CA" if (get_language() or "").startswith("fr") else "en-US"


def _sized(spec: dict[str, Any], width: int) -> dict[str, Any]:
    """On paper nothing contains a chart: it gets a width of its own, and its marks no address."""
    sized: dict[str, Any] = theme.on_paper(spec)
    if sized.get("width") == "container":
        sized["width"] = width
    sized["config"] = {**sized["config"], "background": None}
    return sized
