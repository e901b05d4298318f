"""What was opened in an emergency, on pages of its own: nothing there can be changed."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.breakglass import api as breakglass
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.interactions import names, opened
from tuque.interactions.views.files import as_file, as_picture


@roles_allowed(*breakglass.MAY_OPEN)
@require_GET
def records(request: WorkerRequest, opening_id: UUID) -> HttpResponse:
    """The records of a person; a record that was opened alone is shown at once."""
    found = opened.list_records(opening_id, viewer=request.worker, at=now())
    if found.opening.kind == opened.KIND:
        return redirect("interactions:opened-record", opening_id, found.opening.subject_id)
    context = {
        "opening": found.opening,
        "rows": found.rows,
        "most": opened.MOST_SHOWN,
        "titles": names.categories(request.worker),
        "zone": request.worker.organization.zone,
    }
    return render_page(request, "interactions/opened.html", context)


@roles_allowed(*breakglass.MAY_OPEN)
@require_GET
def record(request: WorkerRequest, opening_id: UUID, public_id: UUID) -> HttpResponse:
    viewer = request.worker
    found, row = opened.get_record(opening_id, public_id, viewer=viewer, at=now())
    called = names.names_for(viewer)
    context = {
        "opening": found.opening,
        "of_person": found.opening.kind != opened.KIND,
        "row": row,
        "zone": viewer.organization.zone,
        "titles": called.categories,
        "facts": names.facts_of(row, called, with_details=True),
        "extra": names.other_answers(row, viewer=viewer),
        "signatures": names.files_of(row, "signature", viewer=viewer),
        "recordings": names.files_of(row, "audio", viewer=viewer),
        "items": names.items_of(row, called),
        "person_name": row.person_name,
    }
    return render_page(request, "interactions/opened_record.html", context)


@roles_allowed(*breakglass.MAY_OPEN)
@require_GET
def photo(request: WorkerRequest, opening_id: UUID, public_id: UUID) -> HttpResponse:
    return as_picture(opened.get_photo(opening_id, public_id, viewer=request.worker, at=now()))


@roles_allowed(*breakglass.MAY_OPEN)
@require_GET
def attachment(request: WorkerRequest, opening_id: UUID, public_id: UUID) -> HttpResponse:
    return as_file(opened.get_attachment(opening_id, public_id, viewer=request.worker, at=now()), request)
