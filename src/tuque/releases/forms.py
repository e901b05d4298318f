"""The request for a token, made into clean values."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from tuque.releases.scopes import Scope

DAYS = ((30, _("30 days")), (90, _("90 days")), (365, _("One year")))


class NewToken(forms.Form):
    name = forms.CharField(
        label=_("What is it for?"),
        help_text=_("For example: the data firm's monthly report. It appears in the audit."),
        max_length=120,
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(label=_("For how long?"), choices=DAYS, coerce=int, initial=90)

    def duration(self) -> timedelta:
        return timedelta(days=self.cleaned_data["days"])
