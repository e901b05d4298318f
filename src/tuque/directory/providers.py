"""What the provider of a service is asked by its link: every field that people are told, with what hangs on it; and what its answer
proposes, field by field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from tuque.directory import chosen, forms, labels, lines, opening, vocabulary
from tuque.directory.hsds.objects import OBJECTS, Kind
from tuque.directory.imports import values
from tuque.directory.imports.reasons import REASONS
from tuque.directory.imports.values import Unusable
from tuque.directory.labels import Word
from tuque.directory.models import FieldText, Service
from tuque.directory.opening import Unreadable

# Of the service itself; a person of the organization still looks at each.
ASKED = (
    "name",
    "description",
    "eligibility_description",
    "application_process",
    "fees_description",
    "wait_time",
    "interpretation_services",
    "alert",
    "url",
    "email",
)
# Of what hangs on it: the fields that are asked of each, and the one by which another is told.
DETAILS: Mapping[str, tuple[str, ...]] = {
    "phone": ("number", "extension", "description"),
    "schedule": ("byday", "opens_at", "closes_at", "description"),
    "language": ("note",),
    "required_document": ("document",),
    "cost_option": ("option", "amount", "amount_description"),
}
FIRST: Mapping[str, str] = {
    "phone": "number",
    "required_document": "document",
    "cost_option": "amount_description",
}
NEW, GONE = "new", "gone"  # in the place of a field: another one of its kind; that it is no longer so
YES = "yes"
WRONG: Mapping[str, Word] = {"no_day": gettext_lazy("Tick at least one day.")}


@dataclass(frozen=True)
class Item:
    """One thing that is asked. `key` is its name in the form; `record`: whose it is, for another one the service itself."""

    key: str
    entity: str
    record: UUID
    field: str
    label: Word
    value: str
    language: str = ""
    shape: str = "line"  # line, long, days, hours, tick, language

    @property
    def days(self) -> list[tuple[str, Word, bool]]:
        return [(code, words, code in self.value.split(",")) for code, words in chosen.WEEK]


@dataclass(frozen=True)
class Part:
    """What is asked of one record, under its heading."""

    title: str
    items: list[Item]
    language: str = ""
    """Of its texts, where all of it is one language."""


def asked_of(service: Service, *, reader: str) -> list[Part]:
    """Of the service in its own language, of what hangs on it, and of its texts in the other language; those that the reader reads
    come first."""
    own = [_own(service, name) for name in ASKED]
    texts = [item for item in own if OBJECTS["service"].fields[item.field].kind is Kind.LONG]
    details = [part for entity in DETAILS for part in _details(service, entity)]
    title = in_language(service.written_in) if service.written_in != reader else ""
    parts = [
        Part(title, texts, service.written_in),
        Part("", [item for item in own if item not in texts]),
        *details,
        *_other_language(service),
    ]
    return sorted(parts, key=lambda part: part.language != reader)


def _own(service: Service, name: str) -> Item:
    shape = "long" if OBJECTS["service"].fields[name].kind is Kind.LONG and name != "name" else "line"
    value = str(getattr(service, name))
    return Item(name, "service", service.public_id, name, labels.label(name), value, service.written_in, shape)


def _details(service: Service, entity: str) -> Iterator[Part]:
    for row in rows_of(service, entity):
        items = [_of_detail(row, entity, name) for name in DETAILS[entity] if _can_be_asked(row, entity, name)]
        gone = Item(
            f"{entity}.{row.public_id}.{GONE}", entity, row.public_id, GONE, _("This is no longer so"), "", shape="tick"
        )
        title = pgettext("a record, and its field", "%(record)s: %(field)s") % {
            "record": labels.ENTITIES[entity],
            "field": lines.at_its_place(entity, row),
        }
        yield Part(title, [*items, gone])
    title = _("Another one: %(what)s") % {"what": labels.ENTITIES[entity]}
    shape = {"language": "language", "schedule": "hours"}.get(entity, "line")
    first = labels.label(FIRST[entity]) if entity in FIRST else labels.ENTITIES[entity]
    yield Part(title, [Item(f"{NEW}.{entity}", entity, service.public_id, NEW, first, "", service.written_in, shape)])


def _can_be_asked(row: Any, entity: str, name: str) -> bool:
    return name != "byday" or chosen.plain_days(row)


def _of_detail(row: Any, entity: str, name: str) -> Item:
    value = _plain(getattr(row, OBJECTS[entity].fields[name].at))
    shape = "days" if name == "byday" else "line"
    return Item(
        f"{entity}.{row.public_id}.{name}",
        entity,
        row.public_id,
        name,
        labels.label(name),
        value,
        row.written_in,
        shape,
    )


def _other_language(service: Service) -> Iterator[Part]:
    language = "en" if service.written_in == "fr" else "fr"
    held = dict(FieldText.objects.filter(record=service.public_id, language=language).values_list("field", "text"))
    named = [one for one in ASKED if OBJECTS["service"].fields[one].kind is Kind.LONG]
    items = [
        Item(f"{name}.{language}", "service", service.public_id, name, labels.label(name), held.get(name, ""), language,
             "line" if name == "name" else "long")
        for name in named
    ]  # fmt: skip
    yield Part(in_language(language), items, language)


def in_language(language: str) -> str:
    return _("In French") if language == "fr" else _("In English")


def rows_of(service: Service, entity: str) -> list[Any]:
    """Those of the service, and of the service at one of its places."""
    from_service = {"phone": "phones", "schedule": "schedules", "language": "languages",
                    "required_document": "required_documents", "cost_option": "cost_options"}[entity]  # fmt: skip
    rows = list(getattr(service, from_service).filter(gone_at__isnull=True).order_by("pk"))
    if entity in ("phone", "schedule"):
        for tie in service.at_locations.filter(gone_at__isnull=True).order_by("pk"):
            rows += list(getattr(tie, from_service).filter(gone_at__isnull=True).order_by("pk"))
    return rows


@dataclass(frozen=True)
class Said:
    """What an item was answered with, where that is another value."""

    item: Item
    after: str


def said(parts: list[Part], posted: Mapping[str, list[str]]) -> tuple[list[Said], dict[str, str]]:
    """What differs, clean; and what is wrong, by the name in the form."""
    found: list[Said] = []
    errors: dict[str, str] = {}
    for item in (item for part in parts for item in part.items):
        if not {item.key, f"{item.key}.asked"} & posted.keys():  # boxes that are empty are not in a form
            continue
        try:
            after = _clean(item, posted)
        except Unusable as problem:
            errors[item.key] = str(WRONG.get(problem.reason) or REASONS[problem.reason])
            continue
        if after != item.value:
            found.append(Said(item, after))
    return found, errors


def _clean(item: Item, posted: Mapping[str, list[str]]) -> str:
    written = posted.get(item.key, [])
    text = written[-1] if written else ""
    if item.shape == "days":
        return _days(written)
    if item.shape == "hours":
        return _new_hours(item, posted)
    if item.shape == "tick":
        return YES if text == YES else ""
    if item.shape == "language":
        return text if text in vocabulary.languages() else ""
    field = FIRST[item.entity] if item.field == NEW else item.field
    return _plain(values.clean(text, OBJECTS[item.entity].fields[field].kind))


def _days(written: list[str]) -> str:
    return ",".join(code for code, _words in chosen.WEEK if code in written)


def _new_hours(item: Item, posted: Mapping[str, list[str]]) -> str:
    """Days and hours as `values_of_new` reads them: MO,TU 09:00-17:00; empty where none were written."""
    days = _days(posted.get(item.key, []))
    opens, closes = (posted.get(f"{item.key}.{name}", [""])[-1].strip() for name in ("opens_at", "closes_at"))
    if not (days or opens or closes):
        return ""
    try:
        opening.clock_time(opens), opening.clock_time(closes)
    except Unreadable:
        raise Unusable("not_a_time") from None
    if not days:
        raise Unusable("no_day")
    return f"{days} {opens}-{closes}"


def values_of_new(entity: str, after: str, written_in: str) -> dict[str, Any]:
    """The fields of another one of its kind, as it was proposed."""
    if entity == "language":
        known = vocabulary.languages()[after]
        return {"name": known.name(written_in), "code": known.iso}
    if entity == "schedule":
        days, _space, times = after.partition(" ")
        opens, _dash, closes = times.partition("-")
        return {"freq": "WEEKLY", "byday": days, "opens_at": opens, "closes_at": closes}
    return {FIRST[entity]: after}


def in_words(entity: str, field: str, value: str, reader: str) -> str:
    """A value of a proposal as people read it."""
    if field == GONE:
        return _("No longer so") if value == YES else ""
    if value and field == NEW and entity == "language":
        known = vocabulary.languages().get(value)
        return known.name(reader) if known else value
    if value and entity == "schedule" and field in (NEW, "byday"):
        days = str(value).partition(" ")[0].split(",")
        named = [str(words) for code, words in chosen.WEEK if code in days]
        opens, _dash, closes = str(value).partition(" ")[2].partition("-")
        if opens and (told := lines.hours_in_words(",".join(days), opens, closes)):
            return told
        return " ".join([", ".join(named) or value, value.partition(" ")[2]]).strip()
    return labels.value(entity, field, value, reader=reader)


def heading(entity: str, field: str, *, service: str, detail: str, language: str, record_language: str) -> str:
    """“Community meals, Telephone 204-555-0101: Extension”."""
    what = labels.label(field)
    if field == NEW:
        what = _("another one")
    elif field == GONE:
        what = _("no longer so")
    if language and language != record_language:
        named = forms.language_name(language, (get_language() or "en")[:2])
        what = pgettext("a field, and its language", "%(field)s (%(language)s)") % {"field": what, "language": named}
    record = f"{labels.ENTITIES[entity]} {detail}".strip() if entity != "service" else ""
    who = (
        pgettext("the last of two", "%(service)s, %(record)s") % {"service": service, "record": record}
        if record
        else service
    )
    return pgettext("a record, and its field", "%(record)s: %(field)s") % {"record": who, "field": what}


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return f"{float(value):.12g}" if isinstance(value, int | float | Decimal) else str(value)
