"""A unit cost made into clean values."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuque.interactions.codes import BaseType

UNITS = [
    ("hour", pgettext_lazy("unit of cost", "Hour")),
    ("visit", pgettext_lazy("unit of cost", "Visit")),
    ("day", pgettext_lazy("unit of cost", "Day")),
    ("trip", pgettext_lazy("unit of cost", "Trip")),
]


class AddUnitCost(forms.Form):
    code = forms.CharField(
        max_length=60,
        label=_("Short code"),
        help_text=_("The same code again replaces the cost from now on; the former one is kept."),
        validators=[
            RegexValidator(r"^[a-z0-9-]+$", _("Write small letters without accents, digits and hyphens only."))
        ],
    )
    name_en = forms.CharField(max_length=160, label=_("Name in English"))
    name_fr = forms.CharField(max_length=160, label=_("Name in French"))
    amount = forms.DecimalField(min_value=0, max_digits=12, decimal_places=2, label=_("Amount, in dollars"))
    unit = forms.ChoiceField(choices=UNITS, label=_("For one"))
    minutes_per_interaction = forms.IntegerField(
        min_value=0,
        max_value=24 * 60,
        label=_("Minutes of that service for one interaction"),
        help_text=_("What the other service would have spent. Write zero when hours mean nothing here."),
    )
    applies_to = forms.MultipleChoiceField(
        choices=BaseType.choices, widget=forms.CheckboxSelectMultiple, label=_("Types it applies to")
    )
    year = forms.IntegerField(min_value=1990, max_value=2100, label=_("Year of the cost"))
    source = forms.CharField(
        max_length=300, label=_("Source"), help_text=_("Who says so, and where: a reader must be able to check it.")
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("unit") == "hour" and values.get("minutes_per_interaction") == 0:
            self.add_error(
                "minutes_per_interaction",
                _("A cost by the hour needs the minutes that one interaction would have taken."),
            )
        return values
