"""Days on which a service is closed or open at other hours, told ahead on its public page."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.core.problems import NotFound
from tuque.directory import permissions, selectors
from tuque.directory.clearing import ClearText
from tuque.directory.lines import in_one_line
from tuque.directory.models import Location, Service, SpecialDay
from tuque.directory.services import days as services


class DaysForm(forms.Form):
    starts_on = forms.DateField(label=gettext_lazy("From this day"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(
        required=False,
        label=gettext_lazy("Up to this day, included"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Empty: that day alone."),
    )
    opens_at = forms.TimeField(
        required=False,
        label=gettext_lazy("Opens at"),
        widget=forms.TimeInput(attrs={"type": "time"}),
        help_text=gettext_lazy("Both empty: closed."),
    )
    closes_at = forms.TimeField(
        required=False, label=gettext_lazy("Closes at"), widget=forms.TimeInput(attrs={"type": "time"})
    )
    place = forms.ChoiceField(
        required=False, label=gettext_lazy("Where"), help_text=gettext_lazy("Empty: at each of its places.")
    )
    reason_en = ClearText(required=False, max_length=200, label=gettext_lazy("Why, in English"))
    reason_fr = ClearText(required=False, max_length=200, label=gettext_lazy("Why, in French"))

    def __init__(self, data: Any = None, *, places: Sequence[Location] = ()) -> None:
        super().__init__(data)
        self.places = {str(one.public_id): one for one in places}
        named = [(code, _name_of(one)) for code, one in self.places.items()]
        self.fields["place"].choices = [("", gettext_lazy("Everywhere")), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        first = clean.get("starts_on")
        clean["ends_on"] = clean.get("ends_on") or first
        if first and clean["ends_on"] < first:
            self.add_error("ends_on", _("The last day is before the first."))
        if bool(clean.get("opens_at")) != bool(clean.get("closes_at")):
            self.add_error("closes_at", _("Write both hours, or neither: then it is closed."))
        clean["location"] = self.places.get(clean.pop("place", "") or "")
        return clean


def _name_of(place: Location) -> str:
    address = place.addresses.filter(gone_at__isnull=True).order_by("pk").first()
    return place.name or (in_one_line("address", address) if address else _("Place without a name"))


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.EDITORS)
def every(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    row: Service = selectors.get_record("service", public_id, viewer=request.worker)
    there = row.at_locations.filter(gone_at__isnull=True, location__gone_at__isnull=True, location__isnull=False)
    places = {tie.location_id: tie.location for tie in there.select_related("location").order_by("pk") if tie.location}
    form = DaysForm(request.POST or None, places=list(places.values()))
    if request.method == "POST" and form.is_valid():
        services.add(service=row, values=form.cleaned_data, by=request.worker, at=now())
        messages.success(request, _("Kept. The public page tells it two weeks ahead."))
        return redirect("directory:days", public_id)
    context = {
        "row": row,
        "form": form,
        "days": row.special_days.select_related("location").order_by("starts_on", "pk"),
    }
    return render_page(request, "directory/days.html", context, status=422 if form.errors else 200)


@require_POST
@roles_allowed(*permissions.EDITORS)
def take_away(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    found = SpecialDay.objects.filter(public_id=public_id, organization_id=request.worker.organization_id)
    row = found.select_related("service").first()
    if row is None:
        raise NotFound
    home = row.service.public_id
    services.take_away(row=row, by=request.worker, at=now())
    messages.success(request, _("Taken away."))
    return redirect("directory:days", home)
