"""What is written on each rung."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuque.contact_centre.abuse.ladder import LONGEST_HOURS, Kind


def words_field(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class Plain(forms.Form):
    """Nothing to write."""


class Said(forms.Form):
    words = words_field(_("What happened, in few words"))


class Proposal(forms.Form):
    hours = forms.IntegerField(label=_("For how many hours"), min_value=1, max_value=LONGEST_HOURS, initial=24)
    words = words_field(_("Why"))


class Agreement(forms.Form):
    hours = forms.IntegerField(widget=forms.HiddenInput)


class Reason(forms.Form):
    words = words_field(_("Why"))


FORMS: dict[Kind, type[forms.Form]] = {
    Kind.NOTED: Said,
    Kind.WARNED: Plain,
    Kind.PASSED: Plain,
    Kind.PROPOSED: Proposal,
    Kind.RESTRICTED: Agreement,
    Kind.REFUSED: Reason,
    Kind.LIFTED: Reason,
}
