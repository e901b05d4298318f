"""What partners let us read, and what they would see of ours."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tuque.accounts.api import Organization, Role, WorkerRequest, roles_allowed
from tuque.agreements import api as agreements
from tuque.agreements.api import Purpose
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.interactions import shared
from tuque.interactions.views.records import page_after


class Try(forms.Form):
    reader = forms.ChoiceField(label=_("Someone of"))
    role = forms.ChoiceField(label=_("With the role"), choices=Role.choices)
    purpose = forms.ChoiceField(label=_("For"), choices=Purpose.choices)

    def __init__(self, *args: object, partners: dict[str, Organization], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        choices = [(key, partner.name) for key, partner in partners.items()]
        self.fields["reader"].choices = choices  # type: ignore[attr-defined]


@roles_allowed()
@require_GET
def records(request: WorkerRequest) -> HttpResponse:
    """Partners' records for one purpose: nothing is listed until the reader says which."""
    at = now()
    roles = [str(role) for role in request.worker.roles]
    purposes = agreements.purposes_open_to(request.worker.organization, roles, at=at)
    asked = request.GET.get("purpose", "")
    purpose = Purpose(asked) if asked in purposes else None
    page = shared.list_shared(purpose, viewer=request.worker, at=at, after=page_after(request)) if purpose else None
    context = {
        "purposes": purposes,
        "purpose": purpose,
        "page": page,
        "zone": request.worker.organization.zone,
        "as_of": at,
    }
    return render_page(request, "interactions/shared.html", context)


@roles_allowed(Role.DIRECTOR, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR)
@require_GET
def try_as(request: WorkerRequest) -> HttpResponse:
    """What would this role of this partner see of ours, today?"""
    partners = {str(one.public_id): one for one in agreements.list_partners(viewer=request.worker)}
    form = Try(request.GET or None, partners=partners)
    trial = None
    if form.is_valid():
        trial = shared.try_as(
            reader=partners[form.cleaned_data["reader"]],
            role=form.cleaned_data["role"],
            purpose=Purpose(form.cleaned_data["purpose"]),
            viewer=request.worker,
            at=now(),
        )
    context = {
        "form": form,
        "partners": partners,
        "trial": trial,
        "why_not": agreements.WHY_NOT,
        "days": shared.TRIED_DAYS,
        "zone": request.worker.organization.zone,
    }
    return render_page(request, "interactions/try_as.html", context, status=422 if form.errors else 200)
