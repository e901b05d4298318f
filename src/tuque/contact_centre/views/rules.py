"""The rules of the line: read, drafted, simulated, published, undone."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.contact_centre import permissions, words
from tuque.contact_centre.forms import rules as forms
from tuque.contact_centre.models import PolicyVersion
from tuque.contact_centre.routing.checking import check
from tuque.contact_centre.selectors import rota
from tuque.contact_centre.selectors import rules as selectors
from tuque.contact_centre.services import rules as services
from tuque.contact_centre.views.drawing import as_svg
from tuque.core.clock import now
from tuque.core.pages import render_page

Status = PolicyVersion.Status


@require_GET
@roles_allowed(*permissions.READERS)
def rules(request: WorkerRequest) -> HttpResponse:
    return _rules_page(request)


@require_POST
@roles_allowed(*permissions.WRITERS)
def save_draft(request: WorkerRequest) -> HttpResponse:
    form = forms.Rules(request.POST)
    if not form.is_valid():
        return _rules_page(request, form, status=422)
    services.save_draft(form.policy(), by=request.worker, at=now())
    messages.success(request, _("The draft was saved. Nothing changes for the line until it is published."))
    return redirect("contact_centre:rules")


@require_POST
@roles_allowed(*permissions.WRITERS)
def publish(request: WorkerRequest) -> HttpResponse:
    services.publish(by=request.worker, at=now(), knowing_gaps="knowing_gaps" in request.POST)
    messages.success(request, _("The rules are in force."))
    return redirect("contact_centre:rules")


@require_POST
@roles_allowed(*permissions.WRITERS)
def undo(request: WorkerRequest) -> HttpResponse:
    services.undo(by=request.worker, at=now())
    messages.success(request, _("The former rules are in force again."))
    return redirect("contact_centre:rules")


@require_GET
@roles_allowed(*permissions.READERS)
def compared(request: WorkerRequest) -> HttpResponse:
    """The picture of the simulation."""
    found = _compare(request)
    labels = words.of_results()
    from tuque.contact_centre.simulator import pictures  # Altair is read in with the first picture

    spec = pictures.side_by_side(
        {_("In force"): found.in_force, pgettext("rules of the line", "Draft"): found.draft}, words=labels
    )
    return as_svg(spec)


def _compare(request: WorkerRequest) -> selectors.Compared:
    organization = request.worker.organization
    in_force = selectors.find_version(organization, Status.IN_FORCE)
    draft = selectors.find_version(organization, Status.DRAFT)
    return selectors.compare(selectors.policy_of(in_force), selectors.policy_of(draft or in_force))


def _rules_page(request: WorkerRequest, form: forms.Rules | None = None, *, status: int = 200) -> HttpResponse:
    organization = request.worker.organization
    in_force = selectors.find_version(organization, Status.IN_FORCE)
    draft = selectors.find_version(organization, Status.DRAFT)
    policy = selectors.policy_of(draft or in_force)
    found = {words.finding(one): one.is_blocking for one in check(policy)}  # two languages may say the same
    gaps = dict.fromkeys(words.finding(one) for one in rota.find_gaps(organization, policy, at=now()))
    context = {
        "form": form or forms.Rules(policy=policy),
        "in_force": in_force,
        "draft": draft,
        "has_former": selectors.list_former(request.worker).exists(),
        "findings": [{"words": said, "is_blocking": blocks} for said, blocks in found.items()],
        "gaps": list(gaps),
        "is_blocked": any(found.values()),
        "may_write": request.worker.holds(*permissions.WRITERS),
        "days": selectors.DAYS,
    }
    if "simulate" in request.GET and draft:
        context["lines"] = words.result_lines(_compare(request))
    return render_page(request, "contact_centre/rules.html", context, status=status)
