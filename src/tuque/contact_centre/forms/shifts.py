"""A shift as someone writes it: a day, hours, a person, a place, languages, a break."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuque.accounts.api import Worker
from tuque.contact_centre.models import PlannedShift
from tuque.contact_centre.selectors import rota

LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LONGEST = timedelta(hours=16)


class ShiftForm(forms.Form):
    """An end before the start is of the next day."""

    worker = forms.ModelChoiceField(
        label=_("Who"),
        queryset=Worker.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("Nobody yet: an open place"),
    )
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    starts = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(
        label=_("To"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Earlier than the start: the next morning."),
    )
    centre = forms.SlugField(
        label=_("Centre"),
        max_length=40,
        help_text=_("The code that its contacts bear."),
        widget=forms.TextInput(attrs={"list": "centres"}),
    )
    languages = forms.MultipleChoiceField(label=_("Languages"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple)
    skills = forms.CharField(label=_("Other skills (codes, commas between)"), max_length=200, required=False)
    pause = forms.TimeField(
        label=_("Break from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    pause_minutes = forms.IntegerField(label=_("Break, minutes"), min_value=0, max_value=120, required=False)

    def __init__(self, *args: Any, viewer: Worker, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = viewer.organization.zone
        self.fields["worker"].queryset = rota.list_plannable(viewer)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if {"day", "starts", "ends"} <= clean.keys():
            clean["starts_at"] = self._at(clean["starts"], after=None)
            clean["ends_at"] = self._at(clean["ends"], after=clean["starts_at"])
            clean["pause_at"] = self._at(clean["pause"], after=clean["starts_at"]) if clean.get("pause") else None
            if clean["ends_at"] - clean["starts_at"] > LONGEST:
                self.add_error("ends", _("This shift lasts more than 16 hours. Check the times."))
            elif (
                clean["pause_at"]
                and clean["pause_at"] + timedelta(minutes=clean.get("pause_minutes") or 0) > clean["ends_at"]
            ):
                self.add_error("pause", _("The break is not within the shift. Check its time and its minutes."))
        return clean

    def _at(self, time: Any, *, after: datetime | None) -> datetime:
        moment = datetime.combine(self.cleaned_data["day"], time, tzinfo=self.zone)
        return moment + timedelta(days=1) if after is not None and moment <= after else moment

    def clean_skills(self) -> list[str]:
        return sorted({code.strip() for code in self.cleaned_data["skills"].split(",") if code.strip()})

    def shift(self) -> PlannedShift:
        clean = self.cleaned_data
        return PlannedShift(
            worker=clean["worker"],
            centre=clean["centre"],
            languages=sorted(clean["languages"]),
            skills=clean["skills"],
            starts_at=clean["starts_at"],
            ends_at=clean["ends_at"],
            pause_at=clean["pause_at"],
            pause_minutes=(clean["pause_minutes"] or 0) if clean["pause_at"] else 0,
        )


class WeekForm(forms.Form):
    """A week, by any of its days."""

    week = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
