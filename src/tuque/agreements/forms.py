"""Requests made into clean values; they never save."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from tuque.accounts.api import Organization, Role
from tuque.agreements.clauses import Written
from tuque.agreements.codes import ConsentRule, DataClass, EndReason, Purpose
from tuque.agreements.words import TYPES
from tuque.core.clock import day_bounds

DAY = {"type": "date"}


class Dates(forms.Form):
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day comes before the first. Exchange the two."))
        return values

    def period(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From the first instant of the first day until before the day after the last."""
        return (
            day_bounds(self.cleaned_data["starts_on"], zone=zone)[0],
            day_bounds(self.cleaned_data["ends_on"], zone=zone)[1],
        )


class NewAgreement(Dates):
    title_en = forms.CharField(label=_("Title in English"), max_length=160)
    title_fr = forms.CharField(label=_("Title in French"), max_length=160)
    field_order = ("title_en", "title_fr", "partners", "starts_on", "ends_on")

    def __init__(self, *args: object, partners: Iterable[Organization], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self._partners = {str(partner.public_id): partner for partner in partners}
        self.fields["partners"] = forms.MultipleChoiceField(
            label=_("With whom"),
            choices=[(key, partner.name) for key, partner in self._partners.items()],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one organization.")},
        )
        self.order_fields(self.field_order)

    def partners(self) -> list[Organization]:
        return [self._partners[key] for key in self.cleaned_data["partners"]]


class ClauseForm(forms.Form):
    """One direction: who gives, who reads, what, why, and on which conditions."""

    giver = forms.ChoiceField(label=_("Whose records?"))
    reader = forms.ChoiceField(label=_("Who may read them?"))
    purposes = forms.MultipleChoiceField(
        label=_("What for?"), choices=Purpose.choices, widget=forms.CheckboxSelectMultiple
    )
    classes = forms.MultipleChoiceField(
        label=_("What do they see?"), choices=DataClass.choices, widget=forms.CheckboxSelectMultiple
    )
    roles = forms.MultipleChoiceField(
        label=_("Which roles there?"), choices=Role.choices, widget=forms.CheckboxSelectMultiple
    )
    consent = forms.ChoiceField(
        label=_("The person’s consent"),
        choices=ConsentRule.choices,
        widget=forms.RadioSelect,
        initial=ConsentRule.PERSONAL,
    )
    law = forms.CharField(
        label=_("Which law?"),
        help_text=_("For example: Act, section. Needed when consent is not asked."),
        max_length=200,
        required=False,
    )
    types = forms.MultipleChoiceField(
        label=_("Only these types (none chosen: all)"), widget=forms.CheckboxSelectMultiple, required=False
    )
    within_days = forms.IntegerField(
        label=_("Only what happened in the last… days (empty: however old)"),
        min_value=1,
        max_value=3660,
        required=False,
    )

    def __init__(self, *args: object, parties: Iterable[Organization], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self._parties = {str(party.public_id): party for party in parties}
        choices = [(key, party.name) for key, party in self._parties.items()]
        for name in ("giver", "reader"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.fields["types"].choices = list(TYPES.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        if values.get("giver") and values.get("giver") == values.get("reader"):
            self.add_error("reader", _("Choose another organization: one needs no agreement with itself."))
        if values.get("consent") == ConsentRule.LAW and not str(values.get("law", "")).strip():
            self.add_error("law", _("Say which law allows it without consent, or ask for consent."))
        return values

    def written(self) -> Written:
        values = self.cleaned_data
        return Written(
            giver=self._parties[values["giver"]].public_id,
            reader=self._parties[values["reader"]].public_id,
            purposes=values["purposes"],
            classes=values["classes"],
            roles=values["roles"],
            consent=values["consent"],
            law=values["law"] if values["consent"] == ConsentRule.LAW else "",
            types=values["types"],
            within_days=values["within_days"],
        )


class SignForm(forms.Form):
    capacity = forms.CharField(label=_("You sign as"), help_text=_("For example: executive director."), max_length=120)
    agreed = forms.BooleanField(
        label=_("I have read every clause, and I may bind my organization."),
        error_messages={"required": _("Read the clauses, then tick this box.")},
    )


class EndForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why?"), choices=EndReason.choices, widget=forms.RadioSelect)
