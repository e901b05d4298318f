"""A record in one line, as its editors and its provider see it."""

from typing import Any

from django.utils.translation import get_language

from tuque.core.clock import now
from tuque.directory import forms, labels, published, vocabulary
from tuque.directory.finder import hours as spoken
from tuque.directory.hsds.objects import OBJECTS

UNSAID = ("physical", "voice")  # the plain kind of an address, of a telephone
LISTED = {"address": 8}  # how many fields stand in the line


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
    if entity == "service_at_location":
        return row.location.name or row.description if row.location else str(row.description)
    reader = (get_language() or "en")[:2]
    told = []
    for field in forms.SHOWN.get(entity, [])[: LISTED.get(entity, 6)]:
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


def _hours(row: Any) -> str:
    """As a reader is told them; as they are written where they are not in force, or not understood."""
    lines = spoken.week((published.rule_of(row),), now().date())
    plain = [f"{row.byday} {row.opens_at}-{row.closes_at}".strip()] if row.opens_at else []
    return "; ".join([*(lines or plain), *([row.description] if row.description else [])])
