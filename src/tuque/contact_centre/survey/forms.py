"""The questions after a contact, how hard it is, and a period."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuque.contact_centre.survey.models import Reply

SCALE = [(str(number), str(number)) for number in range(1, 6)]


def question(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=Reply.choices, required=False, widget=forms.RadioSelect)


def scale(label: Any, *, required: bool = False) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=SCALE,
        coerce=int,
        empty_value=None,
        required=required,
        widget=forms.RadioSelect(attrs={"class": "scale"}),
        help_text=_("1: not very hard. 5: unbearable."),
    )


class SurveyForm(forms.Form):
    """Every question may be skipped."""

    distress = scale(_("How hard is it for you right now?"))
    helpful = question(_("Did this conversation help you?"))
    cope = question(_("Do you feel better able to cope?"))
    respected = question(_("Did you feel respected?"))
    words = forms.CharField(
        label=_("Anything else you want to say"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("No names, please."),
    )


class DistressForm(forms.Form):
    before = scale(_("How hard it is, at the beginning"))
    after = scale(_("How hard it is, at the end"))
