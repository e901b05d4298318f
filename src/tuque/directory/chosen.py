"""What an editor chooses from a list, in the place of words and codes: kinds of fee and of access, languages, days, units. Each becomes
what HSDS writes, so that programs read it and a feed gives it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tuque.directory import vocabulary
from tuque.directory.vocabulary import Class

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREE, FREE_WORDS = "FREE", {"en": "Free", "fr": "Gratuit"}
KEEP = "="  # a unit that is none of ours, as it is
UNSAID_ACCESS = frozenset({"NOTAPPLICABLE", "UNKNOWN"})
WHICH = [
    ("1", pgettext_lazy("of the month", "First")),
    ("2", pgettext_lazy("of the month", "Second")),
    ("3", pgettext_lazy("of the month", "Third")),
    ("4", pgettext_lazy("of the month", "Fourth")),
    ("-1", pgettext_lazy("of the month", "Last")),
]


@dataclass(frozen=True)
class Chosen:
    """Fields of the record, and texts in other languages, that follow from what was chosen."""

    values: Mapping[str, Any]
    texts: Mapping[tuple[str, str], str]


NOTHING = Chosen({}, {})


WEEK = tuple((code, WEEKDAYS[number]) for number, code in enumerate(CODES))


def plain_days(record: Any) -> bool:
    """Whether the rule of a schedule is days of the week, which a person may tick."""
    held = _days_of(record)
    return held is not None and bool(held[1]) and not any(letter.isdigit() for letter in record.byday)


def fields(entity: str, record: Any, reader: str) -> dict[str, forms.Field]:
    """The fields of a form, by name, in the order in which they stand before the others."""
    makes = {
        "service": _fee_fields,
        "accessibility": _access_fields,
        "language": _language_fields,
        "schedule": _day_fields,
        "service_capacity": _unit_fields,
    }
    return makes[entity](record, reader) if entity in makes else {}


def in_place_of(entity: str, record: Any) -> frozenset[str]:
    """The fields of words that the lists stand for altogether."""
    return frozenset({"byday"}) if entity == "schedule" and _days_of(record) is not None else frozenset()


def read(entity: str, clean: Mapping[str, Any], record: Any, *, written_in: str, other: str) -> Chosen:
    """What was chosen, where it is another choice than before."""
    if entity == "service":
        return _fee(str(clean.get("fee_type") or ""), record, written_in, other)
    if entity == "accessibility":
        return _access(str(clean.get("kind") or ""), clean, record, written_in, other)
    if entity == "language":
        return _language(str(clean.get("spoken") or ""), record, written_in)
    if entity == "schedule" and "days" in clean:
        return Chosen(_days(clean), {})
    return NOTHING


def _select(label: Any, options: list[tuple[str, Any]], initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(required=False, label=label, choices=options, initial=initial)


def _fee_fields(record: Any, reader: str) -> dict[str, forms.Field]:
    options: list[tuple[str, Any]] = [("", gettext_lazy("Nobody said"))]
    options += [
        (one.code, gettext_lazy("Free of charge") if one.code == FREE else one.name(reader))
        for one in vocabulary.fees().values()
    ]
    return {"fee_type": _select(gettext_lazy("Kind of fee"), options, getattr(record, "fee_type", ""))}


def _fee(code: str, record: Any, written_in: str, other: str) -> Chosen:
    if code == (record.fee_type if record is not None else ""):
        return NOTHING
    return Chosen({"fees": _fee_words(code, written_in)}, {("fees", other): _fee_words(code, other)})


def _fee_words(code: str, language: str) -> str:
    if code == FREE:
        return FREE_WORDS["fr" if language.startswith("fr") else "en"]
    known = vocabulary.fees().get(code)
    return known.name(language) if known else ""


def contradicts(code: str, fees_description: str) -> str:
    """A sentence, where the words about the cost name another kind of fee."""
    said = vocabulary.find_fee(fees_description)
    if code and said and said.code != code:
        return _("“What it costs” says otherwise: change its words, or choose the same here.")
    return ""


def _access_fields(record: Any, reader: str) -> dict[str, forms.Field]:
    options: list[tuple[str, Any]] = [("", gettext_lazy("Other: in words"))]
    options += [(one.code, one.name(reader)) for one in _named(vocabulary.accessibilities(), UNSAID_ACCESS)]
    return {"kind": _select(gettext_lazy("Kind of access"), options, getattr(record, "kind", ""))}


def _access(code: str, clean: Mapping[str, Any], record: Any, written_in: str, other: str) -> Chosen:
    """The kind's own name is the description; words that stood there go to the details."""
    kind = vocabulary.accessibilities().get(code)
    if kind is None or (record is not None and code == record.kind):
        return NOTHING
    words = str(clean.get("f.description") or "")
    values: dict[str, Any] = {"description": kind.name(written_in)}
    if words and vocabulary.find_accessibility(words) is None:
        values["details"] = "\n".join(one for one in (str(clean.get("f.details") or ""), words) if one)
    return Chosen(values, {("description", other): kind.name(other)})


def _language_fields(record: Any, reader: str) -> dict[str, forms.Field]:
    options: list[tuple[str, Any]] = [("", gettext_lazy("Another one: in words")), *languages(reader)]
    return {"spoken": _select(pgettext_lazy("directory", "Language spoken"), options, getattr(record, "spoken", ""))}


def languages(reader: str) -> list[tuple[str, str]]:
    """(code, name), by name."""
    named = [(one.code, one.name(reader)) for one in vocabulary.languages().values()]
    return sorted(named, key=lambda one: vocabulary.folded(one[1]))


def _language(code: str, record: Any, written_in: str) -> Chosen:
    known = vocabulary.languages().get(code)
    if known is None or (record is not None and code == record.spoken):
        return NOTHING
    return Chosen({"name": known.name(written_in), "code": known.iso}, {})


def _unit_fields(record: Any, reader: str) -> dict[str, forms.Field]:
    options: list[tuple[str, Any]] = [("", gettext_lazy("Nobody said"))]
    options += [(one.code, one.name(reader)) for one in vocabulary.units().values()]
    unit = getattr(record, "unit", None)
    code = unit.identifier if unit is not None else ""
    if unit is not None and code not in vocabulary.units():
        options.append((KEEP, unit.name))
        code = KEEP
    return {"unit": _select(gettext_lazy("Counted in"), options, code)}


def _day_fields(record: Any, _reader: str) -> dict[str, forms.Field]:
    held = _days_of(record)
    if held is None:
        return {}
    which, days = held
    boxes = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Days"),
        choices=WEEK,
        initial=days,
        widget=forms.CheckboxSelectMultiple,
    )
    help_text = gettext_lazy("Only where it is every month: the first Monday, the last Friday.")
    week = forms.ChoiceField(
        required=False, label=gettext_lazy("Which of the month"), choices=WHICH, initial=which, help_text=help_text
    )
    return {"days": boxes, "which": week}


def _days_of(record: Any) -> tuple[str, list[str]] | None:
    """Which of the month, and the days, of a schedule that a person may tick; None where its rule is another one."""
    words = [word for word in (record.byday if record is not None else "").upper().replace(" ", ",").split(",") if word]
    parts = [(word[:-2].lstrip("+"), word[-2:]) for word in words]
    whichs = {which for which, _day in parts}
    if any(day not in CODES for _which, day in parts) or len(whichs) > 1:
        return None
    which = next(iter(whichs), "")
    if which and which not in {number for number, _word in WHICH}:
        return None
    return which or "1", [day for _which, day in parts]


def _days(clean: Mapping[str, Any]) -> dict[str, Any]:
    days = [code for code in CODES if code in clean["days"]]
    is_monthly = clean.get("f.freq") == "MONTHLY"
    which = str(clean.get("which") or "1") if is_monthly else ""
    return {
        "byday": ",".join(f"{which}{day}" for day in days),
        "freq": clean.get("f.freq") or ("WEEKLY" if days else ""),
    }


def _named(classes: Mapping[str, Class], without: frozenset[str]) -> list[Class]:
    return [one for one in classes.values() if one.code not in without]
