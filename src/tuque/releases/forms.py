"""The requests for a token, a device and an export, made into clean values."""

from collections.abc import Sequence
from datetime import timedelta

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tuque.accounts.api import Team
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


class NewDevice(forms.Form):
    name = forms.CharField(
        label=_("Which device is it?"), help_text=_("For example: the team’s blue tablet."), max_length=80
    )

    def __init__(self, data: QueryDict | None = None, *, teams: Sequence[Team]) -> None:
        super().__init__(data)
        self._teams = {str(team.public_id): team for team in teams}
        if len(teams) > 1:
            choices = [(code, team.name) for code, team in self._teams.items()]
            self.fields["team"] = forms.ChoiceField(label=_("For which team?"), choices=choices)

    def chosen_team(self) -> Team | None:
        """The only one, when there is no choice."""
        only = next(iter(self._teams.values()), None)
        return self._teams[self.cleaned_data["team"]] if "team" in self.fields else only


class Export(forms.Form):
    starts_on = forms.DateField(label=_("From (first day)"), required=False)
    ends_on = forms.DateField(label=_("To (last day)"), required=False)

    def __init__(self, data: QueryDict | None = None, *, categories: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["form_code"] = forms.ChoiceField(
            label=_("Category"), required=False, choices=[("", _("Every category")), *categories]
        )

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day comes before the first. Exchange the two."))
        return values
