"""What a director or a lead sets up: lines, their hours and closures."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.channels import forms, lines, permissions, selectors, services
from tuque.channels.codes import Opening
from tuque.channels.models import Line
from tuque.channels.problems import CodeTaken
from tuque.core.clock import now
from tuque.core.pages import render_page

managers = roles_allowed(*permissions.CONFIGURES)


@managers
@require_GET
def every(request: WorkerRequest) -> HttpResponse:
    """The organization's lines, and how each stands now."""
    found = [lines.find(line, at=now()) for line in selectors.list_lines(request.worker)]
    return render_page(request, "channels/lines.html", {"found": found})


@managers
@require_http_methods(["GET", "POST"])
def add(request: WorkerRequest) -> HttpResponse:
    form = forms.LineForm(request.POST or None, initial={"languages": ["en", "fr"], "channels": ["chat"]})
    if request.method == "POST" and form.is_valid():
        try:
            line = services.add_line(**form.values, by=request.worker, at=now())
        except CodeTaken as problem:
            form.add_error("code", problem.message())
        else:
            services.set_ways(line=line, ways=form.ways, by=request.worker, at=now())
            messages.success(request, _("Saved. Say below when it answers."))
            return redirect("channels:hours", line.public_id)
    return render_page(request, "channels/line.html", {"form": form}, status=422 if form.errors else 200)


@managers
@require_http_methods(["GET", "POST"])
def change(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    line = selectors.get_line(public_id, viewer=request.worker)
    form = forms.LineForm(request.POST or None, line=line, initial=forms.values_of(line))
    if request.method == "POST" and form.is_valid():
        values = {**form.values, "is_in_use": "is_in_use" in request.POST}
        services.change_line(line=line, by=request.worker, at=now(), **values)
        services.set_ways(line=line, ways=form.ways, by=request.worker, at=now())
        messages.success(request, _("Saved."))
        return redirect("channels:lines")
    context = {"form": form, "line": line, "is_in_use": "is_in_use" in request.POST if form.errors else line.is_in_use}
    return render_page(request, "channels/line.html", context, status=422 if form.errors else 200)


@managers
@require_http_methods(["GET", "POST"])
def hours(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    line = selectors.get_line(public_id, viewer=request.worker)
    if request.method == "GET":
        return hours_page(request, line, forms.HoursForm.of(line))
    form = forms.HoursForm.read(line, request.POST)
    if form.has_errors:
        return hours_page(request, line, form, status=422)
    services.change_line(line=line, by=request.worker, at=now(), time_zone=form.time_zone, holidays_of=form.holidays_of)
    services.set_hours(line=line, opening=Opening(form.opening), hours=form.hours, by=request.worker, at=now())
    messages.success(request, _("Saved."))
    return redirect("channels:hours", line.public_id)


@managers
@require_POST
def close(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    line = selectors.get_line(public_id, viewer=request.worker)
    form = forms.ClosureForm(request.POST, zone=line.zone)
    if not form.is_valid():
        return hours_page(request, line, forms.HoursForm.of(line), closure=form, status=422)
    clean = form.cleaned_data
    services.add_closure(
        line=line,
        starts_at=clean["starts"],
        ends_at=clean["ends"],
        reason_en=clean["reason_en"],
        reason_fr=clean["reason_fr"],
        by=request.worker,
        at=now(),
    )
    messages.success(request, _("Saved."))
    return redirect("channels:hours", line.public_id)


@managers
@require_POST
def reopen(request: WorkerRequest, public_id: UUID, closure_id: UUID) -> HttpResponse:
    closure = selectors.get_closure(public_id, closure_id, viewer=request.worker)
    services.remove_closure(closure=closure, by=request.worker, at=now())
    messages.success(request, _("Saved."))
    return redirect("channels:hours", public_id)


def hours_page(
    request: HttpRequest,
    line: Line,
    form: forms.HoursForm,
    *,
    closure: forms.ClosureForm | None = None,
    status: int = 200,
) -> HttpResponse:
    closures = [
        (
            one,
            one.starts_at.astimezone(line.zone).replace(tzinfo=None),
            one.ends_at.astimezone(line.zone).replace(tzinfo=None),
        )
        for one in line.closures.filter(ends_at__gt=now()).order_by("starts_at")
    ]
    context = {
        "line": line,
        "here": lines.find(line, at=now()),
        "form": form,
        "closures": closures,
        "closure": closure or forms.ClosureForm(zone=line.zone),
        "openings": Opening.choices,
        "places": lines.place_names(),
    }
    return render_page(request, "channels/hours.html", context, status=status)
