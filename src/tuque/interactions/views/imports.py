"""Import a log from the portal: choose a file, say what its columns mean, look at the first rows, then import."""

from uuid import UUID
from zoneinfo import available_timezones

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuque.accounts.api import Role, WorkerRequest, limits, roles_allowed
from tuque.core.clock import now
from tuque.core.pages import render_page, render_part
from tuque.geo import api as geo
from tuque.interactions import kept_files, names, permissions
from tuque.interactions.codes import BaseType, Status
from tuque.interactions.imports import conflicts, editing, taking_apart, uploads, word_rules
from tuque.interactions.imports.reasons import FLAG, ImportRefused
from tuque.interactions.models import ImportConflict, ImportUpload, Revision
from tuque.interactions.rows import state_of
from tuque.interactions.views.records import reason_in_words
from tuque.interactions.words import Names, changes

IMPORTERS = (Role.DIRECTOR, Role.ANALYST, Role.ADMINISTRATOR)
LARGEST = 500 * 1024 * 1024
ZONES = sorted(name for name in available_timezones() if name.startswith(("America/", "Europe/")))


@roles_allowed(*IMPORTERS)
@require_http_methods(["GET", "POST"])
def uploads_page(request: WorkerRequest) -> HttpResponse:
    """The imports so far, and where a new one begins."""
    error = ""
    if request.method == "POST":
        limits.check(request, "import")
        file = request.FILES.get("file")
        if file is None:
            error = _("Choose a file first.")
        elif (file.size or 0) > LARGEST:
            error = _("The file is larger than 500 MB. Compress it with gzip, or ask your administrator to import it.")
        else:
            name = request.POST.get("mapping", "")
            try:
                upload = uploads.receive(file=file, mapping_name=name, by=request.worker, at=now())
            except ImportRefused as problem:
                error = problem.message()
            else:
                return redirect("interactions:import-upload", upload.public_id)
    context = {
        "uploads": uploads.list_uploads(request.worker)[:30],
        "mappings": mapping_choices(request),
        "error": error,
        "waiting": conflicts.list_waiting(viewer=request.worker).count()
        if permissions.can_settle(request.worker)
        else 0,
    }
    return render_page(request, "interactions/imports.html", context, status=422 if error else 200)


def mapping_choices(request: WorkerRequest) -> list[tuple[str, str]]:
    title = "title_fr" if (get_language() or "").startswith("fr") else "title_en"
    known = uploads.known_mappings(request.worker)
    return [(name, str(source.get(title) or name)) for name, source in known.items()]


@roles_allowed(*IMPORTERS)
@require_http_methods(["GET", "POST"])
def upload_page(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """Say what the columns mean and see the first rows; once asked for, how far the import is."""
    upload = uploads.get_upload(public_id, viewer=request.worker)
    if upload.state != ImportUpload.State.DRAFT and request.method == "GET":
        context = progress_context(upload) | {
            "may_settle": permissions.can_settle(request.worker),
            "may_read": request.worker.holds(*permissions.READERS),
        }
        return render_part(
            request,
            page="interactions/import_progress.html",
            part="interactions/_import_progress.html",
            context=context,
        )
    if request.method == "POST":
        source = editing.edited(upload.mapping, request.POST.dict())
        uploads.describe(upload=upload, source=source, by=request.worker, at=now())
        return redirect("interactions:import-upload", upload.public_id)
    preview = uploads.preview(upload)
    layers = list(dict.fromkeys((layer.code, layer.name) for layer in geo.list_layers()))
    about = "about_fr" if (get_language() or "").startswith("fr") else "about_en"
    context = {
        "upload": upload,
        "preview": preview,
        "about": upload.mapping.get(about, ""),
        "file_questions": editing.file_questions(
            upload.mapping, zones=ZONES, own_zone=upload.organization.time_zone, told=preview.zone_told
        ),
        "column_questions": editing.column_questions(upload.mapping, preview),
        "constant_questions": editing.constant_questions(upload.mapping),
        "one_kind": upload.mapping.get("constants", {}).get("type_code", ""),
        "layer_question": editing.layer_question(upload.mapping, layers),
        "dayless_questions": editing.dayless_questions(upload.mapping, preview),
        "period": upload.mapping.get("when", {}).get("period", ["", ""]),
        "codes": editing.word_questions(preview),
        "rules": editing.kind_rules(upload.mapping),
        "ways": word_rules.WAYS,
        "types": BaseType.choices,
        "kind_default": editing.kind_default(upload.mapping),
        "splits": taking_apart.splits_of(upload.mapping),
        "cuts": taking_apart.CUTS,
        "sides": editing.territory_of(upload.mapping),
        "flag_labels": FLAG,
        "zone": upload.organization.zone,
    }
    return render_page(request, "interactions/import_upload.html", context)


def progress_context(upload: ImportUpload) -> dict[str, object]:
    State = ImportUpload.State  # noqa: N806
    done = upload.batch.rows_read if upload.batch else 0
    return {
        "upload": upload,
        "batch": upload.batch,
        "is_moving": upload.state in {State.WAITING, State.RUNNING},
        "is_quiet": uploads.is_quiet(upload, at=now()),
        "done": done,
        "total": max(upload.lines, done, 1),
        "flags": [(FLAG[flag], number) for flag, number in upload.flags.items() if flag in FLAG],
    }


@roles_allowed(*IMPORTERS)
@require_POST
def begin(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    upload = uploads.get_upload(public_id, viewer=request.worker)
    uploads.begin(upload=upload, by=request.worker, at=now())
    return redirect("interactions:import-upload", upload.public_id)


@roles_allowed(*IMPORTERS)
@require_GET
def refused(request: WorkerRequest, public_id: UUID) -> FileResponse:
    """The rows that were not taken, with line, column, value and reason."""
    upload = uploads.take_refused(public_id, viewer=request.worker, at=now())
    return FileResponse(
        kept_files.opened(upload, "refused_file"),
        as_attachment=True,
        filename=f"{upload.file_name}.refused.csv",
        content_type="text/csv",
    )


@roles_allowed(Role.DIRECTOR)
@require_GET
def conflicts_page(request: WorkerRequest) -> HttpResponse:
    """Rows that changed in their file though someone corrected them here: which one holds?"""
    page = conflicts.look_at_page(request.GET.get("page"), viewer=request.worker, at=now())
    called = names.names_for(request.worker)
    context = {
        "page": page,
        "cards": [_card(conflict, called) for conflict in page],
        "zone": request.worker.organization.zone,
    }
    return render_page(request, "interactions/import_conflicts.html", context)


def _card(conflict: ImportConflict, called: Names) -> dict[str, object]:
    row = conflict.interaction
    corrected = Revision.objects.filter(interaction=row).select_related("by").order_by("-number").first()
    return {
        "conflict": conflict,
        "row": row,
        "corrected": corrected,
        "reason": reason_in_words(corrected) if corrected else "",
        "changes": changes(state_of(row), conflicts.file_state(conflict), called),
        "is_void": row.status == Status.VOID,
    }


@roles_allowed(Role.DIRECTOR)
@require_POST
def settle(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    take_file = request.POST.get("holds") == "file"
    conflicts.settle(public_id=public_id, take_file=take_file, by=request.worker, at=now())
    messages.success(
        request,
        _("The row of the file holds now; the correction is in the record's history.")
        if take_file
        else _("The correction holds. The same row of the file will not be asked about again."),
    )
    return redirect("interactions:import-conflicts")
