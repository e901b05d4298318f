"""How many people, when, speaking what, and what each point costs."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.contact_centre import permissions, staffing_words
from tuque.contact_centre.forms.staffing import HistoryForm, StaffingForm, usual
from tuque.contact_centre.planning import example as examples
from tuque.contact_centre.planning.staffing import Assumptions
from tuque.contact_centre.selectors import staffing as selectors
from tuque.contact_centre.services import history as services
from tuque.contact_centre.views.drawing import as_svg
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.core.problems import NotFound
from tuque.core.tables import csv_lines

EXAMPLE_DAYS, EXAMPLE_A_DAY = 84, 200.0


@require_GET
@roles_allowed(*permissions.READERS)
def staffing(request: WorkerRequest) -> HttpResponse:
    return _page(request)


@require_POST
@roles_allowed(*permissions.PLANNERS)
def history(request: WorkerRequest) -> HttpResponse:
    form = HistoryForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            rows = services.keep_history(form.cleaned_data["file"], by=request.worker, at=now())
        except services.HistoryUnreadable as problem:
            form.add_error("file", problem.message())
        else:
            text = ngettext("%(count)s row was kept.", "%(count)s rows were kept.", rows) % {"count": rows}
            messages.success(request, text)
            return redirect("contact_centre:staffing")
    return _page(request, form, status=422)


@require_GET
@roles_allowed(*permissions.READERS)
def picture(request: WorkerRequest) -> HttpResponse:
    found = _staffing(request)
    from tuque.contact_centre.simulator import pictures  # Altair is read in with the first picture

    spec = pictures.people_by_quarter(
        need=found.asked.need.people,
        low=found.fewer.people,
        high=found.more.people,
        planned=found.planned_people,
        words=staffing_words.of_picture(),
    )
    return as_svg(spec)


@require_GET
@roles_allowed(*permissions.READERS)
def download(request: WorkerRequest) -> StreamingHttpResponse:
    found = _staffing(request)
    name = f"staffing-{found.forecast.day.isoformat()}.csv"
    return StreamingHttpResponse(
        csv_lines(staffing_words.COLUMNS, staffing_words.quarter_rows(found)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_GET
@roles_allowed(*permissions.READERS)
def example(request: WorkerRequest) -> StreamingHttpResponse:
    """Invented contacts of before, in the form that `history` reads."""
    today = now().astimezone(request.worker.organization.zone).date()
    return StreamingHttpResponse(
        csv_lines(services.COLUMNS, examples.rows(until=today, days=EXAMPLE_DAYS, a_day=EXAMPLE_A_DAY, seed=1)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="invented-contacts.csv"'},
    )


def _staffing(request: WorkerRequest) -> selectors.Staffing:
    form = StaffingForm(request.GET)
    found = selectors.staff(request.worker.organization, *_asked(form), at=now()) if form.is_valid() else None
    if found is None:
        raise NotFound
    return found


def _asked(form: StaffingForm) -> tuple[date, Assumptions]:
    return form.cleaned_data["day"], form.assumptions()


def _page(request: WorkerRequest, file_form: HistoryForm | None = None, *, status: int = 200) -> HttpResponse:
    organization, moment = request.worker.organization, now()
    tomorrow = moment.astimezone(organization.zone).date() + timedelta(days=1)
    asked = StaffingForm(request.GET) if "day" in request.GET else None
    day = asked.cleaned_data["day"] if asked and asked.is_valid() else tomorrow
    week = selectors.foresee(organization, day, at=moment)
    context: dict[str, object] = {
        "form": asked or StaffingForm(initial=usual() | {"day": tomorrow}),
        "file_form": file_form or HistoryForm(),
        "week": week[0] if week else [],
        "quality": week[1] if week else None,
        "holiday_places": staffing_words.places(selectors.holiday_regions(organization)),
        "day": day,
        "query": request.GET.urlencode(),
    }
    if asked and not asked.is_valid():
        status = 422
    elif asked and week:
        found = selectors.staff(organization, *_asked(asked), at=moment)
        if found:
            context |= staffing_words.of_page(found)
    return render_page(request, "contact_centre/staffing.html", context, status=status)
