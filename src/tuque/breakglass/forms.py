"""A request made into clean values."""

import re
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tuque.breakglass.codes import Judgement, Reason
from tuque.breakglass.services import FEWEST_LETTERS

AN_ID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)


class OpenForm(forms.Form):
    code = forms.CharField(
        label=_("Code or address of the record or participant"),
        max_length=300,
        error_messages={"required": _("Paste the code, or the address of the page that was refused.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reason = forms.ChoiceField(
        label=_("Why"),
        choices=Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    words = forms.CharField(
        label=_("What happens, in your own words"),
        min_length=FEWEST_LETTERS,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={
            "required": _("Say in a few words what happens: whoever reviews this reads them."),
            "min_length": _("Say a little more: whoever reviews this reads only these words."),
        },
    )

    def clean_code(self) -> UUID:
        found = AN_ID.search(self.cleaned_data["code"])
        if found is None:
            raise forms.ValidationError(_("There is no code in this. Copy the whole code or the whole address."))
        return UUID(found.group())


class ReviewForm(forms.Form):
    judgement = forms.ChoiceField(
        label=_("What you found"),
        choices=Judgement.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you found.")},
    )
    words = forms.CharField(
        label=_("In your own words"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={"required": _("Say in a few words how you came to it.")},
    )
