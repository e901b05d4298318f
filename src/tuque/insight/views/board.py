"""The board: one page, and the part of it that is asked for again as interactions arrive."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.core.clock import now
from tuque.core.pages import render_page, render_part
from tuque.core.problems import NotFound
from tuque.insight import charts, figures, files, filters, leaving, permissions, selectors, services
from tuque.insight.board import Board
from tuque.insight.choices import FilterChoices
from tuque.stock import api as stock

ORDER = ("day", "type", "hour", "type-hour", "area", "team", "outcome", "action", "follow-up")


@dataclass(frozen=True)
class Panel:
    """One chart with its table and its files."""

    name: str
    title: str
    spec: dict[str, Any]
    heads: list[str]
    rows: list[tuple[str, list[Any]]]
    note: str = ""

    @property
    def props_id(self) -> str:
        return f"chart-{self.name}-props"

    @property
    def by_origin(self) -> bool:
        return self.name in {"day", "type", "area", "team"}

    @property
    def keeps_back(self) -> bool:
        """Whether its files leave small counts out."""
        return self.name not in leaving.BY_TIME

    @property
    def props(self) -> dict[str, object]:
        return {"spec": self.spec, "label": self.title}


@require_GET
@roles_allowed(*permissions.BOARD_ROLES)
def board(request: WorkerRequest) -> HttpResponse:
    asked = read_filters(request)
    seen = request.GET.get("seen", "")
    made = selectors.get_board(asked, viewer=request.worker, at=now())
    context = {"board": made, "choices": FilterChoices.for_viewer(request.worker, asked), "query": asked.as_query()}
    if request.htmx and seen == str(made.sequence):
        # Nothing changed: only the time of reading does, so that charts are not drawn again for nothing.
        response = render_page(request, "insight/_as_of.html", context)
        response["HX-Retarget"], response["HX-Reswap"] = "#as-of", "outerHTML"
        return response
    panels = [panel(name, made) for name in ORDER if _has_something(name, made)]
    context |= {"panels": panels, "today_panel": panel("today", made)}
    context |= {"stock": stock.alarm_notice(request.worker, now()) if not request.htmx else None}
    return render_part(request, page="insight/board.html", part="insight/_board.html", context=context)


def _has_something(name: str, made: Board) -> bool:
    """Where no form and no import asked what was done or whether to come back, a chart of it would say nothing."""
    if name == "action":
        return made.says_what_was_done
    return made.says_follow_up if name == "follow-up" else not made.is_empty


def read_filters(request: WorkerRequest) -> filters.Filters:
    today = now().astimezone(request.worker.organization.zone).date()
    return filters.read(request.GET.dict(), today=today)


def panel(name: str, made: Board) -> Panel:
    table = figures.table(name, made)
    return Panel(
        name=name,
        title=figures.title(name, made),
        spec=charts.chart(name, figures.chart_rows(name, made)),
        heads=figures.heads_of(table),
        rows=figures.cells_of(table),
        note=_note(name, made),
    )


def _note(name: str, made: Board) -> str:
    if name == "area" and len(made.by_area) > figures.MOST_AREAS:
        return _("The chart shows the %(count)s areas with the most; the table shows all of them.") % {
            "count": figures.MOST_AREAS
        }
    if name in {"action", "follow-up"}:
        return _note_of_the_unsaid(name, made)
    if name == "type-hour":
        return _("Each small chart has its own height: compare the shapes, not the heights.")
    return ""


def _note_of_the_unsaid(name: str, made: Board) -> str:
    lines = made.by_action if name == "action" else made.by_follow_up
    count = sum(line.records for line in lines if not line.key)
    words = [_("A record that says several things counts in each of them.")] if name == "action" else []
    if count:
        unsaid = ngettext(
            "%(count)s record says nothing of it: only the table counts it.",
            "%(count)s records say nothing of it: only the table counts them.",
            count,
        )
        words.append(unsaid % {"count": number_format(count, 0, force_grouping=True)})
    return " ".join(words)


@require_GET
@roles_allowed(*permissions.BOARD_ROLES)
def download(request: WorkerRequest, name: str, kind: str) -> HttpResponse:
    """One table of the board as a file, or its chart as a picture."""
    if name not in figures.TABLES or kind not in {"csv", "parquet", "png"}:
        raise NotFound
    at = now()
    asked = read_filters(request)
    made = selectors.get_board(asked, viewer=request.worker, at=at)
    table = leaving.table(name, figures.table(name, made))
    if kind == "csv":
        body = files.as_csv(table.codes, table.rows, as_of=made.as_of)
    elif kind == "parquet":
        body = files.as_parquet(table.codes, table.rows, as_of=made.as_of)
    else:
        drawn = charts.chart(name, figures.chart_rows(name, leaving.board(made)))
        left_out = sum(bool(row[-1]) for row in table.rows) if name not in leaving.BY_TIME else 0
        words = caption(asked, made.as_of, left_out=left_out)
        body = charts.as_png(drawn, title=figures.title(name, made), caption=words)
    services.note_download(
        "table", by=request.worker, at=at, details={"table": name, "kind": kind, "filters": asked.records_query()}
    )
    return as_file(body, kind=kind, name=f"tuque-{name}-{asked.starts_on}-{asked.ends_on}.{kind}")


def caption(asked: filters.Filters, as_of: datetime, *, left_out: int = 0) -> str:
    """The period of a picture, the age of its data, and how many lines it leaves out because they are small."""
    period = _("From %(from)s to %(to)s") % {
        "from": date_format(asked.starts_on, "DATE_FORMAT"),
        "to": date_format(asked.ends_on, "DATE_FORMAT"),
    }
    said = {"time": f"{as_of:%H:%M:%S}", "day": date_format(as_of, "DATE_FORMAT")}
    words = [period, _("Data as of %(time)s, %(day)s") % said]
    if left_out:
        small = ngettext("%(count)s line with few left out", "%(count)s lines with few left out", left_out)
        words.append(small % {"count": left_out})
    return " · ".join(words)


def as_file(body: bytes, *, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=files.CONTENT_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
