"""Letters to providers that leave by themselves: turned on and off, and who asked not to be written to."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.core.problems import NotFound
from tuque.directory import permissions
from tuque.directory.models import ReminderPlan, UnwantedAddress
from tuque.directory.quality import STEPS_MONTHS
from tuque.directory.services import reminding


class PlanForm(forms.Form):
    is_on = forms.BooleanField(required=False, label=gettext_lazy("Letters leave by themselves"))
    from_months = forms.TypedChoiceField(
        coerce=int,
        label=gettext_lazy("The first letter, when a record is unverified for"),
        choices=[
            (months, ngettext_lazy("%(counter)s month", "%(counter)s months", months) % {"counter": months})
            for months in STEPS_MONTHS
        ],
    )


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.KEEPERS)
def plan(request: WorkerRequest) -> HttpResponse:
    held = ReminderPlan.objects.filter(organization_id=request.worker.organization_id).first()
    initial = {
        "is_on": bool(held and held.is_on),
        "from_months": held.from_months if held else reminding.FROM_MONTHS,
    }
    form = PlanForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        is_on = form.cleaned_data["is_on"]
        origin = request.build_absolute_uri("/").rstrip("/")
        reminding.set_plan(
            is_on=is_on, from_months=form.cleaned_data["from_months"], origin=origin, by=request.worker, at=now()
        )
        on, off = _("Letters leave by themselves from now on."), _("No letter leaves by itself.")
        messages.success(request, on if is_on else off)
        return redirect("directory:reminder-plan")
    context = {
        "form": form,
        "has_mail": reminding.has_mail(),
        "looked_on": held.looked_on if held and held.is_on else None,
        "unwanted": UnwantedAddress.objects.filter(organization_id=request.worker.organization_id).order_by("email"),
    }
    return render_page(request, "directory/reminders.html", context, status=422 if form.errors else 200)


@require_POST
@roles_allowed(*permissions.KEEPERS)
def write_again(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    row = UnwantedAddress.objects.filter(public_id=public_id, organization_id=request.worker.organization_id).first()
    if row is None:
        raise NotFound
    reminding.write_again(address=row, by=request.worker, at=now())
    messages.success(request, _("This address may be written to again."))
    return redirect("directory:reminder-plan")
