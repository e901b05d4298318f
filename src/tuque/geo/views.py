"""The boundaries under every map; the pages where known places and the territory are kept."""

import gzip
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tuque.accounts.api import Role, WorkerRequest, public, roles_allowed
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.geo import forms, selectors, services
from tuque.geo.problems import PlaceNameTaken

KEEPERS = (Role.DIRECTOR, Role.ADMINISTRATOR)


@require_GET
@public(reason="Boundaries are published; the maps of public pages draw them too.")
def layer(request: HttpRequest, code: str) -> HttpResponse:
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


@require_GET
@roles_allowed(*KEEPERS)
def places(request: WorkerRequest) -> HttpResponse:
    return _places_page(request, forms.NewPlace())


@require_POST
@roles_allowed(*KEEPERS)
def add_place(request: WorkerRequest) -> HttpResponse:
    form = forms.NewPlace(request.POST)
    if form.is_valid():
        clean = form.cleaned_data
        try:
            services.add_place(name=clean["name"], lon=clean["lon"], lat=clean["lat"], by=request.worker, at=now())
        except PlaceNameTaken as problem:
            form.add_error("name", problem.message())
        else:
            messages.success(request, _("The place was added."))
            return redirect("geo:places")
    return _places_page(request, form, status=422)


@require_POST
@roles_allowed(*KEEPERS)
def set_place_active(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    place = selectors.get_place(public_id, viewer=request.worker)
    is_active = request.POST.get("active") == "yes"
    services.set_place_active(place=place, is_active=is_active, by=request.worker, at=now())
    said = _("The place is offered again.") if is_active else _("The place was retired. Records made there keep it.")
    messages.success(request, said)
    return redirect("geo:places")


@require_GET
@roles_allowed(*KEEPERS)
def layers(request: WorkerRequest) -> HttpResponse:
    territory = selectors.territory_of(request.worker.organization)
    props = {"map": selectors.map_props(request.worker)}
    context = {"layers": selectors.list_layers(), "territory": territory, "props": props}
    return render_page(request, "geo/layers.html", context)


@require_POST
@roles_allowed(*KEEPERS)
def choose_territory(request: WorkerRequest, code: str) -> HttpResponse:
    layer = selectors.get_layer(code, vintage=request.POST.get("vintage", ""))
    services.choose_territory(organization=request.worker.organization, layer=layer, at=now(), by=request.worker)
    messages.success(
        request, _("Your maps now draw this layer. Records made before are counted in its areas within minutes.")
    )
    return redirect("geo:layers")


def _places_page(request: WorkerRequest, form: forms.NewPlace, *, status: int = 200) -> HttpResponse:
    places_ = list(selectors.all_places(request.worker))
    points = [{"name": place.name, "lon": place.lon, "lat": place.lat} for place in places_ if place.is_active]
    props = {"map": selectors.map_props(request.worker), "points": points}
    where = {"lon": form.data.get("where.lon", ""), "lat": form.data.get("where.lat", "")}
    context = {"places": places_, "form": form, "props": props, "where": where}
    return render_page(request, "geo/places.html", context, status=status)
