"""The privacy officer reads who did or saw what; and what a stolen access opened."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tuque.accounts.api import Role, Worker, WorkerRequest, roles_allowed
from tuque.audit import reaching, selectors, services
from tuque.audit.models import AuditRecord
from tuque.audit.selectors import Filters
from tuque.audit.sentences import SENTENCES
from tuque.core.clock import now
from tuque.core.pages import render_page, render_part
from tuque.core.tables import csv_lines

MOST_SHOWN = 200


class FilterForm(forms.Form):
    worker = forms.ChoiceField(label=_("Who"), required=False)
    action = forms.ChoiceField(label=_("What"), required=False)
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    subject = forms.UUIDField(label=_("Participant or record (its id)"), required=False)

    def __init__(self, *args: object, viewer: Worker, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        actions = [(code, code) for code in sorted(SENTENCES)]
        self.fields["worker"].choices = [("", _("Everyone")), *_workers(viewer)]  # type: ignore[attr-defined]
        self.fields["action"].choices = [("", _("Everything")), *actions]  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        values = self.cleaned_data if self.is_valid() else {}
        return Filters(
            worker=values.get("worker") or None,
            action=values.get("action") or "",
            day=values.get("day"),
            subject=values.get("subject"),
        )


class DrillForm(forms.Form):
    worker = forms.ChoiceField(label=_("Whose access"))
    since = forms.DateTimeField(
        label=_("Since"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )

    def __init__(self, *args: object, viewer: Worker, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["worker"].choices = [("", _("Choose")), *_workers(viewer)]  # type: ignore[attr-defined]
        self.zone = viewer.organization.zone

    def clean_since(self) -> datetime:
        said: datetime = self.cleaned_data["since"]
        return said.replace(tzinfo=self.zone)


def _workers(viewer: Worker) -> list[tuple[str, str]]:
    return [(str(worker.public_id), worker.name) for worker in selectors.list_workers(viewer=viewer)]


@roles_allowed(Role.PRIVACY_OFFICER)
@require_GET
def list_records(request: WorkerRequest) -> HttpResponse:
    """One page of records. Reading them is recorded too, once for each first page."""
    form = FilterForm(request.GET or None, viewer=request.worker)
    filters, before = form.filters(), _before(request)
    page = selectors.Page([], "")
    if not form.errors:
        page = selectors.get_page(viewer=request.worker, filters=filters, before=before)
    lines = selectors.in_lines(page.rows, viewer=request.worker)
    if before is None:
        with transaction.atomic():
            services.record("audit.records_read", at=now(), by=request.worker)
    query = request.GET.copy()
    query.pop("before", None)
    context = {
        "form": form,
        "page": page,
        "lines": lines,
        "query": query.urlencode(),
        "as_of": now(),
        "is_first": before is None,
    }
    return render_part(request, page="audit/records.html", part="audit/_records.html", context=context)


def _before(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("before", ""))
    except ValueError:
        return None


@roles_allowed(Role.PRIVACY_OFFICER)
@require_GET
def drill(request: WorkerRequest) -> HttpResponseBase:
    """Someone's phone was stolen: what was opened with their access since then, and what could have been; the first as a
    table with `format=csv`."""
    at = now()
    form = DrillForm(request.GET or None, viewer=request.worker)
    context: dict[str, object] = {"form": form, "as_of": at}
    if form.is_bound and form.is_valid():
        found = selectors.opened_since(
            form.cleaned_data["worker"], viewer=request.worker, since=form.cleaned_data["since"]
        )
        with transaction.atomic():
            services.record("audit.drill_made", at=at, by=request.worker)
            rows = list(found)
        if request.GET.get("format") == "csv":
            return _as_table(rows, viewer=request.worker)
        query = request.GET.copy()
        query["format"] = "csv"
        context |= {
            "reached": reaching.within_reach(
                form.cleaned_data["worker"], viewer=request.worker, since=form.cleaned_data["since"], at=at
            ),
            "rows": len(rows),
            "seen": len(selectors.ids_in(rows)),
            "lines": selectors.in_lines(rows[:MOST_SHOWN], viewer=request.worker),
            "most": MOST_SHOWN,
            "csv": query.urlencode(),
        }
    return render_page(request, "audit/drill.html", context, status=422 if form.errors else 200)


def _as_table(rows: list[AuditRecord], *, viewer: Worker) -> StreamingHttpResponse:
    """One line for each id that was shown, so that a spreadsheet counts people and records."""
    zone = viewer.organization.zone
    lines = (
        [
            row.at.astimezone(zone).isoformat(timespec="seconds"),
            row.action,
            row.purpose,
            row.subject_type,
            str(one or ""),
        ]
        for row in rows
        for one in dict.fromkeys([row.subject_id, *(row.seen or [])])
    )
    response = StreamingHttpResponse(
        csv_lines(["at", "act", "purpose", "kind", "id"], lines), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="opened.csv"'
    return response
