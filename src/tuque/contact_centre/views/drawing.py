"""A Vega-Lite picture as an answer."""

import json
from typing import Any

import vl_convert
from django.http import HttpResponse


def as_svg(spec: dict[str, Any]) -> HttpResponse:
    return HttpResponse(vl_convert.vegalite_to_svg(json.dumps(spec), vl_version="6.1"), content_type="image/svg+xml")
