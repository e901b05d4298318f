"""What the administrator writes of an account, made into clean values."""

from collections.abc import Sequence

import phonenumbers
from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuque.channels.models import Line
from tuque.channels.providers.contract import Provider
from tuque.channels.providers.words import ADDRESS, ASKED


class CredentialsForm(forms.Form):
    """The fields that the provider asks for. Secrets are never written back into the page."""

    def __init__(self, data: object = None, *, provider: Provider, is_new: bool) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.provider = provider
        for asked in provider.asked:
            if asked.is_ours:
                continue
            label, hint = ASKED[asked.name]
            widget = forms.PasswordInput(render_value=False) if asked.is_secret else forms.TextInput()
            widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
            self.fields[asked.name] = forms.CharField(
                label=str(label),
                help_text=str(hint),
                required=asked.is_required and is_new,
                max_length=500,
                widget=widget,
            )

    @property
    def given(self) -> dict[str, str]:
        return {asked.name: self.cleaned_data[asked.name] for asked in self.provider.asked if asked.name in self.fields}


class AccountForm(CredentialsForm):
    def __init__(self, data: object = None, *, provider: Provider, lines: Sequence[Line]) -> None:
        super().__init__(data, provider=provider, is_new=True)
        label, hint = ADDRESS["number" if provider.is_numbers else "page"]
        first: dict[str, forms.Field] = {
            "line": forms.ChoiceField(
                label=gettext_lazy("Which line answers"), choices=[(str(one.public_id), one.name) for one in lines]
            ),
            "address": forms.CharField(label=str(label), help_text=str(hint), max_length=40),
            "language": forms.ChoiceField(
                label=gettext_lazy("Language, when the words do not tell"), choices=settings.LANGUAGES
            ),
        }
        self.fields = {**first, **self.fields}

    def clean_address(self) -> str:
        typed = str(self.cleaned_data["address"]).strip()
        if not self.provider.is_numbers:
            if not typed.isdigit():
                raise forms.ValidationError(_("This is a number of some fifteen digits, and nothing else."))
            return typed
        try:
            number = phonenumbers.parse(typed, "CA")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise forms.ValidationError(
                _("“%(typed)s” is not a phone number. Write it as 204-555-0100.") % {"typed": typed}
            )
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
