"""The privacy officer sees how the audit is proven: what is sealed, signed, kept elsewhere, missing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from tuque.accounts.api import Role, WorkerRequest, roles_allowed
from tuque.audit import gaps, proofs
from tuque.core.clock import now
from tuque.core.pages import render_page


@roles_allowed(Role.PRIVACY_OFFICER)
@require_GET
def proof(request: WorkerRequest) -> HttpResponse:
    """What is sealed, what is signed, who keeps it, what is missing."""
    context = {
        "state": proofs.state_of(viewer=request.worker),
        "gaps": list(gaps.list_open(request.worker)[:50]),
        "form": proofs.WitnessForm(),
        "as_of": now(),
    }
    return render_page(request, "audit/proof.html", context)


@roles_allowed(Role.PRIVACY_OFFICER)
@require_POST
def acknowledge(request: WorkerRequest) -> HttpResponse:
    gaps.acknowledge(viewer=request.worker, at=now())
    messages.success(request, _("You took note of what is missing."))
    return redirect("audit:proof")


@roles_allowed(Role.PRIVACY_OFFICER)
@require_POST
def add_witness(request: WorkerRequest) -> HttpResponse:
    form = proofs.WitnessForm(request.POST)
    if form.is_valid():
        proofs.add_witness(form.cleaned_data["email"], by=request.worker, at=now())
        messages.success(request, _("This address is given each new root from now on."))
        return redirect("audit:proof")
    context = {"state": proofs.state_of(viewer=request.worker), "gaps": [], "form": form, "as_of": now()}
    return render_page(request, "audit/proof.html", context, status=422)


@roles_allowed(Role.PRIVACY_OFFICER)
@require_POST
def end_witness(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    proofs.end_witness(public_id, by=request.worker, at=now())
    messages.success(request, _("This address is given nothing more."))
    return redirect("audit:proof")


@roles_allowed(Role.PRIVACY_OFFICER)
@require_GET
def paper(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """A root on a sheet of paper, with a code that a phone reads."""
    root = proofs.print_root(public_id, viewer=request.worker, at=now())
    return render_page(
        request, "audit/paper.html", {"root": root, "text": proofs.text_of(root), "code": proofs.code_of(root)}
    )
