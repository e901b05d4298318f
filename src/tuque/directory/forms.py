"""Requests made into clean values: any record of HSDS by one form, both languages side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuque.directory import vocabulary
from tuque.directory.hsds.objects import OBJECTS, Field, Kind
from tuque.directory.imports import values
from tuque.directory.imports.reasons import REASONS
from tuque.directory.imports.values import Unusable
from tuque.directory.labels import CHOICES, HINTS, HOLIDAYS, label
from tuque.directory.models import FieldText

LINES = {
    "description",
    "eligibility_description",
    "application_process",
    "fees_description",
    "alert",
    "details",
    "notes",
    "transportation",
}
OTHER = {"en": "fr", "fr": "en"}
# Which fields an editor meets, most wanted first; the rest of HSDS is kept as it came and shown to programs.
SHOWN = {
    "service": [
        "name",
        "alternate_name",
        "description",
        "eligibility_description",
        "minimum_age",
        "maximum_age",
        "application_process",
        "fees_description",
        "wait_time",
        "interpretation_services",
        "alert",
        "status",
        "url",
        "email",
    ],
    "organization": ["name", "alternate_name", "description", "email", "website", "legal_status"],
    "location": ["name", "alternate_name", "description", "transportation", "latitude", "longitude", "location_type"],
    "address": ["address_1", "address_2", "city", "region", "state_province", "postal_code", "country", "address_type"],
    "phone": ["number", "extension", "type", "description"],
    "schedule": ["byday", "opens_at", "closes_at", "freq", "valid_from", "valid_to", "description", "notes"],
    "language": ["name", "note"],
    "accessibility": ["description", "details"],
    "cost_option": ["option", "amount", "currency", "amount_description"],
    "required_document": ["document"],
    "service_area": ["name", "description"],
    "service_capacity": ["available", "maximum", "description"],
    "url": ["label", "url"],
    "contact": ["name", "title", "department", "email"],
}


@dataclass(frozen=True)
class Pair:
    """One field in its record's language, and in the other one where it is words."""

    own: Any
    other: Any
    state: str


class RecordForm(forms.Form):
    """One record: `f.<field>` in its own language, `t.<field>` in the other."""

    def __init__(
        self,
        data: Any = None,
        *,
        entity: str,
        record: Any = None,
        texts: Mapping[str, Mapping[str, FieldText]] | None = None,
        written_in: str = "en",
    ) -> None:
        super().__init__(data)
        self.entity, self.record, self.texts = entity, record, texts or {}
        self.written_in = record.written_in if record is not None else written_in
        self.other = OTHER.get(self.written_in, "en")
        for name in SHOWN[entity]:
            field = OBJECTS[entity].fields[name]
            self.fields[f"f.{name}"] = self._field(
                field, initial=getattr(record, field.at, None) if record is not None else None
            )
            if field.kind is Kind.LONG:
                known = self.texts.get(name, {}).get(self.other)
                self.fields[f"t.{name}"] = self._field(field, initial=known.text if known else "")
                self.fields[f"t.{name}"].required = False
        if entity in ("service", "location", "organization", "phone", "address"):
            initial = bool(record is not None and record.is_confidential)
            self.fields["is_confidential"] = forms.BooleanField(
                required=False, label=_("Confidential"), initial=initial
            )
        if entity == "service":
            initial_days = record.on_holidays if record is not None else ""
            self.fields["on_holidays"] = forms.ChoiceField(
                required=False, choices=HOLIDAYS, label=_("On public holidays"), initial=initial_days
            )

    def _field(self, field: Field, *, initial: Any) -> forms.Field:
        required = (
            field.name in ("name", "number", "address_1", "available") and field.name in OBJECTS[self.entity].required
        )
        options: dict[str, Any] = {
            "required": required,
            "label": label(field.name),
            "initial": initial,
            "help_text": HINTS.get(field.name, ""),
        }
        if field.name in CHOICES:
            return forms.ChoiceField(choices=CHOICES[field.name], **options)
        if field.kind is Kind.LONG and field.name in LINES:
            return forms.CharField(max_length=50_000, widget=forms.Textarea(attrs={"rows": 4}), **options)
        return forms.CharField(max_length=4_000, **options)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in SHOWN[self.entity]:
            for key in (f"f.{name}", f"t.{name}"):
                if key not in self.fields or key not in cleaned or isinstance(self.fields[key], forms.ChoiceField):
                    continue
                try:
                    cleaned[key] = values.clean(cleaned[key], OBJECTS[self.entity].fields[name].kind)
                except Unusable as problem:
                    self.add_error(key, str(REASONS[problem.reason]))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        found = {name: self.cleaned_data[f"f.{name}"] for name in SHOWN[self.entity]}
        return found | {
            name: self.cleaned_data[name] for name in ("is_confidential", "on_holidays") if name in self.fields
        }

    @property
    def other_texts(self) -> dict[tuple[str, str], str]:
        return {
            (name, self.other): self.cleaned_data[f"t.{name}"]
            for name in SHOWN[self.entity]
            if f"t.{name}" in self.fields
        }

    def pairs(self) -> Iterator[Pair]:
        """Each field of HSDS with its other language beside it."""
        for name in SHOWN[self.entity]:
            other = self[f"t.{name}"] if f"t.{name}" in self.fields else None
            known = self.texts.get(name, {}).get(self.other)
            yield Pair(
                self[f"f.{name}"], other, known.get_state_display() if known and known.state != "written" else ""
            )

    def plain(self) -> Iterator[Any]:
        return (self[name] for name in ("is_confidential", "on_holidays") if name in self.fields)


class FeedForm(forms.Form):
    """A file brought in from the portal."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "HSDS (JSON, or tables in a .zip), AIRS XML, iCarol, data·inclusion; or any CSV or GeoJSON with a mapping."
        ),
    )
    source = forms.SlugField(
        max_length=60,
        label=_("Code of the source"),
        help_text=_("What comes again under the same code is compared: city-feed, for example."),
    )
    name = forms.CharField(max_length=200, required=False, label=_("Name of the source"))
    language = forms.ChoiceField(choices=[("en", _("English")), ("fr", _("French"))], label=_("Language of its texts"))
    licence = forms.CharField(max_length=200, required=False, label=_("Licence"))
    mapping = forms.ChoiceField(required=False, label=_("Mapping, for a table"))
    own_mapping = forms.CharField(
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        label=_("Or your own mapping (TOML)"),
    )

    def __init__(self, *args: Any, mappings: list[str], **more: Any) -> None:
        super().__init__(*args, **more)
        none = ("", _("None: the file is not a plain table"))
        self.fields["mapping"] = forms.ChoiceField(
            required=False, label=_("Mapping, for a table"), choices=[none, *((one, one) for one in mappings)]
        )


def topic_choices(language: str) -> list[tuple[str, str, bool]]:
    """(code, words, is it within another) of every topic, in order."""
    return [(one.code, one.name(language), bool(one.within)) for one in vocabulary.topics().values()]
