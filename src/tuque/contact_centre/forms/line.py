"""Which mode, for how many calls, on or off."""

from django import forms

from tuque.contact_centre.routing.values import Mode
from tuque.contact_centre.selectors.modes import SURGES


class ModeForm(forms.Form):
    mode = forms.TypedChoiceField(choices=[(one.value, one.value) for one in Mode], coerce=Mode)
    surge = forms.TypedChoiceField(
        choices=[(f"{one:g}", f"{one:g}") for one in SURGES], coerce=float, required=False, empty_value=None
    )
    on = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], required=False)

    def clean_surge(self) -> float:
        return float(self.cleaned_data["surge"] or SURGES[0])
