"""Charts as pictures, without a browser."""

import json
from typing import Any, Literal, TypedDict

import vl_convert
from django.utils.translation import get_language

from tuque.insight.charts import theme

VEGA_LITE = "6.1"


def as_svg(spec: dict[str, Any], *, width: int = 560) -> str:
    written = json.dumps(_sized(spec, width))
    return str(vl_convert.vegalite_to_svg(written, vl_version=VEGA_LITE, **_locale()))


def as_png(spec: dict[str, Any], *, title: str, caption: str, width: int = 720, scale: float = 2) -> bytes:
    """What it shows and the age of its data stand in the picture itself: it is looked at where its page is not."""
    head = {"text": title, "subtitle": caption, "anchor": "start", "subtitleColor": theme.LIGHT["--ink-soft"]}
    written = json.dumps({**_sized(spec, width), "title": {**head, "offset": 12}, "background": "#ffffff"})
    return bytes(vl_convert.vegalite_to_png(written, vl_version=VEGA_LITE, scale=scale, **_locale()))


class Locale(TypedDict):
    format_locale: Literal["fr-CA", "en-US"]
    time_format_locale: Literal["fr-FR", "en-US"]


def _locale() -> Locale:
    # Numbers as in Canada; months as “nov.” rather than the “nov” of d3's Canadian French. Pages say the same.
    if (get_language() or "").startswith("fr"):
        return {"format_locale": "fr-CA", "time_format_locale": "fr-FR"}
    return {"format_locale": "en-US", "time_format_locale": "en-US"}


def _sized(spec: dict[str, Any], width: int) -> dict[str, Any]:
    """On paper nothing contains a chart: it gets a width of its own, and its marks no address."""
    sized: dict[str, Any] = theme.on_paper(spec)
    if sized.get("width") == "container":
        sized["width"] = width
    sized["config"] = {**sized["config"], "background": None}
    return sized
