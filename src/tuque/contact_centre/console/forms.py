"""What a responder gives before a shift."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tuque.contact_centre.forms.shifts import LANGUAGES

HOURS = [(str(hours), str(hours)) for hours in (1, 2, 3, 4, 5, 6, 8, 10, 12)]


class ShiftStart(forms.Form):
    """In which languages, and for how long where no shift is planned."""

    languages = forms.MultipleChoiceField(
        label=_("Languages you answer in now"),
        choices=LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one language: contacts come in the language the person chose.")},
    )
    hours = forms.TypedChoiceField(
        label=_("For how many hours"),
        choices=[("", _("As planned, or until I end it")), *HOURS],
        coerce=int,
        empty_value=None,
        required=False,
    )
