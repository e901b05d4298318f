"""The day to staff and what is assumed of its contacts; a file of contacts of before."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuque.contact_centre.planning.staffing import Assumptions

LARGEST_FILE = 5 * 1024 * 1024


class StaffingForm(forms.Form):
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    call_minutes = forms.FloatField(label=_("A call takes, minutes"), min_value=1, max_value=180)
    written_minutes = forms.FloatField(label=_("A written conversation takes, minutes"), min_value=1, max_value=240)
    patience_seconds = forms.IntegerField(
        label=_("Callers give up after, seconds on average"), min_value=10, max_value=3600
    )
    target_share = forms.IntegerField(label=_("Target: percent answered within 20 s"), min_value=50, max_value=99)
    hour_cost = forms.FloatField(label=_("An hour of one person costs, dollars"), min_value=0, max_value=1000)

    def assumptions(self) -> Assumptions:
        clean = self.cleaned_data
        return Assumptions(
            call_minutes=clean["call_minutes"],
            written_minutes=clean["written_minutes"],
            patience_seconds=float(clean["patience_seconds"]),
            target_share=float(clean["target_share"]),
            hour_cost=clean["hour_cost"],
        )


def usual() -> dict[str, Any]:
    told = Assumptions()
    return {
        "call_minutes": told.call_minutes,
        "written_minutes": told.written_minutes,
        "patience_seconds": round(told.patience_seconds),
        "target_share": round(told.target_share),
        "hour_cost": told.hour_cost,
    }


class HistoryForm(forms.Form):
    file = forms.FileField(label=_("A CSV file: starts_at, channel, language, contacts"))

    def clean_file(self) -> list[str]:
        """The lines of the file."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("This file is larger than 5 MB. Give a shorter period, one after the other."))
        try:
            return str(file.read().decode("utf-8-sig")).splitlines()
        except UnicodeDecodeError as problem:
            raise forms.ValidationError(
                _("This is not a CSV file in UTF-8. Save it again as CSV (UTF-8).")
            ) from problem
