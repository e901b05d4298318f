"""The privacy officer sees how the audit is proven: what is sealed, signed, kept elsewhere, missing."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from tuque.accounts.api import Role, WorkerRequest, roles_allowed
from tuque.audit import checks, gaps, keeping, proofs
from tuque.audit.models import Check
from tuque.audit.proof import words
from tuque.audit.proof.verifying import Fault, Kind
from tuque.core.clock import now
from tuque.core.pages import render_page


@roles_allowed(Role.PRIVACY_OFFICER)
@require_GET
def proof(request: WorkerRequest) -> HttpResponse:
    """What is sealed, what is signed, who keeps it, what is missing; and what is kept here for others."""
    return _page(request)


def _page(
    request: WorkerRequest,
    *,
    form: proofs.WitnessForm | None = None,
    asking: proofs.OrganizationForm | None = None,
) -> HttpResponse:
    state = proofs.state_of(viewer=request.worker)
    asking = asking or proofs.OrganizationForm(viewer=request.worker)
    context = {
        "state": state,
        "check": state.check,
        "lines": lines_of(state.check),
        "gaps": list(gaps.list_open(request.worker)[:50]),
        "form": form or proofs.WitnessForm(),
        "asking": asking,
        "asked": keeping.list_asked(request.worker),
        "kept": [(one, lines_of(one.check)) for one in keeping.list_kept(request.worker)],
        "as_of": now(),
    }
    is_wrong = bool((form and form.errors) or asking.errors)
    return render_page(request, "audit/proof.html", context, status=422 if is_wrong else 200)


def lines_of(check: Check | None) -> list[dict[str, object]]:
    """What a check found, each fault in words with the instant at which its place was sealed."""
    return [_line(fault) for fault in check.faults] if check else []


def _line(fault: dict[str, object]) -> dict[str, object]:
    plain = {name: value for name, value in fault.items() if name not in ("sealed_at", "kind")}
    found = Fault(kind=Kind(str(fault["kind"])), **plain)  # type: ignore[arg-type]
    sealed_at = datetime.fromisoformat(str(fault["sealed_at"])) if fault["sealed_at"] else None
    return {"words": words.in_words(found), "sealed_at": sealed_at}


@roles_allowed(Role.PRIVACY_OFFICER)
@require_POST
def verify(request: WorkerRequest) -> HttpResponse:
    """Have our own chain read whole."""
    checks.ask(request.worker.organization, by=request.worker, at=now())
    return redirect("audit:proof")


@roles_allowed(Role.PRIVACY_OFFICER)
@require_GET
def check(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """How far the reading is; asked for again by the page until it ends."""
    found = checks.get(public_id, viewer=request.worker)
    return render_page(request, "audit/_check.html", {"check": found, "lines": lines_of(found)})


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
    if not form.is_valid():
        return _page(request, form=form)
    proofs.add_witness(form.cleaned_data["email"], by=request.worker, at=now())
    messages.success(request, _("This address is given each new root from now on."))
    return redirect("audit:proof")


@roles_allowed(Role.PRIVACY_OFFICER)
@require_POST
def ask_witness(request: WorkerRequest) -> HttpResponse:
    """Ask another organization to keep our roots."""
    form = proofs.OrganizationForm(request.POST, viewer=request.worker)
    if form.is_valid():
        try:
            keeping.ask(form.chosen(), by=request.worker, at=now())
        except keeping.AlreadyWitness as problem:
            form.add_error("holder", problem.message())
    if form.errors:
        return _page(request, asking=form)
    messages.success(request, _("It was asked. It is given each new root from the hour in which it accepts."))
    return redirect("audit:proof")


@roles_allowed(Role.PRIVACY_OFFICER)
@require_POST
def end_witness(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    proofs.end_witness(public_id, by=request.worker, at=now())
    messages.success(request, _("This witness is given nothing more."))
    return redirect("audit:proof")


@roles_allowed(Role.PRIVACY_OFFICER)
@require_POST
def answer(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """Another organization asked us to keep its roots: accept, or keep nothing (more)."""
    if request.POST.get("answer") == "accept":
        keeping.accept(public_id, by=request.worker, at=now())
        messages.success(request, _("Each new root of theirs is kept here from now on."))
    else:
        keeping.refuse(public_id, by=request.worker, at=now())
        messages.success(request, _("Nothing more of theirs is kept here. They are told."))
    return redirect("audit:proof")


@roles_allowed(Role.PRIVACY_OFFICER)
@require_POST
def verify_kept(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """Have the chain of an organization whose roots are kept here read against them."""
    checks.ask(keeping.get(public_id, viewer=request.worker).giver, by=request.worker, at=now())
    return redirect("audit:proof")


@roles_allowed(Role.PRIVACY_OFFICER)
@require_GET
def kept(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """What is kept here for another organization, as a file: to be put where no administrator of the site reaches."""
    text = keeping.file_of(public_id, viewer=request.worker, at=now())
    response = HttpResponse(text, content_type="application/jsonl; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="roots.jsonl"'
    return response


@roles_allowed(Role.PRIVACY_OFFICER)
@require_GET
def paper(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    """A root on a sheet of paper, with a code that a phone reads."""
    root = proofs.print_root(public_id, viewer=request.worker, at=now())
    return render_page(
        request, "audit/paper.html", {"root": root, "text": proofs.text_of(root), "code": proofs.code_of(root)}
    )
