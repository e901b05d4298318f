"""A request made into clean values: a line, its hours, a closure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tuque.channels import lines
from tuque.channels.codes import HOLIDAY, Channel, Opening, Way
from tuque.channels.models import Line
from tuque.channels.opening import Hours

ZONES = (
    "America/St_Johns",
    "America/Halifax",
    "America/Toronto",
    "America/Winnipeg",
    "America/Regina",
    "America/Edmonton",
    "America/Vancouver",
    "America/Whitehorse",
)
PERIODS = 2
NUMBER = re.compile(r"[0-9+()\-. ]{3,20}")
OWN_NAMES = {"en": "English", "fr": "Français"}


class LineForm(forms.Form):
    """What a line is. `line` is the one that is changed; its code stays."""

    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    name_fr = forms.CharField(label=_("Name in French"), max_length=120)
    code = forms.SlugField(
        label=_("Word in its address"),
        max_length=40,
        help_text=_("It stays in the history of a person’s browser: choose a word that tells nothing, as “maple”."),
    )
    channels = forms.MultipleChoiceField(
        label=_("Answered on this site by"),
        choices=Channel.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: the line is answered elsewhere, and is only listed here."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"), choices=tuple(OWN_NAMES.items()), widget=forms.CheckboxSelectMultiple
    )
    places = forms.MultipleChoiceField(
        label=_("Places that it serves"), required=False, help_text=_("None chosen: everywhere.")
    )
    keep_days = forms.IntegerField(
        label=_("Words are kept, in days after the end"),
        min_value=1,
        max_value=365,
        initial=30,
        help_text=_("People are told before they write. A change holds for conversations that end from now on."),
    )
    confidentiality_en = forms.CharField(
        label=_("More about confidentiality, in English"), required=False, max_length=600, widget=forms.Textarea
    )
    confidentiality_fr = forms.CharField(
        label=_("More about confidentiality, in French"), required=False, max_length=600, widget=forms.Textarea
    )
    phones = forms.CharField(label=_("Phone numbers, one to a line"), required=False, widget=forms.Textarea)
    texts = forms.CharField(label=_("Numbers for text messages, one to a line"), required=False, widget=forms.Textarea)
    pages = forms.CharField(label=_("Web pages, one to a line"), required=False, widget=forms.Textarea)
    emergency_number = forms.RegexField(label=_("Number for an emergency"), regex=NUMBER, initial="9-1-1")
    leaves_to = forms.URLField(
        label=_("Where “Leave this page” goes"),
        required=False,
        assume_scheme="https",
        help_text=_("A page that tells nothing, such as the weather. None: an empty page."),
    )

    def __init__(self, *values: Any, line: Line | None = None, **named: Any) -> None:
        super().__init__(*values, **named)
        self.line = line
        places = self.fields["places"]
        places.choices = lines.place_names()  # type: ignore[attr-defined]
        places.widget.attrs["size"] = 6
        for name in ("phones", "texts", "pages", "confidentiality_en", "confidentiality_fr"):
            self.fields[name].widget.attrs["rows"] = 2
        if line is not None:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if bool(clean.get("confidentiality_en")) != bool(clean.get("confidentiality_fr")):
            missing = "confidentiality_fr" if clean.get("confidentiality_en") else "confidentiality_en"
            self.add_error(missing, gettext("Write it in both languages, or in neither."))
        return clean

    def clean_leaves_to(self) -> str:
        return self._web(str(self.cleaned_data["leaves_to"]))

    def clean_phones(self) -> list[tuple[Way, str]]:
        return [(Way.PHONE, self._number(one)) for one in _lines(self.cleaned_data["phones"])]

    def clean_texts(self) -> list[tuple[Way, str]]:
        return [(Way.TEXT, self._number(one)) for one in _lines(self.cleaned_data["texts"])]

    def clean_pages(self) -> list[tuple[Way, str]]:
        return [(Way.WEB, self._web(one)) for one in _lines(self.cleaned_data["pages"])]

    def _number(self, text: str) -> str:
        if not NUMBER.fullmatch(text):
            raise forms.ValidationError(
                gettext("“%(text)s” is no number. Write digits, as 204-555-0100.") % {"text": text}
            )
        return text

    def _web(self, text: str) -> str:
        parts = urlsplit(text)
        if text and (parts.scheme != "https" or not parts.netloc or len(text) > 200):
            raise forms.ValidationError(
                gettext("“%(text)s” is no address of a page. It begins with https://.") % {"text": text}
            )
        return text

    @property
    def ways(self) -> list[tuple[Way, str]]:
        clean = self.cleaned_data
        return list(dict.fromkeys([*clean["phones"], *clean["texts"], *clean["pages"]]))

    @property
    def values(self) -> dict[str, Any]:
        """What the line's row takes."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("phones", "texts", "pages")}


def values_of(line: Line) -> dict[str, Any]:
    """A line as its form shows it."""
    listed: dict[str, list[str]] = {Way.PHONE: [], Way.TEXT: [], Way.WEB: []}
    for one in line.ways.order_by("pk"):
        listed[one.way].append(one.value)
    own = {name: getattr(line, name) for name in LineForm.base_fields if hasattr(line, name)}
    return own | {
        "phones": "\n".join(listed[Way.PHONE]),
        "texts": "\n".join(listed[Way.TEXT]),
        "pages": "\n".join(listed[Way.WEB]),
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@dataclass
class Period:
    """From, to, as typed in one row of the hours."""

    name: str
    opens: str = ""
    closes: str = ""


@dataclass
class Day:
    weekday: int
    label: str
    periods: list[Period]
    error: str = ""


@dataclass
class HoursForm:
    """The week of a line, two periods a day, and the day of a holiday."""

    opening: str
    time_zone: str
    holidays_of: str
    days: list[Day]
    hours: list[Hours] = field(default_factory=list)
    error: str = ""

    @classmethod
    def of(cls, line: Line) -> "HoursForm":
        found: dict[int, list[tuple[time, time]]] = {}
        for one in line.hours.order_by("opens"):
            found.setdefault(one.weekday, []).append((one.opens, one.closes))
        days = [_day(number, found.get(number, [])) for number in range(HOLIDAY + 1)]
        return cls(line.opening, line.time_zone, line.holidays_of, days)

    @classmethod
    def read(cls, line: Line, post: Mapping[str, str]) -> "HoursForm":
        form = cls(
            post.get("opening", ""),
            post.get("time_zone", ""),
            post.get("holidays_of", ""),
            [_day(number, []) for number in range(HOLIDAY + 1)],
        )
        for day in form.days:
            for period in day.periods:
                period.opens = post.get(f"opens.{period.name}", "").strip()[:5]
                period.closes = post.get(f"closes.{period.name}", "").strip()[:5]
            form.hours += form._hours_of(day)
        if form.opening not in Opening.values or form.time_zone not in form.zones or not form._knows_holidays():
            form.error = gettext("Choose when it answers, its time zone and its holidays from the lists.")
        elif form.opening == Opening.BY_HOURS and not form.hours and not form.has_errors:
            form.error = gettext("Write the hours of at least one day, or choose that they are not known.")
        return form

    def _hours_of(self, day: Day) -> Iterator[Hours]:
        begun = set()
        for period in day.periods:
            opens, closes = _time(period.opens), _time(period.closes)
            if opens is None and closes is None and not (period.opens or period.closes):
                continue
            if opens is None or closes is None:
                day.error = gettext("Write both times, as 09:00 and 17:00.")
            elif opens in begun:
                day.error = gettext("Two periods begin at the same time.")
            else:
                begun.add(opens)
                yield Hours(day.weekday, opens, closes)

    def _knows_holidays(self) -> bool:
        return self.holidays_of in ("", *(code for code, _name in lines.place_names()))

    @property
    def has_errors(self) -> bool:
        return bool(self.error) or any(day.error for day in self.days)

    @property
    def zones(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*ZONES, settings.TIME_ZONE]))


def _day(number: int, hours: list[tuple[time, time]]) -> Day:
    names = (*(capfirst(day) for day in WEEKDAYS.values()), gettext("On holidays"))
    periods = [Period(f"{number}.{place}") for place in range(PERIODS)]
    for period, (opens, closes) in zip(periods, hours, strict=False):
        period.opens, period.closes = opens.strftime("%H:%M"), closes.strftime("%H:%M")
    return Day(number, names[number], periods)


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text) if re.fullmatch(r"\d\d:\d\d", text) else None
    except ValueError:
        return None


class ClosureForm(forms.Form):
    """In the line's own time."""

    starts = forms.DateTimeField(label=_("Closed from"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    ends = forms.DateTimeField(
        label=pgettext_lazy("closure", "Until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    reason_en = forms.CharField(label=_("Why, in English"), required=False, max_length=200)
    reason_fr = forms.CharField(label=_("Why, in French"), required=False, max_length=200)

    def __init__(self, *values: Any, zone: ZoneInfo, **named: Any) -> None:
        super().__init__(*values, **named)
        self.zone = zone

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        for name in ("starts", "ends"):
            if name in clean:
                clean[name] = self._here(clean[name])
        if "starts" in clean and "ends" in clean and clean["ends"] <= clean["starts"]:
            self.add_error("ends", gettext("It must end after it begins."))
        if bool(clean.get("reason_en")) != bool(clean.get("reason_fr")):
            missing = "reason_fr" if clean.get("reason_en") else "reason_en"
            self.add_error(missing, gettext("Write it in both languages, or in neither."))
        return clean

    def _here(self, typed: datetime) -> datetime:
        """Django took it for the site's own time; it is the line's."""
        return typed.replace(tzinfo=self.zone)
