"""Requests made into clean values."""

from collections.abc import Iterable
from datetime import datetime

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tuque.accounts.api import Organization
from tuque.agreements.api import DataClass
from tuque.core.folding import fold
from tuque.people import wording
from tuque.people.erasing import Reason
from tuque.people.models import Consent
from tuque.people.services import Agreement

OLDEST_YEAR = 1900
MEANS = ((Consent.Means.SPOKEN.value, _("They said yes")), (Consent.Means.WRITTEN.value, _("They signed a paper")))


class ConsentGiven(forms.Form):
    """The person heard the words, and agreed."""

    wording = wording.CURRENT

    consent_language = forms.ChoiceField(choices=settings.LANGUAGES)
    means = forms.ChoiceField(choices=MEANS, error_messages={"required": _("Choose how the person agreed.")})
    agreed = forms.BooleanField(
        error_messages={
            "required": _("A name is kept only if the person agreed. Read them the words, then tick this box.")
        }
    )

    interpreter = forms.CharField(max_length=20, required=False)

    def agreement(self) -> Agreement:
        return Agreement(
            means=Consent.Means(self.cleaned_data["means"]),
            language=self.cleaned_data["consent_language"],
            wording_version=self.wording.version,
            interpreter=self.cleaned_data["interpreter"].strip(),
        )


class SharingGiven(ConsentGiven):
    """The person chose who may be told what."""

    wording = wording.CURRENT_SHARING
    organizations = forms.MultipleChoiceField(
        label=_("With whom?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one organization.")},
    )
    data_classes = forms.MultipleChoiceField(
        label=_("What may they read?"),
        choices=DataClass.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that may be read.")},
    )

    def __init__(self, *args: object, partners: Iterable[Organization], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self._partners = {str(partner.public_id): partner for partner in partners}
        choices = [(key, partner.name) for key, partner in self._partners.items()]
        self.fields["organizations"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> list[Organization]:
        return [self._partners[key] for key in self.cleaned_data["organizations"]]


class NewPerson(ConsentGiven):
    name = forms.CharField(max_length=160, error_messages={"required": _("Write the name that the person goes by.")})
    birth_year = forms.IntegerField(
        required=False, error_messages={"invalid": _("Write the year in four digits, for example 1985.")}
    )
    language = forms.CharField(max_length=20, required=False)
    someone_else = forms.BooleanField(required=False)

    def __init__(self, *args: object, at: datetime, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.this_year = at.year

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not fold(name):
            raise forms.ValidationError(_("Write the name that the person goes by."))
        return name

    def clean_birth_year(self) -> int | None:
        year: int | None = self.cleaned_data["birth_year"]
        if year is not None and not OLDEST_YEAR <= year <= self.this_year:
            raise forms.ValidationError(
                _("%(year)s cannot be a year of birth. Write a year from %(first)s to %(last)s.")
                % {"year": year, "first": OLDEST_YEAR, "last": self.this_year}
            )
        return year


class Erasure(forms.Form):
    """Why someone is erased, and that the reader knows it is for good."""

    reason = forms.ChoiceField(
        label=_("Why?"),
        choices=Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why.")},
    )
    understood = forms.BooleanField(
        label=_("I understand that this cannot be undone."),
        error_messages={"required": _("Tick this box first: what is erased does not come back.")},
    )
