"""A record in one line, as its editors and its provider see it."""

from typing import Any

from django.utils.translation import get_language

from tuque.core.clock import now
from tuque.directory import forms, published, vocabulary
from tuque.directory.finder import hours as spoken
from tuque.directory.hsds.objects import OBJECTS


def in_one_line(entity: str, row: Any) -> str:
    if entity == "schedule":
        return _hours(row)
    if entity == "service_capacity" and row.available is not None:
        unit = row.unit.name if row.unit else ""
        return f"{row.available:g} {unit or row.description}".strip()
    if entity == "language" and row.spoken in vocabulary.languages():
        return _listed(vocabulary.languages()[row.spoken], row.note)
    if entity == "accessibility" and row.kind in vocabulary.accessibilities():
        own_words = "" if vocabulary.find_accessibility(row.description) else row.description
        return _listed(vocabulary.accessibilities()[row.kind], own_words, row.details)
    if entity == "service_at_location":
        return row.location.name or row.description if row.location else str(row.description)
    found = (getattr(row, OBJECTS[entity].fields[field].at) for field in forms.SHOWN.get(entity, [])[:6])
    return ", ".join(str(one) for one in found if one not in (None, "", "physical"))


def _listed(one: vocabulary.Class, *more: str) -> str:
    """What a list of ours has, in the reader's language, and what is written beside it."""
    return ", ".join(word for word in (one.name((get_language() or "en")[:2]), *more) if word)


def _hours(row: Any) -> str:
    """As a reader is told them; as they are written where they are not in force, or not understood."""
    lines = spoken.week((published.rule_of(row),), now().date())
    plain = [f"{row.byday} {row.opens_at}-{row.closes_at}".strip()] if row.opens_at else []
    return "; ".join([*(lines or plain), *([row.description] if row.description else [])])
