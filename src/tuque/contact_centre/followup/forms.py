"""What a person asked for, an attempt, and why something is opened outside what is safe."""

from datetime import datetime, time
from typing import Any

import phonenumbers
from django import forms
from django.conf import settings
from django.core.validators import validate_email
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuque.accounts.api import Organization
from tuque.contact_centre.followup.models import Outcome, Result, Saying, Way
from tuque.contact_centre.followup.safety import Window
from tuque.contact_centre.followup.services import Wishes

DAYS = [(str(number), capfirst(day)) for number, day in WEEKDAYS.items()]
REGION = "CA"


def time_field(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget)


class AgreeForm(forms.Form):
    consent = forms.BooleanField(
        label=_("The person agreed to be contacted again"),
        error_messages={"required": _("Without the person’s yes there is no follow-up. Ask them, then tick this.")},
    )
    way = forms.ChoiceField(label=_("How"), choices=Way.choices, widget=forms.RadioSelect, initial=Way.VOICE)
    address = forms.CharField(label=_("Number or address"), max_length=200)
    calling = forms.CharField(label=_("What to call them"), max_length=80, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    saying = forms.ChoiceField(
        label=_("If someone else answers"),
        choices=Saying.choices,
        widget=forms.RadioSelect,
        initial=Saying.NOTHING,
    )
    days = forms.MultipleChoiceField(
        label=_("Safe days"),
        choices=DAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: every day."),
    )
    starts = time_field(_("Safe from"))
    ends = time_field(_("Safe until"))
    not_before = forms.DateField(
        label=_("Not before"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    words = forms.CharField(
        label=_("What else matters for their safety"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if bool(clean.get("starts")) != bool(clean.get("ends")):
            self.add_error("ends", _("Write both hours, or none: then any hour is safe."))
        if clean.get("address") and clean.get("way"):
            clean["address"] = self._address(clean["way"], clean["address"])
        return clean

    def _address(self, way: str, text: str) -> str:
        if way == Way.EMAIL:
            try:
                validate_email(text)
            except forms.ValidationError:
                self.add_error("address", _("“%(text)s” is not an e-mail address.") % {"text": text})
            return text
        try:
            number = phonenumbers.parse(text, REGION)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            self.add_error(
                "address", _("“%(text)s” is not a telephone number: ten digits, the area code first.") % {"text": text}
            )
            return text
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))

    def wishes(self, organization: Organization) -> Wishes:
        clean = self.cleaned_data
        days = frozenset(int(one) for one in clean["days"]) or frozenset(range(7))
        has_window = bool(clean["days"] or clean["starts"])
        window = Window(days, clean["starts"] or time(), clean["ends"] or time())
        day = clean["not_before"]
        return Wishes(
            way=Way(clean["way"]),
            language=clean["language"],
            calling=clean["calling"],
            address=clean["address"],
            saying=Saying(clean["saying"]),
            windows=[window] if has_window else [],
            words=clean["words"],
            not_before=datetime.combine(day, time(), tzinfo=organization.zone) if day else None,
        )


class AttemptForm(forms.Form):
    result = forms.ChoiceField(label=_("What happened"), choices=Result.choices, widget=forms.RadioSelect)
    outcome = forms.ChoiceField(
        label=_("How they are"),
        choices=[("", "–"), *Outcome.choices],
        required=False,
        help_text=_("When they were reached."),
    )
    later_at = forms.DateTimeField(
        label=_("Next time, if they asked for one"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    note = forms.CharField(
        label=pgettext_lazy("rescue", "Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, organization: Organization) -> None:
        super().__init__(data)
        self.zone = organization.zone

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("result") == Result.REACHED and not clean.get("outcome"):
            self.add_error("outcome", _("Say how they are, or that they did not say."))
        if clean.get("later_at"):
            clean["later_at"] = clean["later_at"].replace(tzinfo=self.zone)
        return clean


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why now, all the same"), max_length=300)
