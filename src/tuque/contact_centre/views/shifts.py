"""The shift plan: a week read, a shift added or taken away, a week copied, the table downloaded."""

from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.contact_centre import permissions, words
from tuque.contact_centre.forms.shifts import ShiftForm, WeekForm
from tuque.contact_centre.planning.rota import week_of
from tuque.contact_centre.selectors import rota
from tuque.contact_centre.services import shifts as services
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.core.tables import csv_lines


@require_GET
@roles_allowed(*permissions.READERS)
def shifts(request: WorkerRequest) -> HttpResponse:
    return _page(request)


@require_POST
@roles_allowed(*permissions.PLANNERS)
def plan(request: WorkerRequest) -> HttpResponse:
    form = ShiftForm(request.POST, viewer=request.worker)
    if form.is_valid():
        try:
            shift = services.plan_shift(form.shift(), by=request.worker, at=now())
        except services.AlreadyPlanned as problem:
            form.add_error("worker", problem.message())
        else:
            messages.success(request, _("The shift is in the plan."))
            return _to_week(shift.starts_at.astimezone(request.worker.organization.zone).date())
    return _page(request, form, status=422)


@require_POST
@roles_allowed(*permissions.PLANNERS)
def remove(request: WorkerRequest, shift_id: UUID) -> HttpResponse:
    services.remove_shift(shift_id, by=request.worker, at=now())
    messages.success(request, _("The shift was removed from the plan."))
    return _to_week(_week_asked(request))


@require_POST
@roles_allowed(*permissions.PLANNERS)
def copy(request: WorkerRequest) -> HttpResponse:
    monday = week_of(_week_asked(request))[0]
    count = services.copy_week(monday, by=request.worker, at=now())
    text = ngettext("%(count)s shift was copied.", "%(count)s shifts were copied.", count) % {"count": count}
    messages.success(request, text)
    return _to_week(monday + timedelta(days=7))


@require_GET
@roles_allowed(*permissions.READERS)
def download(request: WorkerRequest) -> StreamingHttpResponse:
    """The week as a table for spreadsheets, instants in local time."""
    monday, zone = week_of(_week_asked(request))[0], request.worker.organization.zone
    rows = [
        (
            shift.worker.name if shift.worker else "",
            shift.centre,
            " ".join(shift.languages),
            " ".join(shift.skills),
            shift.starts_at.astimezone(zone),
            shift.ends_at.astimezone(zone),
            shift.pause_at.astimezone(zone) if shift.pause_at else None,
            shift.pause_minutes,
        )
        for shift in rota.list_shifts(request.worker, monday=monday)
    ]
    head = ("who", "centre", "languages", "skills", "starts_at", "ends_at", "break_at", "break_minutes")
    name = f"shifts-{monday.isoformat()}.csv"
    return StreamingHttpResponse(
        csv_lines(head, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _week_asked(request: WorkerRequest) -> date:
    form = WeekForm(request.POST if request.method == "POST" else request.GET)
    today = now().astimezone(request.worker.organization.zone).date()
    return form.cleaned_data["week"] if form.is_valid() else today


def _to_week(day: date) -> HttpResponse:
    return redirect(f"{reverse('contact_centre:shifts')}?week={day.isoformat()}")


def _page(request: WorkerRequest, form: ShiftForm | None = None, *, status: int = 200) -> HttpResponse:
    written = form.cleaned_data.get("day") if form else None
    week = week_of(written or _week_asked(request))
    zone = request.worker.organization.zone
    planned = list(rota.list_shifts(request.worker, monday=week[0]))
    by_day = {
        day: [words.shift_line(shift, zone) for shift in shifts]
        for day, shifts in groupby(planned, key=lambda shift: shift.starts_at.astimezone(zone).date())
    }
    context = {
        "week": week[0],
        "last_day": week[-1],
        "before": week[0] - timedelta(days=7),
        "after": week[0] + timedelta(days=7),
        "days": [(day, by_day.get(day, [])) for day in week],
        "count": len(planned),
        "form": form or ShiftForm(viewer=request.worker, initial={"day": week[0], "languages": ["en"]}),
        "centres": rota.list_centres(request.worker),
    }
    return render_page(request, "contact_centre/shifts.html", context, status=status)
