"""The report of the stock, by item and by area, and its files."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.core.problems import NotFound
from tuque.insight import charts, figures, files, permissions, services, stock
from tuque.insight.choices import FilterChoices
from tuque.insight.heat import FEWEST_IN_EXPORT
from tuque.insight.views.board import Panel, as_file, caption
from tuque.insight.views.reports import read_filters

NAMES = ("items", "areas")


@require_GET
@roles_allowed(*permissions.REPORT_ROLES)
def show(request: WorkerRequest) -> HttpResponse:
    asked = read_filters(request)
    made = stock.get_stock_report(asked, viewer=request.worker)
    context = {
        "report": made,
        "panels": [_panel(name, made) for name in NAMES] if not made.is_empty else [],
        "choices": FilterChoices.for_viewer(request.worker, asked),
        "query": asked.as_query(),
        "fewest": FEWEST_IN_EXPORT,
        "organization": request.worker.organization,
    }
    return render_page(request, "insight/stock.html", context)


def _panel(name: str, made: stock.StockReport) -> Panel:
    by_item = name == "items"
    table = stock.items_table(made) if by_item else stock.areas_table(made)
    rows = stock.given_rows(made) if by_item else stock.area_rows(made)
    return Panel(
        name=name,
        title=_title(name),
        spec=charts.chart("stock", rows),
        heads=figures.heads_of(table),
        rows=figures.cells_of(table),
    )


def _title(name: str) -> str:
    return _("Given, by item") if name == "items" else _("Given, by area")


@require_GET
@roles_allowed(*permissions.REPORT_ROLES)
def download(request: WorkerRequest, name: str, kind: str) -> HttpResponse:
    if name not in NAMES or kind not in {"csv", "parquet", "png"}:
        raise NotFound
    at, asked = now(), read_filters(request)
    made = stock.get_stock_report(asked, viewer=request.worker)
    as_of = at.astimezone(request.worker.organization.zone)
    if kind == "png":
        rows = stock.given_rows(made) if name == "items" else stock.area_rows(made, in_file=True)
        left_out = 0 if name == "items" else sum(stock.hidden_of(made))
        words = caption(asked, as_of, left_out=left_out)
        body = charts.as_png(charts.chart("stock", rows), title=_title(name), caption=words)
    else:
        table = stock.items_table(made) if name == "items" else stock.areas_table(made, in_file=True)
        written = files.as_csv if kind == "csv" else files.as_parquet
        body = written(table.codes, table.rows, as_of=as_of)
    details: dict[str, object] = {"table": f"stock-{name}", "kind": kind, "filters": asked.records_query()}
    services.note_download("table", by=request.worker, at=at, details=details)
    return as_file(body, kind=kind, name=f"tuque-stock-{name}-{asked.starts_on}-{asked.ends_on}.{kind}")
