"""Files brought into the directory from the portal: read, looked at, let through or set aside."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuque.accounts.api import WorkerRequest, limits, roles_allowed
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.core.problems import NotFound
from tuque.core.tables import csv_lines
from tuque.directory import forms, labels, permissions, selectors
from tuque.directory.exports import choosing
from tuque.directory.imports import mapping, reasons
from tuque.directory.models import ImportRun, Source
from tuque.directory.models.sources import RunState
from tuque.directory.problems import AlreadyDecided, FeedRefused, SourceUnfit
from tuque.directory.services import feeds, receiving, sources

SHOWN = 100
NOTHING_READ = {"read": 0, "taken": 0, "repeated": 0, "refused": 0, "mended": 0}
LARGEST = 100 * 1024 * 1024
TABLES = {"organization", "service", "location", "service_at_location", "address", "phone", "schedule", "language"}


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.KEEPERS)
def imports(request: WorkerRequest) -> HttpResponse:
    form = forms.FeedForm(
        request.POST or None,
        request.FILES or None,
        mappings=list(mapping.shipped()),
        initial={"language": request.worker.language},
    )
    if request.method == "POST":
        limits.check(request, "import")
        if form.is_valid():
            clean, at = form.cleaned_data, now()
            try:
                sources.check_code(clean["source"])
                columns = _columns(clean["file"], clean["mapping"], clean["own_mapping"])
            except SourceUnfit as problem:
                form.add_error("source", problem.message())
            except FeedRefused as problem:
                form.add_error("file", problem.message())
            else:
                run = receiving.receive(
                    file=clean["file"],
                    file_name=clean["file"].name,
                    code=clean["source"],
                    about={name: clean[name] for name in ("name", "language", "licence")},
                    columns=columns,
                    by=request.worker,
                    at=at,
                )
                return redirect("directory:import", run.public_id)
    context = {
        "form": form,
        "runs": selectors.list_runs(request.worker)[:30],
        "sources": selectors.list_sources(request.worker),
    }
    return render_page(request, "directory/imports.html", context, status=422 if form.errors else 200)


def _columns(file: "UploadedFile[Any]", known: str, own: str) -> str:
    """The mapping as it is written; empty where there is none. What is in the file is looked at later. Raises FeedRefused."""
    if (file.size or 0) > LARGEST:
        raise FeedRefused(reason="too_large")
    text = own if own.strip() else mapping.shipped()[known].read_text(encoding="utf-8") if known else ""
    try:
        if text:
            mapping.load(text)
    except mapping.MappingUnusable as problem:
        raise FeedRefused(reason=f"mapping_{problem.code}", value=problem.value) from problem
    return text


@require_GET
@roles_allowed(*permissions.KEEPERS)
def run(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """What a file would change, or changed; while it is read or written, how far that is."""
    found = selectors.get_run(public_id, viewer=request.worker)
    state = _state(found)
    if request.htmx:
        return render_page(request, "directory/_import_state.html", state)
    if not found.format:
        return render_page(request, "directory/import_read.html", state)
    counts = found.counts
    changes = counts.get("written") or counts.get("changes") or {}
    read = counts.get("read", {})
    if "holiday_schedules" in read and "special_days" in changes:  # HSDS 1.x calls them so
        changes = {"holiday_schedules": changes["special_days"], **changes}
        del changes["special_days"]
    gone = [name for name, change in changes.items() if name not in read and change.get("gone")]
    tables = [
        (name, labels.table(name), read.get(name, NOTHING_READ), changes.get(name, {})) for name in (*read, *gone)
    ]
    refused = [reasons.line_in_words(line) for line in found.refused[:SHOWN]]
    examples = [
        (labels.table(name), row, _in_words(name, fields))
        for name, rows in counts.get("examples", {}).items()
        for row, fields in list(rows.items())[:10]
    ]
    drops = [(labels.table(name), round(100 * share)) for name, share in counts.get("drops", {}).items()]
    kept_out = [(labels.table(name), *told) for name, told in counts.get("kept_out", {}).items()]
    context = {
        **state,
        "tables": tables,
        "refused": refused,
        "examples": examples[:30],
        "gone": [(labels.table(name), ids[:20]) for name, ids in counts.get("gone", {}).items()],
        "drops": drops,
        "kept_out": kept_out,
        "findings": counts.get("findings", len(found.refused)),
        "two_sites": counts.get("two_sites", [])[:20],
        "inactive": counts.get("inactive", [])[:20],
        "is_waiting": feeds.is_waiting(found, at=now()),
    }
    return render_page(request, "directory/import.html", context)


def _in_words(table: str, fields: Mapping[str, list[str]]) -> list[tuple[object, list[str]]]:
    reader = (get_language() or "en")[:2]
    return [
        (labels.label(field), [labels.value(table, field, one, reader=reader) for one in pair])
        for field, pair in fields.items()
    ]


def _state(run: ImportRun) -> dict[str, object]:
    how_far = receiving.how_far(run) if run.is_being_read else None
    return {
        "run": run,
        "is_asked": run.state == RunState.ASKED,
        "writes": feeds.writes(run),
        "how_far": how_far,
        "is_quiet": how_far is not None and how_far.is_quiet(now()),
        "problem": receiving.problem_of(run) if run.is_unreadable else "",
    }


@require_POST
@roles_allowed(*permissions.KEEPERS)
def decide(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    found = selectors.get_run(public_id, viewer=request.worker)
    try:
        if request.POST.get("do") == "read":
            receiving.again(run=found, by=request.worker, at=now())
        elif request.POST.get("do") == "apply":
            if feeds.ask(run=found, by=request.worker, at=now()):
                messages.success(request, _("The records are in the directory."))
        else:
            feeds.drop(run=found, by=request.worker, at=now())
            messages.success(request, _("The file was set aside. Nothing changed."))
    except AlreadyDecided as problem:
        messages.warning(request, problem.message())
    return redirect("directory:import", public_id)


@require_GET
@roles_allowed(*permissions.KEEPERS)
def refusals(request: WorkerRequest, public_id: UUID) -> StreamingHttpResponse:
    """All that was refused or mended, row by row, in the words of who reads it."""
    found: ImportRun = selectors.get_run(public_id, viewer=request.worker)
    lines = csv_lines(reasons.heading(), _spoken(feeds.findings_of(found), get_language() or "en"))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.public_id}.refused.csv"'
    return response


def _spoken(lines: Iterable[list[str]], language: str) -> Iterator[list[str]]:
    """Each line in the reader's language: it is written while the answer leaves, after the request."""
    with translation.override(language):
        yield from lines


@require_POST
@roles_allowed(*permissions.KEEPERS)
def take(request: WorkerRequest, code: str) -> HttpResponseBase:
    """A whole source as an HSDS data package, confidential records too: recorded."""
    limits.check(request, "export")
    source = Source.objects.filter(organization_id=request.worker.organization_id, code=code).first()
    if source is None:
        raise NotFound
    feeds.note_taken(source=source, by=request.worker, at=now())
    response = HttpResponse(choosing.everything(source), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{source.code}-hsds.zip"'
    return response
