"""Requests made into clean values: any record of HSDS by one form, both languages side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuque.directory import chosen, vocabulary
from tuque.directory.chosen import Chosen
from tuque.directory.clearing import ClearText, misleads
from tuque.directory.hsds.objects import OBJECTS, Field, Kind
from tuque.directory.imports import values
from tuque.directory.imports.reasons import REASONS
from tuque.directory.imports.values import Unusable
from tuque.directory.labels import CHOICES, HINTS, HOLIDAYS, VOICE, label
from tuque.directory.models import FieldText
from tuque.directory.models.sources import TextState

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
    "service_at_location": ["description"],
}


@dataclass(frozen=True)
class Other:
    """The text of one field in another language than its record's, and how sure it is."""

    language: str
    name: str
    field: Any
    state: Any
    warning: str


@dataclass(frozen=True)
class Pair:
    """One field in its record's language, and in each other one where it is words."""

    own: Any
    others: list[Other]

    @property
    def is_told(self) -> bool:
        return bool(self.own.value()) or any(one.field.value() for one in self.others)


class RecordForm(forms.Form):
    """One record: `f.<field>` in its own language, `t.<field>` in the other, `t.<field>.<language>` in a third; `s.` instead of `t.`
    is how sure that text is. What is chosen from lists stands before: `chosen.py`."""

    def __init__(
        self,
        data: Any = None,
        *,
        entity: str,
        record: Any = None,
        texts: Mapping[str, Mapping[str, FieldText]] | None = None,
        written_in: str = "en",
        reader: str = "en",
        also: str = "",
    ) -> None:
        super().__init__(data)
        self.is_cleared = False  # something was taken out of what was written: clearing.py
        self.entity, self.record, self.texts, self.reader = entity, record, texts or {}, reader
        self.written_in = record.written_in if record is not None else written_in
        self.other = OTHER.get(self.written_in, "en")
        known = {language for by_language in self.texts.values() for language in by_language}
        more = sorted((known | ({also} if also else set())) - {self.written_in, self.other})
        self.languages = [self.other, *more]
        self.chosen = chosen.fields(entity, record, reader)
        self.fields.update(self.chosen)
        replaced = chosen.in_place_of(entity, record)
        self.names = [name for name in SHOWN[entity] if name not in replaced]
        for name in self.names:
            self._add(OBJECTS[entity].fields[name])
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

    def _add(self, field: Field) -> None:
        held = getattr(self.record, field.at, None) if self.record is not None else None
        if isinstance(held, float) and held.is_integer():
            held = int(held)  # an age of 18, not of 18.0
        self.fields[f"f.{field.name}"] = self._field(field, initial=held)
        for language in self.languages if field.kind is Kind.LONG else ():
            known = self.texts.get(field.name, {}).get(language)
            key = self._key(field.name, language)
            self.fields[f"t.{key}"] = self._field(field, initial=known.text if known else "")
            self.fields[f"t.{key}"].required = False
            self.fields[f"s.{key}"] = forms.ChoiceField(
                required=False,
                choices=TextState.choices,
                initial=known.state if known else TextState.WRITTEN,
                label=_("How sure it is"),
            )

    def _key(self, name: str, language: str) -> str:
        return name if language == self.other else f"{name}.{language}"

    def _field(self, field: Field, *, initial: Any) -> forms.Field:
        required = (
            field.name in ("name", "number", "address_1", "available")
            and field.name in OBJECTS[self.entity].required
            and self.entity != "language"
        )
        options: dict[str, Any] = {
            "required": required,
            "label": label(field.name),
            "initial": initial,
            "help_text": HINTS.get(field.name, ""),
        }
        if field.name == "type" and self.record is None:
            options["initial"] = initial = VOICE
        if field.name in CHOICES:
            codes = [code for code, _words in CHOICES[field.name]]
            # What is none of ours stays as it is until somebody chooses.
            held = [] if initial in (None, *codes) else [(initial, initial or _("Nobody said"))]
            return forms.ChoiceField(choices=[*CHOICES[field.name], *held], **options)
        if field.kind is Kind.LONG and field.name in LINES:
            return forms.CharField(max_length=50_000, widget=forms.Textarea(attrs={"rows": 4}), **options)
        return forms.CharField(max_length=4_000, **options)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in self.names:
            for key in (f"f.{name}", *(f"t.{self._key(name, language)}" for language in self.languages)):
                if key not in self.fields or key not in cleaned or isinstance(self.fields[key], forms.ChoiceField):
                    continue
                self.is_cleared = self.is_cleared or misleads(cleaned[key])
                try:
                    cleaned[key] = values.clean(cleaned[key], OBJECTS[self.entity].fields[name].kind)
                except Unusable as problem:
                    self.add_error(key, str(REASONS[problem.reason]))
        if self.entity == "service":
            wrong = chosen.contradicts(str(cleaned.get("fee_type") or ""), str(cleaned.get("f.fees_description") or ""))
            if wrong and cleaned.get("fee_type") != getattr(self.record, "fee_type", ""):
                self.add_error("fee_type", wrong)
        if self.entity == "language" and not cleaned.get("spoken") and not cleaned.get("f.name"):
            self.add_error("spoken", _("Choose the language, or write its name."))
        return cleaned

    def _read(self) -> Chosen:
        return chosen.read(self.entity, self.cleaned_data, self.record, written_in=self.written_in, other=self.other)

    @property
    def values(self) -> dict[str, Any]:
        found = {name: self.cleaned_data[f"f.{name}"] for name in self.names}
        found |= {name: self.cleaned_data[name] for name in ("is_confidential", "on_holidays") if name in self.fields}
        return found | dict(self._read().values)

    @property
    def other_texts(self) -> dict[tuple[str, str], str]:
        return {(name, language): self.cleaned_data[f"t.{key}"] for name, language, key in self._texts()} | dict(
            self._read().texts
        )

    @property
    def states(self) -> dict[tuple[str, str], str]:
        return {(name, language): self.cleaned_data.get(f"s.{key}") or "" for name, language, key in self._texts()}

    def _texts(self) -> Iterator[tuple[str, str, str]]:
        for name in self.names:
            for language in self.languages:
                key = self._key(name, language)
                if f"t.{key}" in self.fields:
                    yield name, language, key

    def lists(self) -> Iterator[Any]:
        """What is chosen from a list; how often it is so before on which days."""
        return (self[name] for name in (*self._before_days(), *self.chosen))

    def _before_days(self) -> tuple[str, ...]:
        return ("f.freq",) if "days" in self.chosen else ()

    def pairs(self) -> Iterator[Pair]:
        """Each field of HSDS with its other languages beside it."""
        for name in self.names:
            if f"f.{name}" in self._before_days():
                continue
            others = [
                self._other(name, language)
                for language in self.languages
                if f"t.{self._key(name, language)}" in self.fields
            ]
            yield Pair(self[f"f.{name}"], others)

    def _other(self, name: str, language: str) -> Other:
        known = self.texts.get(name, {}).get(language)
        is_doubtful = known is not None and known.state in (TextState.STALE, TextState.MACHINE)
        key = self._key(name, language)
        warning = known.get_state_display() if known is not None and is_doubtful else ""
        return Other(language, language_name(language, self.reader), self[f"t.{key}"], self[f"s.{key}"], str(warning))

    @property
    def other_names(self) -> list[str]:
        return [language_name(language, self.reader) for language in self.languages]

    @property
    def own_language(self) -> str:
        return language_name(self.written_in, self.reader)

    def plain(self) -> Iterator[Any]:
        return (self[name] for name in ("is_confidential", "on_holidays") if name in self.fields)


def language_name(code: str, reader: str) -> str:
    """English and français as they call themselves; any other as the reader calls it."""
    own = {"en": "English", "fr": "français"}.get(code[:2])
    known = vocabulary.find_language("", iso=code)
    return own or (known.name(reader) if known else code)


def further_languages(form: RecordForm) -> list[tuple[str, str]]:
    """(code, name) of those that a text may be added in."""
    named = {
        one.iso: one.name(form.reader)
        for one in reversed(list(vocabulary.languages().values()))
        if one.iso and not one.within
    }
    there = {form.written_in, *form.languages}
    return sorted(
        ((code, name) for code, name in named.items() if code not in there), key=lambda one: vocabulary.folded(one[1])
    )


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
    name = ClearText(max_length=200, required=False, label=_("Name of the source"))
    language = forms.ChoiceField(choices=[("en", _("English")), ("fr", _("French"))], label=_("Language of its texts"))
    licence = ClearText(max_length=200, required=False, label=_("Licence"))
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


class CountForm(forms.Form):
    """How many are free, counted now."""

    available = forms.FloatField(min_value=0, max_value=1_000_000)
