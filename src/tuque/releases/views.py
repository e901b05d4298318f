"""The page where the director gives a program a key, and the description of the interface."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuque.accounts.api import WorkerRequest, limits, public, roles_allowed
from tuque.core.clock import day_bounds, now
from tuque.core.pages import render_page
from tuque.releases import exports, forms, selectors, services
from tuque.releases.endpoints.root import api
from tuque.releases.openrosa import offers
from tuque.releases.permissions import MAY_HAVE_DEVICES, MAY_MANAGE_TOKENS, MAY_SEE_DEVICES
from tuque.releases.scopes import Scope
from tuque.releases.wording import in_words

PLACES = {"path": gettext_lazy("in the address"), "query": gettext_lazy("after the question mark")}


@roles_allowed(*MAY_MANAGE_TOKENS)
@require_http_methods(["GET", "POST"])
def tokens(request: WorkerRequest) -> HttpResponse:
    """List the organization's tokens; a POST makes one and shows its secret once."""
    form = forms.NewToken(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        moment = now()
        _token, secret = services.create_token(
            name=form.cleaned_data["name"],
            scopes=[Scope(code) for code in form.cleaned_data["scopes"]],
            expires_at=moment + form.duration(),
            by=request.worker,
            at=moment,
        )
        form = forms.NewToken()
    context = {
        "form": form,
        "secret": secret,
        "tokens": selectors.list_tokens(viewer=request.worker),
        "now": now(),
        "address": request.build_absolute_uri("/api/v1/"),
    }
    return render_page(request, "releases/tokens.html", context, status=422 if form.errors else 200)


@roles_allowed(*MAY_MANAGE_TOKENS)
@require_POST
def revoke(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    token = selectors.get_token(public_id, viewer=request.worker)
    services.revoke_token(token, by=request.worker, at=now())
    messages.success(request, _("The token was revoked: it opens nothing any more."))
    return redirect("releases:tokens")


@roles_allowed(*MAY_SEE_DEVICES)
@require_http_methods(["GET", "POST"])
def devices(request: WorkerRequest) -> HttpResponse:
    """The viewer's own devices with ODK Collect or Enketo; a POST makes a password for one and shows it once."""
    worker = request.worker
    form = forms.NewDevice(request.POST or None, teams=worker.teams)
    made = None
    if request.method == "POST" and form.is_valid():
        name, moment = form.cleaned_data["name"], now()
        device, password = services.create_device(name=name, team=form.chosen_team(), by=worker, at=moment)
        made = offers.Connection(request.build_absolute_uri("/openrosa"), device.username, password)
        form = forms.NewDevice(teams=worker.teams)
    context = {
        "form": form,
        "made": made,
        "devices": selectors.list_devices(viewer=worker),
        "now": now(),
        "may_have_one": worker.holds(*MAY_HAVE_DEVICES),
        "not_offered": offers.not_offered(viewer=worker),
    }
    return render_page(request, "releases/devices.html", context, status=422 if form.errors else 200)


@roles_allowed(*MAY_SEE_DEVICES)
@require_POST
def revoke_device(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    device = selectors.get_device(public_id, viewer=request.worker)
    services.revoke_device(device, by=request.worker, at=now())
    messages.success(request, _("The device was revoked: it takes and sends nothing any more."))
    return redirect("releases:devices")


@roles_allowed(*exports.MAY_EXPORT)
@require_GET
def export(request: WorkerRequest) -> HttpResponseBase:
    """The page that asks which part of the log to take away; with `format=csv`, the table itself, line by line."""
    categories = exports.list_categories(viewer=request.worker)
    form = forms.Export(request.GET or None, categories=categories)
    wanted_file = request.GET.get("format") == "csv"
    if not wanted_file or not form.is_valid():
        context = {"form": form, "now": now()}
        return render_page(request, "releases/export.html", context, status=422 if form.errors else 200)
    limits.check(request, "export")
    zone = request.worker.organization.zone
    first, last = form.cleaned_data["starts_on"], form.cleaned_data["ends_on"]
    wanted = exports.Wanted(
        starts_at=day_bounds(first, zone=zone)[0] if first else None,
        ends_at=day_bounds(last, zone=zone)[1] if last else None,
        form_code=form.cleaned_data["form_code"],
        questions=exports.questions_of(form.cleaned_data["form_code"], viewer=request.worker),
    )
    lines = exports.export_interactions(wanted, viewer=request.worker, at=now())
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="tuque-{now():%Y-%m-%d}.csv"'
    return response


@public(reason="A partner's programmer reads what the interface offers before asking for a token.")
@require_GET
def description(request: HttpRequest) -> HttpResponse:
    """The interface for people: each address with what it takes, made from the same description that programs read."""
    schema = api.get_openapi_schema()
    operations = [
        {
            "method": method.upper(),
            "path": path,
            "summary": in_words(details["summary"]),
            "description": in_words(details.get("description", "")),
            "parameters": [
                {
                    "name": one["name"],
                    "place": PLACES[one["in"]],
                    "what": in_words(one["schema"].get("description", "")),
                }
                for one in details.get("parameters", [])
            ],
        }
        for path, methods in schema["paths"].items()
        for method, details in methods.items()
    ]
    return render_page(request, "releases/description.html", {"operations": operations, "schema": schema})
