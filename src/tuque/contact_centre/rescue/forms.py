"""What is written with each act of a rescue. A form gives `codes()` and `words()`; it never saves."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuque.accounts.api import Worker
from tuque.contact_centre.rescue import selectors
from tuque.contact_centre.rescue.models import EmergencyService
from tuque.contact_centre.rescue.steps import FAILED, Kind, State
from tuque.contact_centre.rescue.words import (
    CERTAINTIES,
    DEBRIEFS,
    DECISIONS,
    ENGAGED,
    FOUND,
    HOW,
    OFFERS,
    REASONS,
    SOURCES,
    STEPS,
    Words,
)

NOTE_ROWS = {"rows": 2}
NOTE = pgettext_lazy("rescue", "Note")


def radio(label: Any, choices: Words) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(choices.items()), widget=forms.RadioSelect)


def note_field(label: Any = NOTE, *, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=2000, widget=forms.Textarea(attrs=NOTE_ROWS))


class ActForm(forms.Form):
    """Nothing to write: the act says it all."""

    WORDS: ClassVar = ("note", "place", "reference")

    def __init__(self, data: Any = None, *, viewer: Worker, state: State, kind: Kind, initial: Any = None) -> None:
        super().__init__(data, auto_id=f"{kind.value}_%s", initial=initial)
        self.viewer, self.state = viewer, state

    def codes(self) -> Mapping[str, str]:
        return {name: str(value) for name, value in self.cleaned_data.items() if name not in self.WORDS and value}

    def words(self) -> Mapping[str, str]:
        return {name: self.cleaned_data[name] for name in self.WORDS if self.cleaned_data.get(name)}


class Engage(ActForm):
    outcome = radio(_("How it went"), ENGAGED)
    note = note_field()


class Propose(ActForm):
    decision = radio(_("What you propose"), DECISIONS)
    note = note_field(_("Why"), required=True)


class Agree(ActForm):
    decision = forms.CharField(widget=forms.HiddenInput)


class Disagree(ActForm):
    note = note_field(_("Why not"), required=True)


class Locate(ActForm):
    certainty = radio(_("The location is"), CERTAINTIES)
    source = forms.ChoiceField(label=_("How we know"), choices=list(SOURCES.items()))
    area = forms.CharField(
        label=_("Area"),
        required=False,
        max_length=80,
        help_text=_("The emergency services of this area come first."),
        widget=forms.TextInput(attrs={"list": "rescue-areas"}),
    )
    place = forms.CharField(
        label=_("Where, in words"), required=False, max_length=500, widget=forms.Textarea(attrs=NOTE_ROWS)
    )

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("certainty") in {"known", "partial"}:
            if not clean.get("place"):
                self.add_error("place", _("Write where, as far as it is known."))
            if clean.get("source") == "none":
                self.add_error("source", _("Say how we know: the emergency service will ask."))
        return clean


class Call(ActForm):
    service = forms.ChoiceField(label=_("Which service"))
    reference = forms.CharField(
        label=_("Their reference"), required=False, max_length=80, help_text=_("May be added later.")
    )

    def __init__(self, data: Any = None, *, viewer: Worker, state: State, kind: Kind, initial: Any = None) -> None:
        super().__init__(data, viewer=viewer, state=state, kind=kind, initial=initial)
        area = state.location.data.get("area", "") if state.location else ""
        found = selectors.list_services(viewer, area=area)
        self.fields["service"].choices = [(str(one.public_id), service_label(one)) for one in found]  # type: ignore[attr-defined]


def service_label(service: EmergencyService) -> str:
    where = service.area or str(_("Everywhere"))
    return f"{service.name} · {service.number} · {where}"


class OfACall(ActForm):
    call = forms.TypedChoiceField(label=_("Which call"), coerce=int)

    def __init__(self, data: Any = None, *, viewer: Worker, state: State, kind: Kind, initial: Any = None) -> None:
        super().__init__(data, viewer=viewer, state=state, kind=kind, initial=initial)
        names = {
            str(one.public_id): one.name for one in EmergencyService.objects.filter(organization=viewer.organization)
        }
        calls = [call for call in state.calls if self.takes(call.found)]
        self.fields["call"].choices = [(call.number, f"{call.number}: {names.get(call.service, '')}") for call in calls]  # type: ignore[attr-defined]
        if len(calls) == 1:
            self.fields["call"].widget = forms.HiddenInput()
            self.fields["call"].initial = calls[0].number

    def takes(self, found: str) -> bool:
        return True


class Refer(OfACall):
    reference = forms.CharField(label=_("Their reference"), max_length=80)


class End(OfACall):
    found = radio(_("What happened"), FOUND)
    note = note_field()

    def takes(self, found: str) -> bool:
        return not found


class Confirm(ActForm):
    how = radio(_("How it is known"), HOW)
    note = note_field()

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("how") == FAILED and not clean.get("note"):
            self.add_error("note", _("Write what was tried, and what is done next."))
        return clean


class Debrief(ActForm):
    after = radio(_("After the debrief"), DEBRIEFS)
    note = note_field()


class Offer(ActForm):
    answer = radio(_("The person’s answer"), OFFERS)
    note = note_field()


class Skip(ActForm):
    step = forms.ChoiceField(label=_("Which step"))
    reason = forms.ChoiceField(label=_("Why it is left out"), choices=list(REASONS.items()))
    note = note_field()

    def __init__(self, data: Any = None, *, viewer: Worker, state: State, kind: Kind, initial: Any = None) -> None:
        super().__init__(data, viewer=viewer, state=state, kind=kind, initial=initial)
        self.fields["step"].choices = [(step.value, STEPS[step]) for step in state.owed()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("reason") == "other" and not clean.get("note"):
            self.add_error("note", _("Write the reason."))
        return clean


class Note(ActForm):
    note = note_field(required=True)


FORMS: Mapping[Kind, type[ActForm]] = {
    Kind.ATTEMPT: ActForm,
    Kind.PAGED: ActForm,
    Kind.ACKNOWLEDGED: ActForm,
    Kind.ENGAGED: Engage,
    Kind.PROPOSED: Propose,
    Kind.DECIDED: Agree,
    Kind.DISAGREED: Disagree,
    Kind.LOCATED: Locate,
    Kind.CALLED: Call,
    Kind.REFERENCED: Refer,
    Kind.ENDED: End,
    Kind.CONFIRMED: Confirm,
    Kind.DEBRIEFED: Debrief,
    Kind.OFFERED: Offer,
    Kind.SKIPPED: Skip,
    Kind.NOTED: Note,
    Kind.CLOSED: ActForm,
}


class BeginForm(forms.Form):
    attempt = forms.BooleanField(required=False)
    drill = forms.BooleanField(required=False)


class ServiceForm(forms.Form):
    """A service that may be called."""

    kind = forms.ChoiceField(label=pgettext_lazy("emergency service", "Kind"), choices=EmergencyService.Kind.choices)
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    name_fr = forms.CharField(label=_("Name in French"), max_length=120)
    area = forms.CharField(
        label=_("Area"),
        required=False,
        max_length=80,
        help_text=_("A city or a region, always written alike. Leave empty for a service that answers everywhere."),
        widget=forms.TextInput(attrs={"list": "rescue-areas"}),
    )
    number = forms.CharField(
        label=_("Number to dial"),
        max_length=30,
        help_text=_(
            "From another place, 911 reaches the wrong city: write the ten-digit number of the answering point."
        ),
    )

    def service(self) -> EmergencyService:
        return EmergencyService(**self.cleaned_data)
