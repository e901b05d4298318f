"""A record in one line, as its editors and its provider see it."""

from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from tuque.core.clock import now
from tuque.directory import forms, labels, published, vocabulary
from tuque.directory.finder import hours as spoken
from tuque.directory.hsds.objects import OBJECTS
from tuque.directory.models import FieldText, Location
from tuque.directory.opening import Rule

UNSAID = ("physical", "voice")  # the plain kind of an address, of a telephone
LISTED = {"address": ("address_1", "address_2", "city", "region", "state_province", "postal_code", "address_type")}


def in_one_line(entity: str, row: Any) -> str:
    if entity == "schedule":
        return _hours(row)
    if entity == "service_capacity" and row.available is not None:
        unit = _unit(row.unit) if row.unit else ""
        return f"{row.available:g} {unit or row.description}".strip()
    if entity == "language" and row.spoken in vocabulary.languages():
        return _listed(vocabulary.languages()[row.spoken], row.note)
    if entity == "accessibility" and row.kind in vocabulary.accessibilities():
        own_words = "" if vocabulary.find_accessibility(row.description) else row.description
        return _listed(vocabulary.accessibilities()[row.kind], own_words, row.details)
    if entity == "phone":
        extension = f"{_('ext.')} {row.extension}" if row.extension else ""
        kind = labels.phone_kind_in_words(row.type)
        return ", ".join(word for word in (" ".join([row.number, extension]).strip(), kind, row.description) if word)
    if entity == "service_at_location":
        return row.location.name or row.description if row.location else str(row.description)
    reader = (get_language() or "en")[:2]
    told = []
    for field in LISTED.get(entity) or forms.SHOWN.get(entity, [])[:6]:
        one = getattr(row, OBJECTS[entity].fields[field].at)
        if one not in (None, "") and str(one).casefold() not in UNSAID:
            told.append(labels.value(entity, field, str(one), reader=reader))
    return ", ".join(told)


def _unit(unit: Any) -> str:
    known = vocabulary.units().get(unit.identifier)
    return known.name((get_language() or "en")[:2]) if known else str(unit.name)


def _listed(one: vocabulary.Class, *more: str) -> str:
    """What a list of ours has, in the reader's language, and what is written beside it."""
    return ", ".join(word for word in (one.name((get_language() or "en")[:2]), *more) if word)


def at_its_place(entity: str, row: Any) -> str:
    """The same, with the place where that is, for what hangs on a service at one place."""
    told = in_one_line(entity, row)
    tie = getattr(row, "service_at_location", None)
    place = place_in_words(tie.location) if tie is not None and tie.location else ""
    return (
        pgettext("a detail, and its place", "%(detail)s, %(place)s") % {"detail": told, "place": place}
        if place
        else told
    )


def place_in_words(location: Location) -> str:
    """What a place is called in the reader's language; without a name, its address."""
    said = FieldText.objects.filter(record=location.public_id, field="name", language=(get_language() or "en")[:2])
    address = location.addresses.filter(gone_at__isnull=True).order_by("pk").first()
    named = said.exclude(text="").values_list("text", flat=True).first() or location.name
    return named or (in_one_line("address", address) if address else "")


def hours_in_words(days: str, opens_at: str, closes_at: str) -> str:
    """Hours of the week that are not yet a record; empty where they are not understood."""
    rule = Rule(freq="WEEKLY", byday=days, opens_at=opens_at, closes_at=closes_at)
    return "; ".join(spoken.week((rule,), now().date()))


def _hours(row: Any) -> str:
    """As a reader is told them; as they are written where they are not in force, or not understood."""
    lines = spoken.week((published.rule_of(row),), now().date())
    plain = [f"{row.byday} {row.opens_at}-{row.closes_at}".strip()] if row.opens_at else []
    return "; ".join([*(lines or plain), *([row.description] if row.description else [])])
