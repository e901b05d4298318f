"""What is written on the pages of this room, made into clean values."""

from typing import Any
from uuid import UUID

import phonenumbers
from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tuque.accounts.api import Worker
from tuque.core.ids import new_id
from tuque.directory import api as directory
from tuque.referrals.codes import DESK_WAYS, REFUSALS, AgeGroup, Came, Handover, NeedState, State, Unmet
from tuque.referrals.events.models import Event
from tuque.referrals.services.following import Heard
from tuque.referrals.services.inquiries import About, Reach
from tuque.referrals.services.referring import Asking
from tuque.referrals.states import ASKS_REASON

REGION = "CA"
MOST_COMPARED = 3
SAY_WHY = _("Say why: the reason is what planners see.")


def reader() -> str:
    return "fr" if (get_language() or "").startswith("fr") else "en"


def key_in(post: QueryDict) -> UUID:
    """The id that the page made, so that a form sent twice is one act."""
    try:
        return UUID(post.get("_key", ""))
    except ValueError:
        return new_id()


def topic_choices() -> list[tuple[str, Any]]:
    """Topics, each with those within it as a group."""
    every, language = directory.vocabulary.topics(), reader()
    groups: list[tuple[str, Any]] = [("", _("From the words"))]
    for one in every.values():
        if not one.within:
            parts = [(part.code, part.name(language)) for part in every.values() if part.within == one.code]
            groups.append((one.name(language), [(one.code, one.name(language)), *parts]))
    return groups


def language_choices() -> list[tuple[str, Any]]:
    """What people speak, by name; the two of the site first."""
    named = [(one.code, one.name(reader())) for one in directory.vocabulary.languages().values()]
    ordered = sorted(named, key=lambda one: directory.vocabulary.folded(one[1]))
    return [("", _("English or French"))] + [one for one in ordered if one[0] not in ("ENGLISH", "FRENCH")]


class NeedForm(forms.Form):
    words = forms.CharField(
        label=_("What they need, in their own words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write what they need, in their own words or yours.")},
    )
    topic = forms.ChoiceField(label=_("Topic"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = topic_choices()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("words") and not clean.get("topic") and "topic" not in self.errors:
            clean["topic"] = directory.topic_in(clean["words"], reader=reader())
            if not clean["topic"]:
                self.add_error("topic", _("The words alone do not tell the topic. Choose the nearest one."))
        return clean


class AboutForm(forms.Form):
    age_group = forms.ChoiceField(label=_("Age group"), choices=AgeGroup.choices, initial=AgeGroup.UNKNOWN)
    area = forms.CharField(
        label=_("Postal code, first three characters"),
        required=False,
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    language = forms.ChoiceField(label=_("Written to in"), choices=settings.LANGUAGES)
    spoken = forms.ChoiceField(label=_("Speaks"), required=False)
    came = forms.ChoiceField(label=_("How they came"), choices=Came.choices)
    event = forms.ModelChoiceField(
        label=_("In an event"),
        required=False,
        queryset=Event.objects.none(),
        to_field_name="public_id",
        empty_label="–",
    )

    def __init__(self, *args: Any, viewer: Worker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        events: Any = self.fields["event"]
        events.queryset = Event.objects.filter(organization=viewer.organization, closed_at=None).order_by("-opened_at")
        events.label_from_instance = lambda event: event.name
        self.fields["spoken"].choices = language_choices()  # type: ignore[attr-defined]

    def clean_area(self) -> str:
        text = self.cleaned_data["area"].strip()
        area = directory.area_of(text)
        if text and not area:
            raise forms.ValidationError(
                _("“%(text)s” does not begin a postal code. Write its first three characters, as R3B, or nothing."),
                params={"text": text},
            )
        return area

    def about(self) -> About:
        clean = self.cleaned_data
        return About(
            came=Came(clean["came"]),
            age_group=AgeGroup(clean["age_group"]),
            area=clean["area"],
            language=clean["language"],
            spoken=clean["spoken"],
            event=clean["event"],
        )


class ReachForm(forms.Form):
    name = forms.CharField(label=_("What to call them"), required=False, max_length=80)
    phone = forms.CharField(
        label=_("Mobile number"), required=False, max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        error_messages={"invalid": _("Write a whole e-mail address, such as name@example.org, or nothing.")},
    )
    consent = forms.BooleanField(label=_("They agreed that we keep this, until we are done"), required=False)
    may_share = forms.BooleanField(label=_("They agreed that the service is given it too"), required=False)

    def clean_phone(self) -> str:
        text = self.cleaned_data["phone"].strip()
        if not text:
            return ""
        try:
            number = phonenumbers.parse(text, REGION)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise forms.ValidationError(
                _("“%(text)s” is not a telephone number: ten digits, the area code first."), params={"text": text}
            )
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if not self.errors and not self.reach().is_empty and not clean["consent"]:
            self.add_error("consent", _("Without their yes nothing is kept. Ask them, then tick this."))
        return clean

    def reach(self) -> Reach:
        clean = self.cleaned_data
        return Reach(clean["name"], clean["phone"], clean["email"], clean["may_share"])


class SearchForm(directory.finder_forms.Search):
    """What anyone may ask of the directory, and the language of the person. What is said of them is for one search, and kept
    nowhere."""

    spoken = forms.BooleanField(required=False)

    @property
    def tells_who(self) -> bool:
        names = ("age", "gender", "status", "income", "household", "lives", "language", "everyone")
        return any(self[name].value() or self[name].errors for name in names)


class ReferForm(forms.Form):
    service = forms.UUIDField()
    place = forms.UUIDField(required=False)
    way = forms.ChoiceField(choices=[(one.value, one.label) for one in DESK_WAYS])
    ask = forms.BooleanField(required=False)
    email = forms.EmailField(
        required=False, error_messages={"invalid": _("Write the whole e-mail address of the service, or nothing.")}
    )
    note = forms.CharField(required=False, max_length=1000)

    def asking(self, *, origin: str) -> Asking:
        clean = self.cleaned_data
        return Asking(clean["ask"], clean["email"], clean["note"].strip(), origin)


class SettleForm(forms.Form):
    state = forms.ChoiceField(choices=NeedState.choices)
    reason = forms.ChoiceField(choices=[("", ""), *Unmet.choices], required=False)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("state") == NeedState.UNMET and not clean.get("reason"):
            self.add_error("reason", SAY_WHY)
        return clean


class MoveForm(forms.Form):
    """Where a referral goes. `says` are the moves that may be chosen."""

    state = forms.ChoiceField()
    reason = forms.ChoiceField(required=False, choices=[("", ""), *Unmet.choices])
    note = forms.CharField(required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, says: list[State]) -> None:
        super().__init__(data)
        self.fields["state"].choices = [(one.value, one.label) for one in says]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("state") and State(clean["state"]) in ASKS_REASON and not clean.get("reason"):
            self.add_error("reason", SAY_WHY)
        return clean


class HandoverForm(forms.Form):
    """What a call to the service came to."""

    result = forms.ChoiceField(
        choices=Handover.choices, error_messages={"required": _("Choose what the call came to.")}
    )
    note = forms.CharField(required=False, max_length=1000)


class AnswerForm(MoveForm):
    """The same, as a service is asked it."""

    reason = forms.ChoiceField(
        required=False, choices=[("", ""), *((one.value, one.label) for one in (*REFUSALS, Unmet.DECLINED, Unmet.LOST))]
    )


HEARD = [
    (Heard.MET.value, pgettext_lazy("what a follow-up found", "The need is met")),
    (Heard.PARTLY.value, pgettext_lazy("what a follow-up found", "Partly met")),
    (Heard.UNMET.value, pgettext_lazy("what a follow-up found", "Not met")),
    (Heard.LATER.value, _("Nobody was reached: try again in three days")),
    (Heard.LOST.value, _("Nobody was reached, and we stop trying")),
]


class FollowUpForm(forms.Form):
    heard = forms.ChoiceField(choices=HEARD, error_messages={"required": _("Choose what the follow-up came to.")})
    reason = forms.ChoiceField(choices=[("", ""), *Unmet.choices], required=False)
    note = forms.CharField(required=False, max_length=1000)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("heard") in (Heard.PARTLY, Heard.UNMET) and not clean.get("reason"):
            self.add_error("reason", SAY_WHY)
        return clean
