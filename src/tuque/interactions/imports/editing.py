"""The mapping as a form shows it, column by column, and back. What the form does not show stays as it was."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tuque.interactions.codes import BaseType, Origin, RequestSource
from tuque.interactions.imports.uploads import Preview

JOIN = "␟"  # between the headings of a field that takes several columns
FIELDS: Sequence[tuple[str, str | Promise, str | Promise]] = (
    ("occurred_at", _("When it happened"), _("Needed. Date and time, or two columns.")),
    ("type_code", _("Kind of event"), _("Needed.")),
    ("lon", _("Longitude"), ""),
    ("lat", _("Latitude"), ""),
    ("area_code", _("Code of the area"), _("Where there are no coordinates.")),
    ("place_text", _("Place in words"), ""),
    ("note", _("Note"), ""),
    ("received_at", _("Call received"), ""),
    ("assigned_at", _("Team assigned"), ""),
    ("on_scene_at", _("On scene"), ""),
    ("cleared_at", _("Clear"), ""),
    ("people_count", _("Number of people"), ""),
    ("duration_minutes", _("Duration in minutes"), ""),
)
ENCODINGS = (("auto", _("Found by itself")), ("utf-8", "UTF-8"), ("cp1252", "Windows-1252"), ("utf-16-le", "UTF-16"))
SEPARATORS = (
    ("auto", _("Found by itself")),
    (",", _("Comma")),
    (";", _("Semicolon")),
    ("\t", _("Tab")),
    ("|", _("Bar")),
)
DATES = (
    ("year-first", _("Year first: 2026-03-02")),
    ("day-first", _("Day first: 02/03/2026 is 2 March")),
    ("month-first", _("Month first: 03/02/2026 is 2 March")),
)
DECIMALS = ((".", _("Point: 49.9")), (",", _("Comma: 49,9")))


@dataclass(frozen=True)
class Choice:
    value: str
    label: str | Promise
    chosen: bool


@dataclass(frozen=True)
class Question:
    """One list to choose from."""

    name: str
    label: str | Promise
    hint: str | Promise
    choices: Sequence[Choice]


def file_questions(source: Mapping[str, Any], *, zones: Sequence[str], own_zone: str) -> list[Question]:
    file = source.get("file", {})
    zone = file.get("time_zone") or own_zone
    return [
        _ask("file.encoding", _("Encoding"), ENCODINGS, file.get("encoding", "auto")),
        _ask("file.separator", _("Between columns"), SEPARATORS, file.get("separator", "auto")),
        _ask("file.dates", _("Order of dates"), DATES, file.get("dates", "year-first")),
        _ask("file.decimal", _("Decimal mark"), DECIMALS, file.get("decimal", ".")),
        _ask("file.time_zone", _("Time zone"), [(name, name) for name in zones], zone),
    ]


def column_questions(source: Mapping[str, Any], preview: Preview) -> list[Question]:
    columns = [*preview.shape.columns, *preview.made_columns]
    chosen = {name: _together(value) for name, value in source.get("columns", {}).items()}
    key = _together(source.get("key", {}).get("columns", []))
    questions = [_column(f"columns.{name}", label, hint, columns, chosen.get(name, "")) for name, label, hint in FIELDS]
    hint = _("A number of its own for each row; without one, the whole row is compared.")
    return [*questions, _column("key", _("What makes a row unique"), hint, columns, key)]


def constant_questions(source: Mapping[str, Any]) -> list[Question]:
    constants = source.get("constants", {})
    sources = [("", _("Not said")), *RequestSource.choices]
    return [
        _ask("constants.origin", _("How these came about"), Origin.choices, constants.get("origin", "called")),
        _ask("constants.request_source", _("Who asked"), sources, constants.get("request_source", "")),
    ]


def edited(source: Mapping[str, Any], sent: Mapping[str, str]) -> dict[str, Any]:
    """The mapping with what the form sent put in its place."""
    result: dict[str, Any] = copy.deepcopy(dict(source))
    for name in ("encoding", "separator", "dates", "decimal", "time_zone"):
        if f"file.{name}" in sent:
            result.setdefault("file", {})[name] = sent[f"file.{name}"]
    columns = result.setdefault("columns", {})
    for name, _label, _hint in FIELDS:
        if f"columns.{name}" in sent:
            _put(columns, name, sent[f"columns.{name}"])
    if "key" in sent:
        parts = [part for part in sent["key"].split(JOIN) if part]
        result["key"] = {"columns": parts}
    for name in ("origin", "request_source"):
        if f"constants.{name}" in sent:
            constants = result.setdefault("constants", {})
            _put(constants, name, sent[f"constants.{name}"])
    _put_kinds(result, sent)
    return result


def _put_kinds(result: dict[str, Any], sent: Mapping[str, str]) -> None:
    if result.get("constants", {}).get("base_type"):
        return
    rule = result.setdefault("codes", {}).setdefault("base_type", {"default": "other"})
    for number in range(200):
        text, code = sent.get(f"kind.{number}.text"), sent.get(f"kind.{number}.type")
        if text is None:
            break
        if code in BaseType.values:
            rule.setdefault("values", {})[text] = code


def _put(table: dict[str, Any], name: str, value: str) -> None:
    parts = [part for part in value.split(JOIN) if part]
    if not parts:
        table.pop(name, None)
    else:
        table[name] = parts[0] if len(parts) == 1 else parts


def _together(value: object) -> str:
    return JOIN.join(value) if isinstance(value, list | tuple) else str(value or "")


def _column(name: str, label: str | Promise, hint: str | Promise, columns: Sequence[str], chosen: str) -> Question:
    options: list[tuple[str, str | Promise]] = [("", _("Nothing")), *((column, column) for column in columns)]
    if chosen and chosen not in columns:
        options.append((chosen, " + ".join(chosen.split(JOIN))))
    return _ask(name, label, options, chosen, hint=hint)


def _ask(
    name: str,
    label: str | Promise,
    options: Sequence[tuple[str, str | Promise]],
    chosen: str,
    *,
    hint: str | Promise = "",
) -> Question:
    return Question(name, label, hint, [Choice(value, text, value == chosen) for value, text in options])
