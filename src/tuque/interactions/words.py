"""The log's columns as people read them: labels, values, and what changed between two states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from tuque.interactions.codes import (
    Action,
    AgeGroup,
    BaseType,
    EmergencyReason,
    EmergencyService,
    Origin,
    Outcome,
    RequestSource,
    Status,
)

LABELS: Mapping[str, str | Promise] = {
    "status": gettext_lazy("Status"),
    "type_code": gettext_lazy("Category"),
    "base_type": gettext_lazy("Type as found"),
    "dispatched_as": gettext_lazy("Type at dispatch"),
    "origin": gettext_lazy("How it began"),
    "request_source": gettext_lazy("Who asked"),
    "outcome": pgettext_lazy("interaction", "Outcome"),
    "actions": gettext_lazy("What was done"),
    "follow_up": gettext_lazy("Follow-up needed"),
    "emergency_services": gettext_lazy("Emergency services asked for"),
    "emergency_reason": gettext_lazy("Why emergency services"),
    "occurred_at": gettext_lazy("Began"),
    "received_at": gettext_lazy("Request received"),
    "assigned_at": gettext_lazy("Team assigned"),
    "en_route_at": gettext_lazy("On the way"),
    "on_scene_at": gettext_lazy("On scene"),
    "cleared_at": pgettext_lazy("interaction", "Ended"),
    "duration_seconds": gettext_lazy("Duration"),
    "people_count": gettext_lazy("People seen"),
    "age_groups": gettext_lazy("Age groups"),
    "person": gettext_lazy("Named participant"),
    "note": gettext_lazy("Note"),
    "place": gettext_lazy("Place"),
    "place_text": gettext_lazy("Place in words"),
    "to_place": gettext_lazy("Taken to"),
    "position": gettext_lazy("Position"),
    "team": gettext_lazy("Team"),
    "companions": gettext_lazy("Also there"),
    "items": gettext_lazy("Items given"),
}
CODES: Mapping[str, type[TextChoices]] = {
    "status": Status,
    "base_type": BaseType,
    "dispatched_as": BaseType,
    "origin": Origin,
    "request_source": RequestSource,
    "outcome": Outcome,
    "actions": Action,
    "emergency_services": EmergencyService,
    "emergency_reason": EmergencyReason,
    "age_groups": AgeGroup,
}
TIMES = frozenset({"occurred_at", "received_at", "assigned_at", "en_route_at", "on_scene_at", "cleared_at"})


@dataclass(frozen=True)
class Names:
    """What codes and ids are called: categories and items by code, workers by public id."""

    zone: ZoneInfo
    categories: Mapping[str, str]
    items: Mapping[str, str]
    workers: Mapping[str, str]


@dataclass(frozen=True)
class Change:
    label: str | Promise
    before: str
    after: str


def length(seconds: int | None) -> str:
    """ "45 min", "2 h 05 min"; the same in both languages."""
    if seconds is None:
        return ""
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def number(value: float) -> str:
    """A number with one decimal at most, as the reader's language writes it."""
    locale = "fr_CA" if (get_language() or "").startswith("fr") else "en_CA"
    return str(format_decimal(round(value, 1), format="#,##0.#", locale=locale))


def label_of(choices: type[TextChoices], code: str) -> str:
    """The label of a code; the code itself when it is not one of ours any more."""
    return str(choices(code).label) if code in choices.values else code


def said(column: str, value: object, names: Names) -> str:
    """A value of a state, as people read it; an empty one is a dash."""
    if value in (None, "", [], {}):
        return "–"
    if column == "type_code":
        return names.categories.get(str(value), str(value))
    if column in TIMES:
        return datetime.fromisoformat(str(value)).astimezone(names.zone).strftime("%Y-%m-%d %H:%M")
    if column == "duration_seconds" and isinstance(value, int):
        return length(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if column == "person":
        return _("named, with consent")
    if column == "companions" and isinstance(value, list):
        return ", ".join(names.workers.get(public_id, _("someone who left")) for public_id in value)
    if isinstance(value, Mapping):
        known = CODES.get(column)
        parts = [
            (label_of(known, code) if known else names.items.get(code, code), count) for code, count in value.items()
        ]
        return ", ".join(f"{label}\N{NO-BREAK SPACE}× {count}" for label, count in parts)
    if column in CODES:
        codes = value if isinstance(value, list) else [value]
        return ", ".join(label_of(CODES[column], str(code)) for code in codes)
    return str(value)


def changes(before: Mapping[str, object], after: Mapping[str, object], names: Names) -> list[Change]:
    """What differs between two states, in the order of `LABELS`. A moved position is told without its figures."""
    found = [
        Change(LABELS[column], said(column, before.get(column), names), said(column, after.get(column), names))
        for column in LABELS
        if column != "position" and not _same(before.get(column), after.get(column))
    ]
    if _position(before) != _position(after):
        found.append(Change(LABELS["position"], _given(before), _given(after)))
    return found


def _same(one: object, other: object) -> bool:
    return one == other or (one in (None, "", [], {}) and other in (None, "", [], {}))


def _position(state: Mapping[str, object]) -> Sequence[object]:
    return [state.get("lon"), state.get("lat")]


def _given(state: Mapping[str, object]) -> str:
    lon, lat = state.get("lon"), state.get("lat")
    return f"{lat:.4f}, {lon:.4f}" if isinstance(lon, float) and isinstance(lat, float) else "–"
