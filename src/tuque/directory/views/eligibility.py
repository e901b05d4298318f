"""Whom a service is for, as rules that the finder reads and the public page tells in words."""

import re
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tuque.accounts.api import WorkerRequest, roles_allowed
from tuque.core.clock import now
from tuque.core.pages import render_page
from tuque.directory import circumstances, permissions, selectors
from tuque.directory.services import eligibility
from tuque.directory.services.eligibility import Rules

OLDEST, RICHEST, MOST_AREAS, LONGEST_AREA, MOST_SIZES = 120, 1_000_000, 100, 80, 12
# "24 000 $", "24,000" and "$24 000" are 24000.
GROUPED = re.compile(r"[\s$]|[, ](?=\d{3}(?!\d))")


class RulesForm(forms.Form):
    """Each rule must be met; of several choices in one rule, one is enough. Empty: no rule."""

    least_age = forms.FloatField(required=False, min_value=0, max_value=OLDEST, label=gettext_lazy("From this age"))
    most_age = forms.FloatField(required=False, min_value=0, max_value=OLDEST, label=gettext_lazy("Up to this age"))
    genders = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=gettext_lazy("Only for these genders")
    )
    statuses = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Only for people in one of these situations"),
    )
    income = forms.FloatField(
        required=False,
        min_value=1,
        max_value=RICHEST,
        label=gettext_lazy("Household income in a year, at most"),
        help_text=gettext_lazy("In dollars, before tax, however many they are."),
    )
    incomes = forms.CharField(
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4, "inputmode": "numeric"}),
        label=gettext_lazy("Or by how many they are"),
        help_text=gettext_lazy(
            "One amount on each line: for one person, for two, and so on. The last one is for all who are more."
        ),
    )
    areas = forms.CharField(
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label=gettext_lazy("Only for people who live in"),
        help_text=gettext_lazy("One on each line: a town, a postal code, or its first three characters."),
    )

    def __init__(self, data: object = None, *, reader: str, initial: dict[str, object] | None = None) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        for name, every in (("genders", circumstances.genders()), ("statuses", circumstances.statuses())):
            choices = [(code, one.of_many(reader)) for code, one in every.items()]
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_areas(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["areas"].splitlines()]
        areas = list(dict.fromkeys(line for line in lines if line))
        if len(areas) > MOST_AREAS or any(len(area) > LONGEST_AREA for area in areas):
            raise forms.ValidationError(_("Write at most 100 areas, each of 80 characters at most."))
        return areas

    def clean_incomes(self) -> list[float]:
        lines = [line.strip() for line in self.cleaned_data["incomes"].splitlines() if line.strip()]
        try:
            amounts = [float(GROUPED.sub("", line).replace(",", ".")) for line in lines]
        except ValueError:
            raise forms.ValidationError(_("Write one amount on each line, in dollars, such as 24000.")) from None
        if len(amounts) > MOST_SIZES or not all(1 <= amount <= RICHEST for amount in amounts):
            raise forms.ValidationError(_("Write at most 12 amounts, each from 1 to 1,000,000."))
        if sorted(amounts) != amounts:
            raise forms.ValidationError(_("An amount is smaller than the one above it, which is for fewer people."))
        return amounts

    def clean(self) -> dict[str, object]:
        clean = super().clean() or {}
        if clean.get("income") is not None and clean.get("incomes"):
            self.add_error("incomes", _("Write one limit for all, or one for each size: not both."))
        least, most = clean.get("least_age"), clean.get("most_age")
        if least is not None and most is not None and least > most:
            self.add_error("most_age", _("The highest age is below the lowest."))
        return clean


@require_http_methods(["GET", "POST"])
@roles_allowed(*permissions.EDITORS)
def rules(request: WorkerRequest, public_id: UUID) -> HttpResponse:
    row = selectors.get_record("service", public_id, viewer=request.worker)
    reader, held = (get_language() or "en")[:2], eligibility.rules_of(row)
    whole = {name: f"{value:g}" for name, value in vars(held).items() if isinstance(value, float)}
    incomes = "\n".join(f"{one:.12g}" for one in held.incomes)
    initial: dict[str, object] = {**vars(held), **whole, "areas": "\n".join(held.areas), "incomes": incomes}
    form = RulesForm(request.POST if request.method == "POST" else None, reader=reader, initial=initial)
    if request.method == "POST" and form.is_valid():
        eligibility.write(service=row, rules=Rules(**form.cleaned_data), by=request.worker, at=now())
        messages.success(request, _("Saved."))
        return redirect("directory:service", public_id)
    context = {"row": row, "form": form}
    return render_page(request, "directory/eligibility.html", context, status=422 if form.errors else 200)
