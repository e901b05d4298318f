"""Whoever watches over privacy reads what the rules call unusual, and closes it with a word."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from tuque.accounts.api import Role, WorkerRequest, roles_allowed
from tuque.audit.models import Finding
from tuque.audit.unusual import findings
from tuque.core.clock import now
from tuque.core.pages import render_page


class CloseForm(forms.Form):
    judgement = forms.ChoiceField(
        label=_("What you found"),
        choices=Finding.Judgement.choices,
        error_messages={"required": _("Choose what you found.")},
    )
    words = forms.CharField(
        label=_("In your own words"),
        max_length=1000,
        error_messages={"required": _("Say in a few words what you learned.")},
    )


@roles_allowed(*findings.MAY_CLOSE)
@require_GET
def findings_page(request: WorkerRequest) -> HttpResponse:
    """What the rules call unusual, to be looked into."""
    opened, closed = findings.list_findings(viewer=request.worker, at=now())
    context = {"opened": opened, "closed": closed, "may_read_audit": request.worker.holds(Role.PRIVACY_OFFICER)}
    return render_page(request, "audit/findings.html", context)


@roles_allowed(*findings.MAY_CLOSE)
@require_http_methods(["GET", "POST"])
def finding(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    found, lines = findings.get_finding(public_id, viewer=request.worker, at=now())
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            findings.close(found, by=request.worker, at=now(), **form.cleaned_data)
        except (findings.OwnFinding, findings.FindingClosed) as problem:
            form.add_error(None, problem.message())
        else:
            messages.success(request, _("The finding is closed."))
            return redirect("audit:findings")
    context = {"finding": found, "lines": lines, "form": form, "is_own": found.worker_id == request.worker.pk}
    return render_page(request, "audit/finding.html", context, status=422 if form.errors else 200)
