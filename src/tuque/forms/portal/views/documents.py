"""The PDFs that buttons open: who put them there, since when; a new one in the place of the former; and the PDF itself."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tuque.accounts.api import WorkerRequest, limits, roles_allowed, signed_in
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.forms import permissions
from tuque.forms.portal import documents as kept


@roles_allowed(*permissions.SHAPERS)
@require_GET
def documents(request: WorkerRequest) -> HttpResponse:
    rows = kept.list_documents(viewer=request.worker).select_related("changed_by")
    context = {
        "rows": [(one, permissions.can_configure(request.worker, one.team)) for one in rows[:200]],
        "zone": request.worker.organization.zone,
        "most_mb": kept.MOST_BYTES // 1024 // 1024,
    }
    return render_page(request, "forms/portal/documents.html", context)


@roles_allowed(*permissions.SHAPERS)
@require_POST
def replace(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    limits.check(request, "import")
    upload = request.FILES.get("file")
    try:
        kept.replace_document(public_id=public_id, upload=upload, by=request.worker, at=now())
    except kept.DocumentRefused as refused:
        messages.error(request, refused.message())
    else:
        messages.success(request, _("The new PDF is there, for everyone who opens it from now on."))
    return redirect("forms:documents")


@signed_in
@require_GET
def document(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    found = kept.open_document(public_id, viewer=request.worker, at=now())
    with kept.read_document(found) as file:
        answer = HttpResponse(file.read(), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{found.public_id}.pdf"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
