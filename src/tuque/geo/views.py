"""The boundaries under every map."""

import gzip

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from tuque.accounts.api import WorkerRequest, signed_in
from tuque.geo import selectors


@require_GET
@signed_in
def layer(request: WorkerRequest, code: str) -> HttpResponse:
    """A layer as GeoJSON. Its address changes when it does, so the browser may keep it for a year."""
    found = selectors.get_layer(code, vintage=request.GET.get("vintage", ""))
    body = selectors.drawn_layer(found)
    # Boundaries are public and the answer holds nothing else, so compressing it gives nothing away.
    accepted = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(body if accepted else gzip.decompress(body), content_type="application/geo+json")
    if accepted:
        response["Content-Encoding"] = "gzip"
    kept = "private, max-age=31536000, immutable" if "state" in request.GET else "private, max-age=300"
    response["Cache-Control"] = kept
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
