"""The figures of a year, to be read and to be taken along."""

from datetime import datetime

from django.http import HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.audit import api as audit
from tuque.contact_centre import permissions
from tuque.contact_centre.annual import counting, words
from tuque.contact_centre.annual.years import Year, years_between
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.core.problems import NotFound
from tuque.core.suppression import FEWEST
from tuque.core.tables import csv_lines


@require_GET
@roles_allowed(*permissions.SUPERVISORS)
def year(request: WorkerRequest) -> HttpResponse:
    """Counts alone: nobody is in them."""
    at, organization = now(), request.worker.organization
    years, chosen = _years(request, at)
    since, until = chosen.bounds(organization.zone)
    found = counting.read(organization, chosen, at=at)
    context = {
        "years": [
            ("calendar", [one for one in years if not one.is_fiscal]),
            ("fiscal", [one for one in years if one.is_fiscal]),
        ],
        "chosen": chosen,
        "since": since,
        "is_over": until <= at,
        "columns": words.columns(),
        "contacts": words.row_lines(found.contacts),
        "care": words.row_lines(found.care),
        "fewest": FEWEST,
        "as_of": at.astimezone(organization.zone),
    }
    return render_page(request, "contact_centre/annual/year.html", context)


@require_GET
@roles_allowed(*permissions.SUPERVISORS)
def file(request: WorkerRequest) -> StreamingHttpResponse:
    """The same, as a table."""
    at, organization = now(), request.worker.organization
    _offered, chosen = _years(request, at)
    found = counting.read(organization, chosen, at=at)
    audit.record("contact_centre.year_taken", by=request.worker, at=at, details={"year": chosen.code})
    name = f"line-{chosen.code}-as-of-{at.astimezone(organization.zone):%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        csv_lines(words.FILE_COLUMNS, list(words.file_rows(found))),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _years(request: WorkerRequest, at: datetime) -> tuple[list[Year], Year]:
    """Those since the line began, and the one that is asked for: this calendar year where none is."""
    organization = request.worker.organization
    years = years_between(counting.first_day(organization, at=at), at.astimezone(organization.zone).date())
    code = request.GET.get("year") or years[0].code
    chosen = next((one for one in years if one.code == code), None)
    if chosen is None:
        raise NotFound
    return years, chosen
