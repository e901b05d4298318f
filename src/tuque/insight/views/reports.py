"""The funder report, its PDF, and the unit costs behind it."""

from base64 import b64encode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.views.decorators.http import require_GET, require_http_methods

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.insight import filters, forms, paper, permissions, presence, report, report_map, services, words
from tuque.insight.choices import FilterChoices
from tuque.insight.heat import FEWEST_IN_EXPORT
from tuque.insight.views.board import as_file, panel

PANELS = ("day", "type", "outcome", "team")


def read_filters(request: WorkerRequest) -> filters.Filters:
    today = now().astimezone(request.worker.organization.zone).date()
    return filters.read(request.GET.dict(), today=today, default=filters.Period.QUARTER)


@require_GET
@roles_allowed(*permissions.REPORT_ROLES)
def show(request: WorkerRequest) -> HttpResponse:
    asked = read_filters(request)
    made = report.get_report(asked, viewer=request.worker, at=now())
    context = {
        "report": made,
        "board": made.board,
        "panels": [panel(name, made.board) for name in PANELS] if not made.board.is_empty else [],
        "choices": FilterChoices.for_viewer(request.worker, asked),
        "query": asked.as_query(),
        "map_picture": _picture(made),
        "fewest": FEWEST_IN_EXPORT,
        "patrols_url": presence.patrols_url(asked),
        "organization": request.worker.organization,
        "assumptions": words.ASSUMPTIONS,
        "misleading": words.MISLEADING,
        "may_add_costs": request.worker.holds(*permissions.COST_ROLES),
    }
    return render_page(request, "insight/report.html", context)


def _picture(made: report.Report) -> str:
    """The map as the address of a picture, which the page carries itself; empty without one."""
    drawn = report_map.as_svg(made)
    return f"data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}" if drawn else ""


@require_GET
@roles_allowed(*permissions.REPORT_ROLES)
def pdf(request: WorkerRequest) -> HttpResponse:
    """The report on paper, in the reader's language or the one asked for: funders read their own."""
    at = now()
    asked = read_filters(request)
    language = request.GET.get("language", "")
    with translation.override(language if language in {"en", "fr"} else translation.get_language()):
        made = report.get_report(asked, viewer=request.worker, at=at)
        body = paper.as_pdf(made, organization=request.worker.organization.name)
        written_in = translation.get_language()
    services.note_download(
        "report", by=request.worker, at=at, details={"filters": asked.records_query(), "language": written_in}
    )
    return as_file(body, kind="pdf", name=f"tuque-{asked.starts_on}-{asked.ends_on}-{written_in}.pdf")


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.REPORT_ROLES)
def costs(request: WorkerRequest) -> HttpResponse:
    may_add = request.worker.holds(*permissions.COST_ROLES)
    form = forms.AddUnitCost(request.POST or None)
    if request.method == "POST":
        permissions.check_can_add_costs(request.worker)
        if form.is_valid():
            services.add_unit_cost(by=request.worker, at=now(), **form.cleaned_data)
            return redirect("insight:costs")
    context = {"costs": report.list_unit_costs(request.worker), "form": form, "may_add": may_add}
    return render_page(request, "insight/costs.html", context, status=422 if form.errors else 200)
