"""The page where the privacy officer says how long things are kept, and approves what would go."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.core.problems import Problem
from tuque.retention import brake, forms, kinds, permissions, problems, selectors, services
from tuque.retention.models import Run


@roles_allowed(*permissions.MAY_READ)
@require_GET
def rules(request: WorkerRequest) -> HttpResponse:
    return _page(request)


def _page(request: WorkerRequest, *, bound: forms.RuleForm | None = None, status: int = 200) -> HttpResponse:
    at = now()
    standing = selectors.standing(viewer=request.worker, at=at)
    context = {
        "standing": standing,
        "lines": [(line, _form_of(line, bound)) for line in standing.lines],
        "waiting": [(run, kinds.find(run.rule.kind), share_of(run)) for run in standing.waiting],
        "going": _with_kinds(standing.going),
        "ended": _with_kinds(standing.ended),
        "can_decide": permissions.can_decide(request.worker),
        "zone": request.worker.organization.zone,
        "as_of": at,
        "percent": 100 // brake.ONE_IN,
    }
    return render_page(request, "retention/rules.html", context, status=status)


def _form_of(line: selectors.Line, bound: forms.RuleForm | None) -> forms.RuleForm:
    if bound is not None and bound.data.get("kind") == line.kind.code:
        return bound
    return forms.RuleForm(initial={"kind": line.kind.code, "months": line.rule.months if line.rule else None})


def share_of(run: Run) -> float:
    return 100 * run.found / run.total if run.total else 100.0


def _with_kinds(runs: object) -> list[tuple[Run, kinds.Kind | None]]:
    return [(run, kinds.find(run.rule.kind)) for run in runs]  # type: ignore[attr-defined]


@roles_allowed(*permissions.MAY_DECIDE)
@require_POST
def rule(request: WorkerRequest) -> HttpResponse:
    """Set the rule of one kind; without a number of months, end it."""
    form = forms.RuleForm(request.POST)
    if not form.is_valid():
        return _page(request, bound=form, status=422)
    kind, months = form.cleaned_data["kind"], form.cleaned_data["months"]
    if months:
        services.set_rule(kind=kind, months=months, by=request.worker, at=now())
        messages.success(request, _("The rule is set. Tonight it is seen what is due; you find the count here now."))
    else:
        services.end_rule(kind=kind, by=request.worker, at=now())
        messages.success(request, _("There is no rule any more: this is kept however old."))
    return redirect("retention:rules")


@roles_allowed(*permissions.MAY_DECIDE)
@require_POST
def approval(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    form = forms.ApprovalForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Tick this box first: what is let go does not come back."))
        return redirect("retention:rules")
    try:
        services.approve(public_id, shown=form.cleaned_data["shown"], by=request.worker, at=now())
    except problems.PreviewChanged as problem:
        messages.error(request, problem.message())
        _look_again(request, public_id)
    except Problem as problem:
        if problem.status == 404:
            raise
        messages.error(request, problem.message())
    else:
        messages.success(request, _("It is being let go. This page shows how far it is."))
    return redirect("retention:rules")


def _look_again(request: WorkerRequest, public_id: UUID) -> None:
    run = Run.objects.filter(organization=request.worker.organization, public_id=public_id).first()
    if run is not None:
        services.look(run.rule, at=now())


@roles_allowed(*permissions.MAY_READ)
@require_GET
def progress(request: WorkerRequest) -> HttpResponse:
    """How far what is going is; asked for again by the page while there is any."""
    runs = _with_kinds(selectors.going(viewer=request.worker))
    return render_page(request, "retention/_going.html", {"going": runs, "asked": True})


@roles_allowed(*permissions.MAY_DECIDE)
@require_POST
def clock(request: WorkerRequest) -> HttpResponse:
    services.confirm_clock(by=request.worker, at=now())
    messages.success(request, _("The date is confirmed. What is due is looked for again tonight."))
    return redirect("retention:rules")
